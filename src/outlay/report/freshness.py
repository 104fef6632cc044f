"""How far the facts reach, and what to look at."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from outlay.report.completeness import complete_until

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlay.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """How far usage and bills reach; `bills_until` is the last day that every active payer's bill covers."""

    is_empty: bool
    usage_until: str | None
    bills_until: date | None
    warnings: tuple[str, ...]


def load_freshness(store: Store, today: date) -> Freshness:
    """Read how far usage and bills reach."""
    row = store.fetch(
        "SELECT (SELECT max(ts) FROM event) AS usage_until, "
        "(SELECT count(*) FROM coverage) AS covered, "
        "(SELECT count(*) FROM charge_slice) + (SELECT count(*) FROM event_hour) AS facts"
    ).to_pylist()[0]
    usage = row["usage_until"]
    return Freshness(
        is_empty=row["facts"] == 0,
        usage_until=f"{usage.isoformat(timespec='seconds')}Z" if usage else None,
        bills_until=complete_until(store, today) - timedelta(days=1) if row["covered"] else None,
        warnings=tuple(_warnings(store)),
    )


def _warnings(store: Store) -> Iterator[str]:
    stale = store.fetch(
        "SELECT BillingCurrency AS currency, max(x_fx_date) AS at FROM charge WHERE x_fx_stale GROUP BY 1 ORDER BY 1"
    )
    for row in stale.to_pylist():
        fixed = f"Some {row['currency']} charges use the exchange rate of {row['at']}, the last one bundled."
        yield f"{fixed} Set fx_rates in outlay.yaml for a newer one."
