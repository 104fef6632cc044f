"""Turns rated costs, which are in US dollars like every card, into the reporting currency."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.core.money import CONTEXT, quantize
from outlay.facts.metrics import CARD_CURRENCY
from outlay.pricing.rated_columns import PART_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.pricing.fx import ExchangeRates


def convert_rated(rated: pa.Table, moments: pa.ChunkedArray, rates: ExchangeRates, currency: str) -> pa.Table:
    """Convert the costs of rated rows at the rate of each row's day, half-even to 1e-12.

    The converted parts still add up to `priced_cost`; a stated cost, which has no parts, is converted as a whole.

    Raises:
        RateError: if there is no usable rate of a day.
    """
    if currency == CARD_CURRENCY:
        return rated
    import pyarrow as pa

    days = moments.cast(pa.date32()).to_pylist()
    rate_of = {day: rates.rate(CARD_CURRENCY, currency, day).rate for day in set(days)}
    by_row = [rate_of[day] for day in days]
    columns = {
        name: [_convert(amount, rate) for amount, rate in zip(rated.column(name).to_pylist(), by_row, strict=True)]
        for name in (*PART_COLUMNS, "priced_cost")
    }
    parts = zip(*(columns[name] for name in PART_COLUMNS), strict=True)
    wholes = zip(parts, columns["priced_cost"], strict=True)
    columns["priced_cost"] = [whole if None in found else sum(found, Decimal(0)) for found, whole in wholes]
    for name, amounts in columns.items():
        at = rated.column_names.index(name)
        rated = rated.set_column(at, name, pa.array(amounts, pa.decimal128(38, 12)))
    return rated


def _convert(amount: Decimal | None, rate: Decimal) -> Decimal | None:
    return quantize(CONTEXT.multiply(amount, rate)) if amount else amount
