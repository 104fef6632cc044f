"""Rated costs in the reporting currency."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.money import LIMIT
from outlay.core.settings import Settings
from outlay.pricing import Cards, ExchangeRates, rate_table
from outlay.pricing.converted import convert_rated

DAY = datetime(2026, 11, 1, 12)  # noqa: DTZ001 - batches hold naive UTC
PARTS = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units")
AMOUNTS = st.decimals(min_value=0, max_value=LIMIT / 1000, places=12)


def rates(usd):
    return ExchangeRates(Settings(currency="EUR", fx_rates={"USD": Decimal(usd)}))


def table(*rows):
    kinds = [(name, pa.decimal128(38, 12)) for name in (*PARTS, "priced_cost")]
    return pa.Table.from_pylist(
        [dict(zip([*PARTS, "priced_cost"], row, strict=True)) for row in rows], pa.schema(kinds)
    )


def convert(found, usd="0.5", currency="EUR"):
    moments = pa.chunked_array([pa.array([DAY] * len(found), pa.timestamp("us"))])
    return convert_rated(found, moments, rates(usd), currency)


def test_dollars_stay_as_they_are():
    found = table((1, 2, 3, 4, 5, 15))
    assert convert(found, currency="USD") is found


@given(parts=st.tuples(*[AMOUNTS] * 5), usd=st.decimals(min_value="0.001", max_value=2, places=6))
def test_converted_parts_add_up_to_the_whole(parts, usd):
    (row,) = convert(table((*parts, sum(parts))), usd).to_pylist()
    assert sum(row[name] for name in PARTS) == row["priced_cost"]
    assert abs(row["priced_cost"] - sum(parts) * usd) <= Decimal("5e-12")


def test_a_stated_cost_is_converted_whole():
    assert convert(table((None, None, None, None, None, 3))).to_pylist() == [
        dict.fromkeys(PARTS) | {"priced_cost": Decimal("1.5")}
    ]


def test_an_unknown_cost_stays_unknown():
    (row,) = convert(table((None,) * 6)).to_pylist()
    assert set(row.values()) == {None}


@pytest.mark.parametrize("currency", ["USD", "EUR"])
def test_the_other_columns_of_rating_stay(currency):
    batch = pa.table(
        {"provider": ["openai"], "model": ["gpt-4o"], "ts": pa.array([DAY], pa.timestamp("us")), "input": [5]}
    )
    rated = rate_table(batch, Cards())
    found = convert_rated(rated, batch.column("ts"), rates("0.5"), currency)
    assert found.column_names == rated.column_names
    assert found.column("card_id") == rated.column("card_id")
