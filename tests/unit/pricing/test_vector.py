"""The table evaluator says what the scalar one says, to the last unit."""

from __future__ import annotations

import json
import random
import tempfile
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.errors import UsageError
from outlay.pricing import Cards, Usage, price_usage, rate_table, read_context
from outlay.pricing.overlay_file import load_overlay

ACME = """
overlay: 1
name: acme
kind: override
cards:
  - {provider: acme, model: odd, valid_from: 2025-01-01, per: 7000, rates: {input: "0.00000001", output: "0.0000003"}}
  - {provider: acme, model: call, valid_from: 2025-01-01, rates: {output: "1"}, fees: {requests: {per: 3, amount: 1}}}
  - {provider: acme, model: weekly, valid_from: 2025-01-01, rates: {input: "1", output: "1"}}
  - {provider: acme, model: huge, valid_from: 2025-01-01, per: 1, rates: {input: "900000", output: "1"}}
windows:
  - {provider: acme, model: weekly, utc: ["16:30-00:30"], weekdays: [1, 6], factor: "0.333"}
  - {provider: acme, model: call, utc: ["00:00-24:00"], weekdays: [2], factor: "2"}
"""
with tempfile.TemporaryDirectory() as folder:
    path = Path(folder) / "acme.yaml"
    path.write_text(ACME, encoding="utf-8")
    CARDS = Cards([load_overlay(path)])
COUNTS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
WORDS = ("provider", "model", "service_tier", "processing", "speed", "region")
SCHEMA = pa.schema(
    [
        *((name, pa.string()) for name in WORDS),
        ("ts", pa.timestamp("us", "UTC")),
        *((name, pa.int64()) for name in COUNTS),
        ("units", pa.string()),
        ("stated_cost", pa.decimal128(38, 12)),
    ]
)
MODELS = (
    ("openai", "gpt-4o"),
    ("openai", "gpt-5.4"),
    ("anthropic", "claude-sonnet-4-5"),
    ("deepseek", "deepseek-v4-flash"),
    ("openrouter", "mistralai/mistral-7b-instruct"),
    ("openai", "text-embedding-3-small"),
    ("perplexity", "sonar-pro"),
    ("azure", "gpt-4.1"),
    ("self_hosted", "llama"),
    *(("acme", model) for model in ("odd", "call", "weekly", "huge")),
    (None, "gpt-4o"),
    ("openai", None),
)
BROKEN = ("nonsense", "[]")
count = st.none() | st.integers(0, 400_000) | st.sampled_from([200_000, 200_001, 272_000, 272_001, 10**11, 10**14])
units = (
    st.none()
    | st.sampled_from(
        [
            {"web_searches": 3},
            {"input_audio_tokens": 7},
            {"audio_seconds": 1.5, "hugs": 2},
            {"web_searches": -1, "images": None},
        ]
    ).map(json.dumps)
    | st.sampled_from(BROKEN)
)
rows = st.fixed_dictionaries(
    {
        "who": st.sampled_from(MODELS),
        "service_tier": st.sampled_from([None, "default", "flex", "priority", "scale"]),
        "processing": st.sampled_from([None, "batch"]),
        "speed": st.sampled_from([None, "fast"]),
        "ts": st.integers(1_704_067_200, 1_796_083_200).map(lambda second: datetime.fromtimestamp(second, UTC)),
        "units": units,
        "stated_cost": st.none() | st.just(Decimal("0.5")),
        **dict.fromkeys(COUNTS, count),
    }
)


def table_of(records):
    flat = [{**row, "provider": row["who"][0], "model": row["who"][1]} if "who" in row else row for row in records]
    return pa.Table.from_pylist(flat, schema=SCHEMA)


def one_by_one(row):
    """The same row through the scalar evaluator."""
    provider, model = row["who"]
    if row["stated_cost"] is not None:
        return [None] * 5, row["stated_cost"], "stated", None
    context = read_context({name: row[name] for name in ("service_tier", "processing", "speed")})
    passed = row["ts"] - datetime(1970, 1, 1, tzinfo=UTC)
    card = CARDS.find(provider, model, context).at(
        (passed.days * 86_400 + passed.seconds) * 10**6 + passed.microseconds
    )
    has_usage = row["units"] is not None or any(row[name] is not None for name in COUNTS)
    usage = Usage(*(row[name] or 0 for name in COUNTS)) if has_usage else None
    if row["units"] in BROKEN:
        usage = usage._replace(units={}, flags=("rejected:units",))
    elif row["units"]:
        given_units = json.loads(row["units"], parse_float=Decimal)
        flags = tuple(f"rejected:{name}" for name, value in given_units.items() if (value or 0) < 0)
        usage = usage._replace(units={k: v for k, v in given_units.items() if v is not None and v >= 0}, flags=flags)
    rated = price_usage(card, usage)
    money = [None if part is None else Decimal(part).scaleb(-12) for part in rated[:6]]
    return money[:5], money[5], rated.state, ",".join(dict.fromkeys(rated.flags)) or None


