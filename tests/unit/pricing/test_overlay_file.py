from __future__ import annotations

from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest

from outlay.core.errors import SettingsError
from outlay.pricing import Usage, price_usage, read_context
from outlay.pricing.overlay_file import load_overlay

ROOT = Path(__file__).parents[3]
CARD = 'cards:\n  - {provider: openai, model: m, valid_from: 2026-01-01, rates: {input: "2.10"}}\n'
HEAD = "overlay: 1\nname: acme\nkind: override\n"


@pytest.fixture
def load(tmp_path):
    def read(text, name="o.yaml"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return load_overlay(path)

    return read


def test_numbers_are_read_as_decimals_and_never_as_floats(load):
    overlay = load(HEAD + CARD.replace('"2.10"', "2.10000000000000000000001"))
    [card] = overlay.cards
    assert card.ladders["input_tokens"].base == Fraction("2.10000000000000000000001") * 10**6
    assert card.scope.valid_from == date(2026, 1, 1)


def test_json_with_tabs_is_read_too(load):
    text = '{\n\t"overlay": 1, "name": "a", "kind": "source",\n\t"cards": [{"provider": "xai", "model": "m",'
    text += ' "valid_from": "2026-01-01", "per": 1000, "rates": {"output": "0.5"}}]}'
    overlay = load(text, "o.json")
    assert overlay.cards[0].scope.provider == "x-ai"
    assert overlay.cards[0].ladders["output_tokens"].base == 5 * 10**8


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("", 1, "empty"),
        ("overlay: 2\nname: a\nkind: override\n", 1, "version"),
        ("overlay: 1\nname: a\nkind: other\n", 3, "none of"),
        ("overlay: 1\nname: a\nkind: correction\n", 3, "reason"),
        (HEAD + "nonsense: 1\n", 4, "nonsense"),
        (HEAD + "name: b\n", 4, "twice"),
        (HEAD + CARD.replace("input", "imput"), 5, "imput"),
        (HEAD + CARD.replace("valid_from: 2026-01-01, ", ""), 5, "valid_from"),
        (HEAD + CARD.replace('"2.10"', '"-1"'), 5, "-1"),
        (HEAD + CARD.replace('"2.10"', "nan"), 5, "nan"),
        (HEAD + CARD.replace("2026-01-01", "soon"), 5, "soon"),
        (HEAD + CARD.replace("model: m, ", ""), 5, "model"),
        (HEAD + CARD.replace("model: m", "model: m, currency: EUR"), 5, "USD"),
        (HEAD + CARD.replace("model: m", "model: m, valid_to: 2025-01-01"), 5, "later"),
        (HEAD + CARD.replace("model: m", "model: m, per: 0"), 5, "0"),
        (HEAD + CARD + CARD.removeprefix("cards:\n"), 6, "overlaps"),
        (HEAD + CARD.replace("rates: {", 'bands: [{over: 5, rates: {output: "1"}}], rates: {'), 5, "output"),
        (HEAD + CARD.replace("rates: {", "fees: {hugs: {per: 1, amount: 1}}, rates: {"), 5, "hugs"),
        (HEAD + "multipliers:\n  - {provider: openai, factor: 2, valid_from: 2026-01-01}\n", 5, "reason"),
        (HEAD + "windows:\n  - {provider: openai, utc: [always], factor: 2}\n", 5, "always"),
        (HEAD + 'windows:\n  - {provider: openai, utc: ["01:00-02:00"], weekdays: [8], factor: 2}\n', 5, "weekdays"),
        (HEAD + CARD.replace(', rates: {input: "2.10"}', ""), 5, "rates"),
        (HEAD + CARD.replace("rates: {", "minimum: {hugs: 1}, rates: {"), 5, "hugs"),
        (
            HEAD
            + CARD.replace("rates:", "bands: [{over: 5, rates: {input: 1}}, {over: 5, rates: {input: 2}}], rates:"),
            5,
            "rise",
        ),
        (HEAD + CARD.replace('"2.10"', "much"), 5, "much"),
        (HEAD + CARD.replace('"2.10"', "[1]"), 5, "one value"),
        (HEAD + "cards: {}\n", 4, "list"),
        (HEAD + CARD.replace('{input: "2.10"}', "[]"), 5, "name: value"),
        (HEAD + 'windows:\n  - {provider: openai, utc: ["05:00-05:00"], factor: 2}\n', 5, "no window"),
        (HEAD + "cards: [\n", 5, "not readable"),
        (HEAD + CARD.replace('input: "2.10"', "total: 1, input: 1"), 5, "stands alone"),
        (
            HEAD + "multipliers:\n  - {provider: a, factor: 2, valid_from: 2026-01-01, reason: r, units: some}\n",
            5,
            "`all` or `tokens`",
        ),
    ],
)
def test_a_mistake_names_file_and_line(load, tmp_path, text, line, words):
    with pytest.raises(SettingsError) as caught:
        load(text)
    assert caught.value.message.startswith(f"{tmp_path / 'o.yaml'}:{line}:")
    assert words in caught.value.message


