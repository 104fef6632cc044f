"""Exchange rates of a delivery: one for each currency and day, asked for once and recorded with each row."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.ingest.focus.model import Rates
    from outlay.store.scratch import Scratch


def load_rates(scratch: Scratch, fx: Rates, currency: str) -> tuple[str, ...]:
    """Make the table `rates` of the scratch; returns the currencies whose rate is stale."""
    import pyarrow as pa

    pairs = [
        (str(code), day)
        for code, day in scratch.rows("SELECT DISTINCT BillingCurrency, x_day FROM good ORDER BY ALL")
        if isinstance(day, date)
    ]
    foreign = [pair for pair in pairs if pair[0] != currency]
    found = fx(foreign, currency) if foreign else {}
    table = pa.table(
        {
            "currency": pa.array([code for code, _ in pairs], pa.string()),
            "day": pa.array([day for _, day in pairs], pa.date32()),
            "rate": pa.array([found[pair].rate if pair in found else 1 for pair in pairs], pa.decimal128(38, 12)),
            "rate_date": pa.array([found[pair].rate_date if pair in found else pair[1] for pair in pairs], pa.date32()),
            "source": pa.array([found[pair].source if pair in found else "same" for pair in pairs], pa.string()),
            "stale": pa.array([pair in found and found[pair].stale for pair in pairs], pa.bool_()),
        }
    )
    scratch.register("rate_rows", table)
    scratch.execute("CREATE OR REPLACE TEMP TABLE rates AS SELECT * FROM rate_rows")
    return tuple(sorted({code for code, day in foreign if found[code, day].stale}))
