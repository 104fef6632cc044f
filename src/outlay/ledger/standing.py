"""Brings the payer and coverage tables up to date, and marks the days whose ledger that changes.

The coverage of a day that has a ledger is not written here but with that ledger (`swap.swap_days`): a day's money must
not leave the estimates before it is in the ledger.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from outlay.ledger.coverage import CoveringDelivery, State, compute_coverage, coverage_table
from outlay.ledger.invoices import date_invoices, load_issued
from outlay.ledger.marks import mark_days
from outlay.ledger.payers import ChargedPayer, SettledPayer, Settlement, compute_settlement
from outlay.ledger.queries import load_coverage, load_days_of_payers, load_ledger_days, statement

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.store import Reader, Write

    Coverage = dict[tuple[str, date], State]

_PREPAYMENT = "prepayment"
"""Money for a credit pool: no usage settles with it."""
_SUPERSEDED = frozenset({"superseded", "replaced", "withdrawn", "rejected"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How payers settle, and which of their days are covered."""

    settlement: Settlement
    coverage: Coverage


def compute_standing(reader: Reader, settings: Settings, *, now: datetime) -> Standing:
    """Compute payers and coverage from deliveries, charges and usage."""
    charged = reader.fetch(statement("load_charged_payers")).to_pylist()
    found = reader.fetch("SELECT * FROM delivery").to_pylist()
    current = [row for row in found if row["state"] not in _SUPERSEDED]
    prepaid = {row["delivery_id"] for row in current if row["kind"] == _PREPAYMENT}
    bills = date_invoices([row for row in current if row["delivery_id"] not in prepaid], load_issued(reader))
    deliveries = bills + [{**row, "issued_on": None} for row in current if row["delivery_id"] in prepaid]
    used = reader.fetch(statement("load_used_payers")).column("payer_id").to_pylist()
    known = {row["payer_id"]: row["amount_source"] for row in _stored_payers(reader)}
    of_bills = [row for row in charged if row["delivery_id"] not in prepaid]
    settlement = compute_settlement(_charged_payers(of_bills, bills), used, known)
    coverage = compute_coverage(
        _covering(charged, deliveries, settlement),
        settlement.settles_with,
        lag_hours=settings.source_lag_hours,
        now=now.astimezone(UTC),
    )
    return Standing(settlement=settlement, coverage=coverage)


def refresh_standing(tx: Write, settings: Settings, *, now: datetime) -> Standing:
    """Compute payers and coverage, write what changed and mark the days whose ledger that touches."""
    standing = compute_standing(tx, settings, now=now)
    known = _stored_payers(tx)
    before = load_coverage(tx)
    ledger_days = load_ledger_days(tx)
    moved = _moved_payers({row["payer_id"]: row["settles_with"] for row in known}, standing.settlement)
    covered_days = {day for (_, day), _ in set(standing.coverage.items()) ^ set(before.items())}
    if changed := _changed_payers(known, standing.settlement):
        _record_payers(tx, changed)
    at_once = _coverage_at_once(standing, before, ledger_days)
    if at_once != before:
        tx.delete("coverage")
        tx.insert("coverage", coverage_table(at_once))
    mark_days(tx, covered_days & ledger_days, "coverage")
    mark_days(tx, load_days_of_payers(tx, moved) if moved else set(), "payer")
    return standing


def _coverage_at_once(
    standing: Standing, before: Mapping[tuple[str, date], str], ledger_days: set[date]
) -> dict[tuple[str, date], str]:
    """Coverage until the ledger is swapped: as computed where no ledger is, elsewhere as the ledger there is.

    Payers that settle with another one follow what is stored of that one: their money is in its bill.
    """
    settles_with = standing.settlement.settles_with
    at_once: dict[tuple[str, date], str] = {
        (payer_id, day): state for (payer_id, day), state in standing.coverage.items() if day not in ledger_days
    }
    aliases: dict[str, list[str]] = defaultdict(list)
    for alias, target in settles_with.items():
        aliases[target] += [alias] if alias != target else []
    for (payer_id, day), state in before.items():
        if day in ledger_days and settles_with.get(payer_id, payer_id) == payer_id:
            at_once.update({(name, day): state for name in (payer_id, *aliases[payer_id])})
    return at_once


def _stored_payers(reader: Reader) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = reader.fetch("SELECT payer_id, amount_source, settles_with FROM payer").to_pylist()
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
            issued_on=row["issued_on"],
        )


def _moved_payers(before: dict[str, str], settlement: Settlement) -> set[str]:
    """Payers whose usage now weighs other charges, and the payers of those charges."""
    moved = set()
    for payer_id, target in settlement.settles_with.items():
        old = before.get(payer_id, payer_id)
        if old != target:
            moved |= {old, target}
    return moved


def _changed_payers(known: list[dict[str, Any]], settlement: Settlement) -> list[SettledPayer]:
    before = {row["payer_id"]: (row["amount_source"], row["settles_with"]) for row in known}
    return [s for s in settlement.payers if before.get(s.payer.payer_id) != (s.amount_source, s.settles_with)]


def _record_payers(tx: Write, changed: list[SettledPayer]) -> None:
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
    tx.delete("payer", payer_id=[settled.payer.payer_id for settled in changed])
    tx.insert("payer", _text_table(rows))


def _text_table(rows: list[dict[str, str | None]]) -> pa.Table:
    import pyarrow as pa

    return pa.Table.from_pylist(rows, schema=pa.schema([(name, pa.string()) for name in rows[0]]))
