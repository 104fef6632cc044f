"""Exchange rates of charges: one for each currency and day, asked for once and recorded with each row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    import pyarrow as pa

    from outlay.ingest.focus.model import Rates
    from outlay.store.scratch import Scratch


class RateRow(NamedTuple):
    """The rate of a currency and day as charges record it."""

    rate: Decimal
    rate_date: date
    source: str
    stale: bool


def load_rates(scratch: Scratch, fx: Rates, currency: str) -> tuple[str, ...]:
    """Make the table `rates` of the scratch; returns the currencies whose rate is stale."""
    pairs = [
        (str(code), day)
        for code, day in scratch.rows("SELECT DISTINCT BillingCurrency, x_day FROM good ORDER BY ALL")
        if isinstance(day, date)
    ]
    rates = rate_rows(pairs, fx, currency)
    scratch.register("rate_rows", rate_table(rates))
    scratch.execute("CREATE OR REPLACE TEMP TABLE rates AS SELECT * FROM rate_rows")
    return tuple(sorted({code for (code, _), row in rates.items() if row.stale}))


def rate_rows(pairs: Iterable[tuple[str, date]], fx: Rates, currency: str) -> dict[tuple[str, date], RateRow]:
    """The rates of (currency, day) pairs into the reporting currency, which is worth one of itself."""
    wanted = list(pairs)
    foreign = [pair for pair in wanted if pair[0] != currency]
    found = fx(foreign, currency) if foreign else {}
    return {
        pair: RateRow(rate=now.rate, rate_date=now.rate_date, source=now.source, stale=now.stale)
        if (now := found.get(pair))
        else RateRow(rate=Decimal(1), rate_date=pair[1], source="same", stale=False)
        for pair in wanted
    }


def rate_table(rates: Mapping[tuple[str, date], RateRow]) -> pa.Table:
    """Rates with their currency and day, as statements join them."""
    import pyarrow as pa

    rows = list(rates.values())
    return pa.table(
        {
            "currency": pa.array([code for code, _ in rates], pa.string()),
            "day": pa.array([day for _, day in rates], pa.date32()),
            "rate": pa.array([row.rate for row in rows], pa.decimal128(38, 12)),
            "rate_date": pa.array([row.rate_date for row in rows], pa.date32()),
            "source": pa.array([row.source for row in rows], pa.string()),
            "stale": pa.array([row.stale for row in rows], pa.bool_()),
        }
    )
