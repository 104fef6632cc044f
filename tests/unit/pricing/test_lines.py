from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from outlay.core.errors import UsageError
from outlay.pricing import Cards, LineTally, price_lines
from outlay.pricing.lines import explain_line

CARDS = Cards()
NOW = datetime(2026, 11, 1, tzinfo=UTC)
USAGE = {"input_tokens": 1000, "cache_read_tokens": 200, "output_tokens": 100}


def price(**record):
    line = json.dumps({"id": "a", "provider": "openai", "model": "gpt-4o", **record})
    [answer] = price_lines([line], CARDS, now=NOW)
    return json.loads(answer)


def test_a_record_is_priced_with_plain_decimal_strings():
    answer = price(usage=USAGE, at="2026-11-01T12:00:00Z")
    assert answer["usd"] == {"input": "0.00225", "output": "0.001", "total": "0.00325"}
    assert (answer["id"], answer["state"], answer["model"], answer["warnings"]) == ("a", "priced", "gpt-4o", [])
    assert answer["card"]["source"] == "genai-prices"


def test_disjoint_usage():
    answer = price(usage={**USAGE, "input_tokens": 800}, usage_convention="disjoint")
    assert answer["usd"]["total"] == "0.00325"


def test_an_unknown_model_has_no_amount():
    answer = price(model="gpt-99", usage=USAGE)
    assert (answer["state"], answer["usd"], answer["card"]) == ("unknown", None, None)
    assert answer["warnings"] == ["unknown_model"]


@pytest.mark.parametrize(
    ("stated", "usd"),
    [
        ({"total": "0"}, {"input": None, "output": None, "total": "0"}),
        ({"output": "0.50"}, {"input": None, "output": "0.5", "total": "0.5"}),
        ({"input": None, "output": 1}, {"input": None, "output": "1", "total": "1"}),
        ({"input": 0.1, "output": 0.2}, {"input": "0.1", "output": "0.2", "total": "0.3"}),
    ],
)
def test_a_stated_cost_wins_and_is_not_completed(stated, usd):
    answer = price(usage=USAGE, stated_cost=stated)
    assert (answer["state"], answer["usd"]) == ("stated", usd)


def test_a_stated_cost_that_is_no_number_is_dropped_with_a_warning():
    answer = price(usage=USAGE, stated_cost={"total": "much"})
    assert (answer["state"], answer["warnings"]) == ("priced", ["rejected:stated_cost.total"])


@pytest.mark.parametrize(
    ("provider", "raw"),
    [
        ("openai", {"prompt_tokens": 1000, "completion_tokens": 100, "prompt_tokens_details": {"cached_tokens": 200}}),
        ("openai", {"input_tokens": 1000, "output_tokens": 100, "input_tokens_details": {"cached_tokens": 200}}),
        ("openai", {"usage": {"prompt_tokens": 1000, "completion_tokens": 100}}),
        ("anthropic", {"input_tokens": 800, "cache_read_input_tokens": 200, "output_tokens": 100}),
        ("gcp.gemini", {"promptTokenCount": 1000, "candidatesTokenCount": 60, "thoughtsTokenCount": 40}),
    ],
)
def test_raw_usage_alone_is_enough(provider, raw):
    model = {"openai": "gpt-4o", "anthropic": "claude-sonnet-4-5", "gcp.gemini": "gemini-2.5-pro"}[provider]
    answer = price(provider=provider, model=model, raw_usage=raw)
    assert answer["state"] == "priced"
    assert (
        float(answer["usd"]["output"]) == {"gpt-4o": 0.001, "claude-sonnet-4-5": 0.0015, "gemini-2.5-pro": 0.001}[model]
    )


def test_raw_usage_of_no_known_shape_is_unknown_and_says_so():
    answer = price(raw_usage={"hugs": 3})
    assert (answer["state"], answer["usd"]) == ("unknown", None)
    assert answer["warnings"] == ["raw_usage_not_understood", "no_usage"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"context": []}, "context"),
        ({"model": None}, "model"),
        ({"model": 3}, "model"),
        ({"usage": []}, "usage"),
        ({"usage_convention": "both"}, "usage_convention"),
        ({"at": "yesterday"}, "at"),
        ({"at": 3}, "at"),
        ({"context": {"service_tier": 3}}, "context.service_tier"),
        ({"stated_cost": "3"}, "stated_cost"),
    ],
)
def test_a_malformed_record_names_its_field(change, words):
    answer = price(**{"usage": USAGE, **change})
    assert (answer["id"], answer["state"]) == ("a", "invalid")
    assert words in answer["error"]