def test_the_documented_example_loads(load):
    text = (ROOT / "docs" / "reference" / "price-overlays.md").read_text(encoding="utf-8")
    overlay = load(text.partition("```yaml\n")[2].partition("```")[0])
    assert (len(overlay.cards), len(overlay.multipliers), len(overlay.windows)) == (1, 2, 1)
    assert overlay.cards[0].ladders["cache_read_tokens"].above(200_000) == 420_000


def test_the_source_is_the_version(load):
    text = HEAD + "source: {ref: MSA 114, retrieved: 2026-09-02}\n" + CARD
    assert load(text).version == "MSA 114 2026-09-02"
    assert load(HEAD + CARD).version == "o.yaml"


def test_a_price_file_is_read_as_one_and_other_json_as_an_overlay(load):
    entry = '{"litellm_provider": "openai", "input_cost_per_token": 1e-06}'
    assert load('{"brand-new": ' + entry + "}", "prices-2026-11-01.json").kind == "source"
    with pytest.raises(SettingsError, match=r"o\.json:1"):
        load("{", "o.json")


def test_an_absent_file_is_named(tmp_path):
    with pytest.raises(SettingsError, match=r"nowhere\.yaml"):
        load_overlay(tmp_path / "nowhere.yaml")


def rate(cards, at, when="2026-11-02", model="gpt-4o", provider="openai", **context):
    card = cards.find(provider, model, read_context(context)).at(at(when))
    return price_usage(card, Usage(1_000_000, 0, 0, 0, 1_000_000, 0)), card


def test_an_override_wins_per_leaf_and_is_in_the_lineage(overlay, at):
    cards = overlay(HEAD + CARD.replace("model: m", "model: gpt-4o"))
    rated, card = rate(cards, at)
    assert (rated.input, rated.output) == (2_100_000_000_000, 10 * 10**12)
    assert card.overlays == ("override:acme",)
    assert rate(cards, at, "2025-12-31")[1].overlays == ()


def test_the_later_file_wins(overlay, at):
    first = HEAD + CARD.replace("model: m", "model: gpt-4o")
    second = first.replace("2.10", "3").replace("acme", "second")
    assert rate(overlay(first, second), at)[0].input == 3 * 10**12


def test_an_exact_model_beats_a_prefix(overlay, at):
    prefix = CARD.replace("model: m", "match: {prefix: gpt-4}").replace("2.10", "7").removeprefix("cards:\n")
    cards = overlay(HEAD + CARD.replace("model: m", "model: gpt-4o") + prefix)
    assert rate(cards, at)[0].input == 2_100_000_000_000
    assert rate(cards, at, model="gpt-4-turbo")[0].input == 7 * 10**12


def test_a_source_fills_gaps_and_is_otherwise_compared(overlay, at):
    text = HEAD.replace("override", "source") + CARD.replace("model: m", "model: gpt-4o")
    text += CARD.removeprefix("cards:\n")
    cards = overlay(text)
    rated, card = rate(cards, at)
    assert (rated.input, card.confidence, card.source) == (2_500_000_000_000, "disputed", "genai-prices")
    rated, card = rate(cards, at, model="m")
    assert (rated.input, card.source, rated.state) == (2_100_000_000_000, "acme", "modelled")


