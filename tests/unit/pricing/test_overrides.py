from __future__ import annotations

import stat
from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import ConflictError, SettingsError, UsageError
from outlay.core.settings import Settings
from outlay.pricing import load_cards
from outlay.pricing.overrides import Override, write_override

TODAY = date(2026, 11, 1)
JULY = date(2026, 7, 1)


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path)


def wish(**changes):
    return Override(**{"provider": "openai", "valid_from": JULY, "reason": "MSA", **changes})


def rates(**changes):
    return wish(**{"model": "gpt-4o", "rates": {"input": "2.1", "output": "8.4"}, **changes})


def test_fixed_rates_replace_the_list_price(settings):
    report = write_override(settings, rates(), today=TODAY)
    changes = [(change.leaf, change.before, change.after) for change in report.changes]
    assert changes == [("input", "2.5", "2.1"), ("output", "10", "8.4")]
    card = load_cards(settings).find("openai", "gpt-4o").cards[-1]
    assert (card.bands[0].rates["input_tokens"], card.overlays) == ((2_100_000, 1), ("override:own-prices:MSA",))


def test_percent_off_changes_every_model_of_a_provider(settings):
    report = write_override(settings, wish(provider="anthropic", percent_off=Decimal(8)), today=TODAY)
    assert report.models > 20
    haiku = [(c.before, c.after) for c in report.changes if (c.model, c.leaf) == ("claude-haiku-4-5", "output")]
    assert haiku == [("5", "4.6")]


def test_entries_add_up_in_one_file_that_others_cannot_read(settings):
    report = write_override(settings, rates(valid_to=date(2026, 8, 1)), today=TODAY)
    write_override(settings, rates(valid_from=date(2026, 8, 1), rates={"input": "2"}), today=TODAY)
    write_override(settings, wish(percent_off=Decimal(5)), today=TODAY)
    assert stat.S_IMODE(report.file.stat().st_mode) == 0o600
    starts = [card.valid_from for card in load_cards(settings).find("openai", "gpt-4o").cards]
    assert starts == [None, JULY, date(2026, 8, 1)]


def test_a_dry_run_writes_nothing(settings):
    report = write_override(settings, rates(), today=TODAY, is_dry_run=True)
    assert (report.is_written, report.models, report.file.exists()) == (False, 1, False)


def test_an_override_of_a_tier_shows_the_tiers_price(settings):
    report = write_override(settings, rates(context={"tier": "priority"}, rates={"input": "4"}), today=TODAY)
    assert [(change.leaf, change.before, change.after) for change in report.changes] == [("input", "4.25", "4")]


def test_a_model_that_nothing_priced_gets_a_price(settings):
    report = write_override(settings, rates(provider="acme", model="Own-1"), today=TODAY)
    assert [(change.model, change.before, change.after) for change in report.changes] == [
        ("own-1", None, "2.1"),
        ("own-1", None, "8.4"),
    ]


@pytest.mark.parametrize(
    ("override", "words"),
    [
        (wish(), "either a percentage off or rates"),
        (rates(percent_off=Decimal(5)), "either a percentage off or rates"),
        (wish(percent_off=Decimal(0)), "not between 0 and 100"),
        (wish(percent_off=Decimal(100)), "not between 0 and 100"),
        (wish(rates={"input": "2"}), "rates are of one model"),
        (rates(reason=" "), "needs a reason"),
        (rates(valid_to=JULY), "before it begins"),
        (wish(provider="acme", percent_off=Decimal(5)), "nothing to take a percentage of"),
        (rates(rates={"inpt": "2"}), "no token leaf"),
        (rates(rates={"input": "-2"}), "not a decimal number"),
        (rates(rates={"input": "2500"}), "would go from 2.5 to 2500"),
        (rates(rates={"output": "0.01"}), "would go from 10 to 0.01"),
    ],
)
def test_nonsense_is_refused_and_nothing_is_written(settings, override, words):
    with pytest.raises(UsageError, match=words):
        write_override(settings, override, today=TODAY)
    assert not (settings.folder / "prices").exists()


def test_two_prices_of_the_same_usage_are_refused(settings):
    write_override(settings, rates(), today=TODAY)
    with pytest.raises(ConflictError, match="has an override at that time already"):
        write_override(settings, rates(valid_from=TODAY), today=TODAY)
    write_override(settings, wish(percent_off=Decimal(5), valid_to=TODAY), today=TODAY)
    with pytest.raises(ConflictError, match="has an override from 2026-07-01 on already: MSA"):
        write_override(settings, wish(percent_off=Decimal(5)), today=TODAY)
    write_override(settings, wish(percent_off=Decimal(5), valid_from=TODAY), today=TODAY)


def test_a_wrong_overlay_that_is_in_use_stops_it(settings):
    folder = settings.folder / "prices"
    folder.mkdir()
    (folder / "broken.yaml").write_text("overlay: 2\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"broken\.yaml"):
        write_override(settings, rates(), today=TODAY)