@given(st.lists(rows, min_size=1, max_size=30))
def test_the_table_says_what_the_scalar_says(records):
    answer = rate_table(table_of(records), CARDS).to_pylist()
    for row, got in zip(records, answer, strict=True):
        parts = [got[f"cost_{name}"] for name in ("input", "cache_read", "cache_write", "output", "units")]
        assert (parts, got["priced_cost"], got["cost_state"], got["flags"]) == one_by_one(row)
        assert (got["card_id"] is None) == (got["cost_state"] in {"unknown", "stated"})


def test_ten_thousand_rows_say_it_too():
    draw = random.Random(11)
    records = []
    for _ in range(10_000):
        second = draw.randrange(1_704_067_200, 1_796_083_200)
        leaves = {name: draw.choice([None, 0, draw.randrange(900), draw.randrange(300_000)]) for name in COUNTS}
        records.append(
            {
                "who": draw.choice(MODELS),
                "service_tier": draw.choice([None, None, "default", "flex", "priority", "scale"]),
                "processing": draw.choice([None, None, "batch"]),
                "speed": None,
                "ts": datetime.fromtimestamp(second, UTC),
                "units": draw.choice([None, None, None, '{"web_searches": 2, "input_audio_tokens": 7}', "[]"]),
                "stated_cost": None,
                **leaves,
            }
        )
    answer = rate_table(table_of(records), CARDS).to_pylist()
    for record, got in zip(records, answer, strict=True):
        parts = [got[f"cost_{name}"] for name in ("input", "cache_read", "cache_write", "output", "units")]
        assert (parts, got["priced_cost"], got["cost_state"], got["flags"]) == one_by_one(record)


def row(**values):
    return {"who": ("openai", "gpt-4o"), "ts": datetime(2026, 11, 1, tzinfo=UTC), **values}


def test_money_beyond_63_bits_is_exact():
    answer = rate_table(table_of([row(input=9 * 10**14)]), CARDS).to_pylist()[0]
    assert answer["priced_cost"] == Decimal(9 * 10**14) * Decimal("0.0000025")


def test_a_stated_zero_is_a_real_zero():
    answer = rate_table(table_of([row(input=5, stated_cost=Decimal(0))]), CARDS).to_pylist()[0]
    assert (answer["priced_cost"], answer["cost_state"], answer["cost_input"]) == (0, "stated", None)


def test_a_negative_count_is_rejected_and_not_clamped():
    answer = rate_table(table_of([row(input=-5)]), CARDS).to_pylist()[0]
    assert (answer["priced_cost"], answer["cost_state"], answer["flags"]) == (None, "unknown", "rejected:input")


def test_chunks_and_dictionary_columns_make_no_difference():
    whole = table_of([row(input=count) for count in range(5)] + [row(who=("anthropic", "claude-sonnet-4-5"), output=3)])
    chunked = pa.concat_tables([whole.slice(0, 2), whole.slice(2)])
    encoded = chunked.set_column(1, "model", chunked.column("model").dictionary_encode())
    assert rate_table(chunked, CARDS).equals(rate_table(whole, CARDS))
    assert rate_table(encoded, CARDS).equals(rate_table(whole, CARDS))


def test_an_empty_table_gives_an_empty_table():
    answer = rate_table(SCHEMA.empty_table(), CARDS)
    assert answer.num_rows == 0
    assert answer.schema.field("priced_cost").type == pa.decimal128(38, 12)


def test_absent_columns_are_as_good_as_null():
    table = table_of([row(input=10, output=2)]).select(["provider", "model", "ts", "input", "output"])
    assert rate_table(table, CARDS).to_pylist()[0]["priced_cost"] == Decimal("0.000045")


def test_a_row_without_a_time_is_refused_where_the_day_matters():
    with pytest.raises(UsageError, match="'ts'"):
        rate_table(table_of([row(who=("deepseek", "deepseek-chat"), ts=None, input=1)]), CARDS)


def test_thousands_of_names_do_not_mix(monkeypatch):
    monkeypatch.setattr("outlay.pricing.card_table._DENSE", 4)
    rows = [
        row(who=("openai", f"gpt-4o-{number:04d}" if number % 3 else "gpt-4o"), input=number) for number in range(40)
    ]
    answer = rate_table(table_of(rows), CARDS).to_pylist()
    for got, record in zip(answer, rows, strict=True):
        assert got["priced_cost"] == one_by_one({**dict.fromkeys(SCHEMA.names), **record})[1]


def test_rows_for_the_scalar_way_need_no_units_column():
    table = table_of([row(output=1, reasoning=3)]).drop_columns(["units", "stated_cost"])
    assert rate_table(table, CARDS).to_pylist()[0]["flags"] == "contradiction:output_reasoning_tokens"


def test_sampled_rows_are_banded_and_charged_as_one_request_each():
    batch = pa.table(
        {
            "provider": ["anthropic", "anthropic", "perplexity"],
            "model": ["claude-sonnet-4-5", "claude-sonnet-4-5", "sonar"],
            "ts": [datetime(2026, 11, 1, tzinfo=UTC)] * 3,
            "input": [400_000, 400_000, 2000],
            "requests": [2, 1, 2],
        }
    )
    # 400,000 × 3 of two requests at the threshold; × 6 of one above it; 2,000 × 1 and two fees of 0.012
    assert rate_table(batch, Cards()).column("priced_cost").to_pylist() == [
        Decimal("1.2"), Decimal("2.4"), Decimal("0.026"),
    ]  # fmt: skip