def test_sources_that_agree_raise_confidence(overlay, at):
    text = HEAD.replace("override", "source") + CARD.replace("model: m", "model: gpt-4o").replace("2.10", "2.501")
    cards = overlay(text)
    assert rate(cards, at)[1].confidence == "high"
    assert rate(cards, at, model="gpt-4o-mini")[1].confidence == "single"


def test_only_the_price_data_is_compared(overlay, at):
    text = CARD.replace("model: m", "model: gpt-4o")
    cards = overlay(HEAD + text, HEAD.replace("override", "source") + text)
    assert rate(cards, at)[1].confidence == "single"


def test_an_override_for_a_context_is_not_completed_with_standard_rates(overlay, at):
    cards = overlay(HEAD + CARD.replace("model: m", "model: gpt-4o, tier: scale"))
    rated, card = rate(cards, at, service_tier="scale")
    assert (rated.input, rated.output) == (2_100_000_000_000, None)
    assert rated.flags == ("unpriced_unit:output_tokens",)
    assert dict(card.context) == {"service_tier": "scale"}
    assert rate(cards, at)[0].input == 2_500_000_000_000


@pytest.mark.parametrize("model", ["gpt-4o", "m"])
def test_an_override_cannot_answer_a_context_that_overlays_do_not_know(overlay, at, model):
    cards = overlay(HEAD + CARD.replace("model: m", f"model: {model}").replace("rates: {", 'rates: {output: "1", '))
    rated, card = rate(cards, at, model=model, route="eu")
    assert (rated.flags, rated.state) == (("context_unmatched:route=eu",), "modelled")
    assert card.context == ()


MULTIPLIERS = """multipliers:
  - {provider: openai, region: "eu-*", factor: "1.1", valid_from: 2026-01-01, reason: regional}
  - {provider: openai, factor: "0.92", valid_from: 2026-07-01, valid_to: 2026-12-01, reason: negotiated}
"""


@pytest.mark.parametrize(
    ("when", "region", "expected"),
    [
        ("2026-11-01", None, 2_300_000_000_000),
        ("2026-11-01", "eu-west", 2_530_000_000_000),
        ("2026-06-30", "eu-west", 2_750_000_000_000),
        ("2025-06-30", "eu-west", 2_500_000_000_000),
        ("2026-12-01", "us", 2_500_000_000_000),
    ],
)
def test_multipliers_have_dates_and_regions_and_combine(overlay, at, when, region, expected):
    rated, card = rate(overlay(HEAD + MULTIPLIERS), at, when, region=region)
    assert rated.input == expected
    assert (expected == 2_500_000_000_000) == (card.overlays == ())


WINDOW = """windows:
  - {provider: openai, model: gpt-4o, utc: ["16:30-00:30"], weekdays: [1, 2, 3, 4, 5], factor: "0.5"}
"""


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("2026-11-02T16:29:59.999999", 2_500_000_000_000),
        ("2026-11-02T16:30:00", 1_250_000_000_000),
        ("2026-11-03T00:29:59", 1_250_000_000_000),
        ("2026-11-03T00:30:00", 2_500_000_000_000),
        ("2026-11-07T17:00:00", 2_500_000_000_000),
    ],
    ids=["before", "first moment", "after midnight", "end is out", "saturday"],
)
def test_off_peak_windows(overlay, at, when, expected):
    assert rate(overlay(HEAD + WINDOW), at, when)[0].input == expected


def test_one_rate_for_every_token(overlay, at):
    text = CARD.replace('input: "2.10"', 'total: "3"').replace("model: m", "model: gpt-4o")
    card = overlay(HEAD + text).find("openai", "gpt-4o").at(at("2026-11-01"))
    rated = price_usage(card, Usage(1, 1, 1, 1, 2, 1, {"output_audio_tokens": 1}))
    assert (rated.total, rated.state) == (18_000_000, "priced")


def test_a_multiplier_may_spare_what_is_no_token(overlay, at):
    text = MULTIPLIERS.replace("reason: negotiated", "reason: negotiated, units: tokens")
    card = overlay(HEAD + text).find("openai", "gpt-4o").at(at("2026-11-01"))
    assert price_usage(card, Usage(1000, 0, 0, 0, 0, 0, {"web_searches": 1})).total == 2_300_000_000 + 10_000_000_000
