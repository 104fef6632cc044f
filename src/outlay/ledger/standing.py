"""Brings the payer and coverage tables up to date, and marks the days whose ledger that changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from outlay.ledger.coverage import CoveringDelivery, State, compute_coverage
from outlay.ledger.payers import ChargedPayer, SettledPayer, Settlement, compute_settlement
from outlay.ledger.queries import load_coverage, load_days_of_payers, statement

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.store import Store, Write

    Coverage = dict[tuple[str, date], State]

_SUPERSEDED = frozenset({"superseded", "replaced", "withdrawn", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How payers settle, and which of their days are covered."""

    settlement: Settlement
    coverage: Coverage


def compute_standing(store: Store, settings: Settings, *, now: datetime) -> Standing:
    """Compute payers and coverage from deliveries, charges and usage."""
    charged = store.fetch(statement("load_charged_payers")).to_pylist()
    found = store.fetch("SELECT * FROM delivery").to_pylist()
    deliveries = [row for row in found if row["state"] not in _SUPERSEDED]
    used = store.fetch(statement("load_used_payers")).column("payer_id").to_pylist()
    known = {row["payer_id"]: row["amount_source"] for row in _stored_payers(store)}
    settlement = compute_settlement(_charged_payers(charged, deliveries), used, known)
    coverage = compute_coverage(
        _covering(charged, deliveries, settlement),
        settlement.settles_with,
        lag_hours=settings.source_lag_hours,
        now=now.astimezone(UTC),
    )
    return Standing(settlement=settlement, coverage=coverage)


def refresh_standing(store: Store, settings: Settings, *, now: datetime) -> Standing:
    """Compute payers and coverage, write what changed and mark the days whose ledger that touches."""
    standing = compute_standing(store, settings, now=now)
    known = _stored_payers(store)
    before = load_coverage(store)
    moved = _moved_payers({row["payer_id"]: row["settles_with"] for row in known}, standing.settlement)
    covered_days = {day for (_, day), _ in set(standing.coverage.items()) ^ set(before.items())}
    days = _charged_days(store, covered_days) | (load_days_of_payers(store, moved) if moved else set())
    if changed := _changed_payers(known, standing.settlement):
        _record_payers(store, changed, days)
    if standing.coverage != before:
        _record_coverage(store, standing.coverage, days)
    return standing


def _stored_payers(store: Store) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = store.fetch("SELECT payer_id, amount_source, settles_with FROM payer").to_pylist()
    return found


def _charged_payers(charged: list[dict[str, Any]], deliveries: list[dict[str, Any]]) -> list[ChargedPayer]:
    source_of = {row["delivery_id"]: row["source"] for row in deliveries}
    sources: dict[str, set[str]] = defaultdict(set)
    ai: dict[str, bool] = defaultdict(bool)
    for row in charged:
        sources[row["payer_id"]] |= {source_of[row["delivery_id"]]} if row["delivery_id"] in source_of else set()
        ai[row["payer_id"]] |= row["is_ai"]
    return [ChargedPayer(payer_id=payer, sources=frozenset(names), is_ai=ai[payer]) for payer, names in sources.items()]


def _covering(
    charged: list[dict[str, Any]], deliveries: list[dict[str, Any]], settlement: Settlement
) -> Iterable[CoveringDelivery]:
    """A delivery speaks for every payer of its billing account, also on days without a charge."""
    of_account: dict[tuple[str, str], set[str]] = defaultdict(set)
    for settled in settlement.payers:
        payer = settled.payer
        of_account[payer.biller, payer.billing_account].add(payer.payer_id)
    named: dict[str, set[str]] = defaultdict(set)
    invoiced: dict[str, bool] = defaultdict(lambda: True)
    for row in charged:
        named[row["delivery_id"]].add(row["payer_id"])
        invoiced[row["delivery_id"]] &= row["is_invoiced"]
    for row in deliveries:
        speaks_for = named[row["delivery_id"]] | of_account[row["biller"], row["billing_account"]]
        yield CoveringDelivery(
            payers=frozenset(speaks_for),
            billing_period=row["billing_period"],
            loaded_at=row["loaded_at"].replace(tzinfo=UTC),
            watermark=row["watermark"].replace(tzinfo=UTC),
            is_invoiced=bool(named[row["delivery_id"]]) and invoiced[row["delivery_id"]],
        )


def _moved_payers(before: dict[str, str], settlement: Settlement) -> set[str]:
    """Payers whose usage now weighs other charges, and the payers of those charges."""
    moved = set()
    for payer_id, target in settlement.settles_with.items():
        old = before.get(payer_id, payer_id)
        if old != target:
            moved |= {old, target}
    return moved


def _charged_days(store: Store, days: set[date]) -> set[date]:
    if not days:
        return set()
    sql = "SELECT DISTINCT day FROM charge_slice WHERE list_contains(?, day)"
    return set(store.fetch(sql, [sorted(days)]).column("day").to_pylist())


def _changed_payers(known: list[dict[str, Any]], settlement: Settlement) -> list[SettledPayer]:
    before = {row["payer_id"]: (row["amount_source"], row["settles_with"]) for row in known}
    return [s for s in settlement.payers if before.get(s.payer.payer_id) != (s.amount_source, s.settles_with)]


def _record_payers(store: Store, changed: list[SettledPayer], days: set[date]) -> None:
    rows = [
        {
            "payer_id": settled.payer.payer_id,
            "biller": settled.payer.biller,
            "billing_account": settled.payer.billing_account,
            "kind": settled.payer.kind,
            "amount_source": settled.amount_source,
            "settles_with": settled.settles_with,
        }
        for settled in changed
    ]
    with store.write() as tx:
        tx.delete("payer", payer_id=[settled.payer.payer_id for settled in changed])
        tx.insert("payer", _text_table(rows))
        _mark(tx, days, "payer")


def _record_coverage(store: Store, coverage: Coverage, days: set[date]) -> None:
    import pyarrow as pa

    keys = sorted(coverage)
    rows = {
        "payer_id": pa.array([payer_id for payer_id, _ in keys], pa.string()),
        "day": pa.array([day for _, day in keys], pa.date32()),
        "state": pa.array([coverage[key] for key in keys], pa.string()),
    }
    with store.write() as tx:
        tx.delete("coverage")
        tx.insert("coverage", pa.table(rows))
        _mark(tx, days, "coverage")


def _mark(tx: Write, days: set[date], reason: str) -> None:
    import pyarrow as pa

    if days:
        marks = {"day": pa.array(sorted(days), pa.date32()), "reason": pa.array([reason] * len(days), pa.string())}
        tx.insert("dirty_day", pa.table(marks))


def _text_table(rows: list[dict[str, str | None]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in rows[0]]))
