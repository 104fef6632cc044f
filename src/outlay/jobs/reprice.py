"""Rates stored requests again with the present cards and overlays: a day at a time, each whole or not at all."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import UsageError
from outlay.core.ids import stable_id
from outlay.facts.flags import split_flags, usage_flags
from outlay.facts.providers import resolve_provider
from outlay.ingest.events.rating import rate_again
from outlay.jobs.rating import build_pricing
from outlay.store.events.batches import total
from outlay.store.events.model import PRICE_COLUMNS
from outlay.store.repricing import DayPrices, Repricing, load_hours, load_priced_days
from outlay.store.telemetry import register_cards

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Pricing
    from outlay.jobs.imports import Imports
    from outlay.ledger import RebuildReport
    from outlay.store import Store
    from outlay.store.engine import Write

IsClosed = Callable[[date], bool]
"""Whether a day's books are closed: its prices then stay."""

_COLUMNS: Final = (*PRICE_COLUMNS, "flags")
"""What a new price may change."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RepriceRequest:
    """Which requests to rate again, and why."""

    since: date
    until: date | None = None
    provider: str | None = None
    model: str | None = None
    reason: str = ""
    is_dry_run: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RepricedCell:
    """Requests of a day and model whose card changed from one to another. A cost is None where none is known."""

    day: date
    provider: str | None
    model: str | None
    old_card: str | None
    new_card: str | None
    requests: int
    old_cost: Decimal | None
    new_cost: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepriceReport:
    """What pricing again changed."""

    reprice_id: str
    is_written: bool
    days: int
    """Days that hold requests, and were looked at."""
    closed_days: tuple[date, ...]
    """Days that were left alone because their books are closed."""
    looked_at: int
    changed: int
    cells: tuple[RepricedCell, ...]
    ledger: RebuildReport | None


def reprice(
    store: Store,
    settings: Settings,
    imports: Imports,
    request: RepriceRequest,
    is_closed: IsClosed = lambda _: False,
) -> RepriceReport:
    """Rate the requests of days again and bring rollups and ledger up to date.

    A stated cost stays. Doing it again changes nothing. No import or rebuild runs meanwhile; each day is one
    transaction, so that a reader sees a day's old prices or its new ones.

    Raises:
        UsageError: if the days make no sense.
        SettingsError: naming file and line of a wrong overlay.
    """
    now = imports.now()
    until = request.until or date.max
    if until <= request.since:
        message = f"no day lies between {request.since} and {until}"
        raise UsageError(message, hint="--until is the day after the last")
    run = Repricing(
        reprice_id=stable_id("rp", now, request.since, until, request.provider, request.model, request.reason),
        at=now,
        reason=request.reason or "prices changed",
        provider=resolve_provider(request.provider) if request.provider else None,
        model=request.model,
    )
    pricing = build_pricing(settings)
    with imports.turn():
        days = load_priced_days(store, request.since, until)
        closed = tuple(day for day in days if is_closed(day))
        work = _Days(store, pricing, run, is_dry_run=request.is_dry_run)
        for day in days:
            if day not in closed:
                work.reprice(day)
    is_written = not request.is_dry_run
    return RepriceReport(
        reprice_id=run.reprice_id,
        is_written=is_written,
        days=len(days),
        closed_days=closed,
        looked_at=work.looked_at,
        changed=sum(cell.requests for cell in work.cells),
        cells=tuple(work.cells),
        ledger=imports.rebuild() if is_written and work.cells else None,
    )


class _Days:
    """Prices days again, one by one."""

    def __init__(self, store: Store, pricing: Pricing, run: Repricing, *, is_dry_run: bool) -> None:
        self._store = store
        self._pricing = pricing
        self._run = run
        self._is_dry_run = is_dry_run
        self.looked_at = 0
        self.cells: list[RepricedCell] = []

    def reprice(self, day: date) -> None:
        """Price a day again in one transaction."""
        with self._store.write() as tx:
            prices = DayPrices(tx, self._run, day, is_dry_run=self._is_dry_run)
            for rows in load_hours(tx, self._run, day):
                self.looked_at += total(rows, "requests")
                changed = self._changed(rows)
                if changed is not None:
                    prices.replace(*changed)
                    self._record_cards(tx, changed[1])
            cells = prices.finish()
        self.cells += [_cell(row) for row in cells]

    def _record_cards(self, tx: Write, rows: pa.Table) -> None:
        import pyarrow.compute as pc

        if not self._is_dry_run:
            used = pc.unique(rows.column("card_id")).drop_null().to_pylist()
            register_cards(tx, self._pricing.describe(used), self._run.at)

    def _changed(self, rows: pa.Table) -> tuple[pa.Table, pa.Table] | None:
        """The requests whose price changes, as they are and as they are to be."""
        import pyarrow as pa
        import pyarrow.compute as pc

        rated = _rate(rows, self._pricing)
        after = rows
        for name in _COLUMNS:
            at = rows.column_names.index(name)
            after = after.set_column(at, name, rated.column(name).cast(rows.schema.field(name).type))
        is_other = pa.chunked_array([pa.nulls(rows.num_rows, pa.bool_()).fill_null(fill_value=False)])
        for name in _COLUMNS:
            is_other = pc.or_(is_other, _differs(rows.column(name), after.column(name)))
        if not pc.any(is_other).as_py():
            return None
        return rows.filter(is_other), after.filter(is_other)


def _rate(rows: pa.Table, pricing: Pricing) -> pa.Table:
    """Rate stored requests as they were rated when they came."""
    import pyarrow as pa

    before = rows.column("flags").to_pylist()
    flags = pa.array([usage_flags(text) for text in before], pa.string())
    asked = rows.drop_columns(list(_COLUMNS)).append_column("usage_flags", flags)
    rated = rate_again(asked, pricing.rate)
    pairs = zip(before, rated.column("flags").to_pylist(), strict=True)
    texts = pa.chunked_array([pa.array([_kept_flags(old, new) for old, new in pairs], pa.string())])
    return rated.set_column(rated.column_names.index("flags"), "flags", texts)


def _kept_flags(old: str | None, new: str | None) -> str | None:
    """The new flags; the old text where it says the same."""
    return old if set(split_flags(new)) == set(split_flags(old)) else new


def _differs(one: pa.ChunkedArray, other: pa.ChunkedArray) -> pa.ChunkedArray:
    """Whether values differ, null being a value like any other."""
    import pyarrow.compute as pc

    differs = pc.fill_null(pc.not_equal(one, other), fill_value=False)
    return pc.or_(differs, pc.xor(pc.is_null(one), pc.is_null(other)))


def _cell(row: dict[str, Any]) -> RepricedCell:
    names = ("day", "provider", "model", "old_card", "new_card", "requests", "old_cost", "new_cost")
    return RepricedCell(**{name: row[name] for name in names})