def test_an_id_that_is_no_plain_value_is_refused():
    answer = price(id=[1], usage=USAGE)
    assert (answer["id"], answer["state"]) == (None, "invalid")


def test_the_context_is_read():
    answer = price(model="o3", usage={"input_tokens": 1_000_000}, context={"service_tier": "flex", "speed": None})
    assert (answer["state"], answer["usd"]["total"]) == ("priced", "1")


def test_bad_lines_are_answered_counted_and_the_rest_goes_on():
    tally = LineTally()
    good = json.dumps({"id": 3, "provider": "openai", "model": "gpt-4o", "usage": USAGE})
    answers = [json.loads(line) for line in price_lines(["{", "[]", "", good], CARDS, tally=tally)]
    assert [answer["state"] for answer in answers] == ["invalid", "invalid", "priced"]
    assert (tally.lines, tally.invalid, tally.states["priced"]) == (3, 2, 1)


def test_a_missing_time_is_said_only_where_it_matters():
    assert price(usage=USAGE)["warnings"] == []
    assert price(provider="deepseek", model="deepseek-chat", usage=USAGE)["warnings"] == ["time_assumed"]


def test_a_time_without_zone_is_utc_with_a_warning():
    assert price(usage=USAGE, at="2026-11-01T12:00:00")["warnings"] == ["time_zone_assumed:UTC"]


def test_offsets_count():
    record = {"provider": "deepseek", "model": "deepseek-chat", "usage": {"input_tokens": 1_000_000}}
    assert price(**record, at="2026-11-01T01:30:00+01:00")["usd"]["total"] == "0.27"
    assert price(**record, at="2026-11-01T00:29:59Z")["usd"]["total"] == "0.135"


def test_the_band_is_in_the_lineage():
    answer = price(provider="anthropic", model="claude-sonnet-4-5", usage={"input_tokens": 200_001})
    assert (answer["card"]["input_over"], answer["usd"]["total"]) == (200_000, "1.200006")
    answer = price(provider="anthropic", model="claude-sonnet-4-5", usage={"input_tokens": 200_000})
    assert (answer["card"]["input_over"], answer["usd"]["total"]) == (None, "0.6")


def test_the_documented_example_is_true():
    page = (Path(__file__).parents[3] / "docs" / "reference" / "prices.md").read_text(encoding="utf-8")
    given, expected = (block.partition("```")[0] for block in page.split("```json\n")[1:])
    [answer] = map(json.loads, price_lines([given], CARDS))
    wanted = json.loads(expected)
    del wanted["card"]["id"], answer["card"]["id"]
    assert answer == wanted


def test_a_line_is_explained_leaf_by_leaf():
    line = {"provider": "openai", "model": "gpt-4o", "usage": USAGE, "oddity": 1}
    found = explain_line(json.dumps(line), CARDS, now=NOW)
    assert [(leaf.unit, leaf.amount) for leaf in found.price.leaves] == [
        ("input_tokens", "0.002"), ("cache_read_tokens", "0.00025"), ("output_tokens", "0.001"),
    ]  # fmt: skip
    assert (found.price.total, found.notes) == ("0.00325", ("unknown_field:oddity",))


def test_a_stated_cost_has_no_leaves():
    line = json.dumps({"model": "gpt-4o", "at": "2026-11-01T00:00:00Z", "stated_cost": {"total": "1"}})
    found = explain_line(line, CARDS)
    assert (found.price, found.stated) == (None, {"input": None, "output": None, "total": "1"})


@pytest.mark.parametrize("line", ["{", "[1]", '{"usage": {}}'])
def test_a_line_that_cannot_be_read_is_refused(line):
    with pytest.raises(UsageError):
        explain_line(line, CARDS)


def test_what_the_response_says_wins_over_what_was_asked_for():
    body = {"usage": {"input_tokens": 1000, "output_tokens": 0, "service_tier": "batch", "inference_geo": "us"}}
    answer = price(provider="anthropic", model="claude-opus-4-7", raw_usage=body, context={"speed": "fast"})
    # 1,000 × 2.5 × 1.1; that there is no fast price of it is said
    assert answer["usd"]["total"] == "0.00275"
    assert answer["warnings"] == ["context_unmatched:speed=fast", "time_assumed"]


def test_given_usage_wins_over_the_body():
    answer = price(usage={"input_tokens": 1000}, raw_usage={"prompt_tokens": 9, "completion_tokens": 9})
    assert answer["usd"]["total"] == "0.0025"
