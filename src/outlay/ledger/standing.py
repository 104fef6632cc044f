"""Brings the payer and coverage tables up to date, and marks the days whose ledger that changes."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from outlay.ledger.coverage import CoveringDelivery, State, compute_coverage
from outlay.ledger.payers import ChargedPayer, Settlement, compute_settlement, parse_payer
from outlay.ledger.queries import load_coverage, load_days_of_payers, statement

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store

    Coverage = dict[tuple[str, date], State]

_SUPERSEDED = frozenset({"superseded", "replaced", "withdrawn", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How payers settle, which of their days are covered, and the days whose ledger this run must renew."""

    settlement: Settlement
    coverage: Coverage
    changed_days: frozenset[date]


def refresh_standing(store: Store, settings: Settings, *, now: datetime) -> Standing:
    """Compute payers and coverage from deliveries and usage, and write what changed."""
    charged = store.fetch(statement("load_charged_payers")).to_pylist()
    deliveries = [row for row in store.fetch("SELECT * FROM delivery").to_pylist() if row["state"] not in _SUPERSEDED]
    known = store.fetch("SELECT payer_id, amount_source, settles_with FROM payer").to_pylist()
    used = store.fetch(statement("load_used_payers")).column("payer_id").to_pylist()
    settlement = compute_settlement(
        _charged_payers(charged, deliveries), used, {row["payer_id"]: row["amount_source"] for row in known}
    )
    coverage = compute_coverage(
        _covering(charged, deliveries, settlement),
        settlement.settles_with,
        lag_hours=settings.source_lag_hours,
        now=now.astimezone(UTC),
    )
    before = load_coverage(store)
    moved = _moved_payers({row["payer_id"]: row["settles_with"] for row in known}, settlement)
    days = {day for (_, day), _ in set(coverage.items()) ^ set(before.items())}
    days = _charged_days(store, days) | (load_days_of_payers(store, moved) if moved else set())
    _record(store, settlement, known, coverage if coverage != before else None)
    return Standing(settlement=settlement, coverage=coverage, changed_days=frozenset(days))


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


def _record(
    store: Store, settlement: Settlement, known: list[dict[str, Any]], coverage: Coverage | None
) -> None:
    import pyarrow as pa

    before = {row["payer_id"]: (row["amount_source"], row["settles_with"]) for row in known}
    after = {s.payer.payer_id: (s.amount_source, s.settles_with) for s in settlement.payers}
    changed = [payer_id for payer_id, row in after.items() if before.get(payer_id) != row]
    if not changed and coverage is None:
        return
    with store.write() as tx:
        if changed:
            tx.delete("payer", payer_id=changed)
            tx.insert("payer", _payer_rows(changed, after))
        if coverage is not None:
            rows = [(payer, day, state) for (payer, day), state in sorted(coverage.items())]
            tx.delete("coverage")
            names = ["payer_id", "day", "state"]
            tx.insert("coverage", pa.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))) if rows else None


def _payer_rows(changed: list[str], after: dict[str, tuple[str | None, str]]) -> pa.Table:  # type: ignore[name-defined] # noqa: F821
    import pyarrow as pa

    rows = []
    for payer_id in changed:
        payer = parse_payer(payer_id)
        source, settles_with = after[payer_id]
        rows.append((payer_id, payer.biller, payer.billing_account, payer.kind, source, settles_with))
    names = ["payer_id", "biller", "billing_account", "kind", "amount_source", "settles_with"]
    return pa.table(
        {name: pa.array(values, pa.string()) for name, values in zip(names, zip(*rows, strict=True), strict=True)}
    )
