"""Imports contracts, and keeps their charges up with contracts, invoices and the calendar."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from outlay.core.errors import FileFormatError
from outlay.core.ids import canonical_json
from outlay.core.time import month_start
from outlay.ingest.commitments.delivery import deliver_charges
from outlay.ingest.commitments.model import ASSET, CONTRACT
from outlay.ingest.commitments.recording import record_commitments
from outlay.ingest.contracts.charges import TAGS, compute_charges
from outlay.ingest.contracts.claims import BilledLine
from outlay.ingest.contracts.model import Asset, Contract, Declared
from outlay.ingest.contracts.reading import load_contracts
from outlay.ingest.fact_files.lines import BadCellError
from outlay.ingest.fact_files.rating import find_rate
from outlay.ingest.fact_files.report import FileContext, FileReport
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.ingest.focus import FocusReport
    from outlay.ingest.mapping import FileImport
    from outlay.store import Reader

SOURCE: Final = "contracts"
_PACKAGE: Final = "outlay.ingest.contracts"
_ANY: Final[TypeAdapter[Contract | Asset]] = TypeAdapter(Contract | Asset)
_PAYMENTS: Final = {"monthly": "No Upfront", "annual": "Partial Upfront", "upfront": "All Upfront"}


def import_contracts(context: FileContext, job: FileImport) -> FileReport:
    """Take the contracts of some files as all that their source holds; one that is gone stops from next month on.

    Raises:
        FileFormatError: naming the file, line and field of what is wrong.
    """
    declared = load_contracts(job.files)
    today = context.now.date()
    for one in declared:
        _demand_rate(context, one)
    with context.store.write() as tx:
        gone = _gone(tx, job.source, {one.id for one in declared}, today)
        rows = [_commitment(one) for one in (*declared, *gone)]
        changed = record_commitments(tx, job.source, rows, [])
    notes = [f"{one.id}: no longer in the file; nothing is charged from the next month on" for one in gone]
    return FileReport(
        rows=len(declared),
        loaded=changed,
        unchanged=len(rows) - changed,
        notes=(*notes, *refresh_contracts(context)),
    )


def refresh_contracts(context: FileContext) -> tuple[str, ...]:
    """Bring the charges of contracts up to date; returns what changed, in words."""
    declared = load_declared(context.store)
    lines = [BilledLine(**row) for row in context.store.fetch(load_sql(_PACKAGE, "billed_lines")).to_pylist()]
    charges, notes = compute_charges(
        declared, lines, _rivals(context.store), context.now.date(), context.settings.amortise
    )
    report = deliver_charges(context, charges, SOURCE, "contract", TAGS)
    return (*notes, *_words(report))


def load_declared(reader: Reader) -> list[Declared]:
    """The contracts and assets that are stored, those that were removed too."""
    sql = "SELECT details FROM commitment WHERE list_contains(?, kind) AND details IS NOT NULL ORDER BY commitment_id"
    found = [json.loads(row["details"]) for row in reader.fetch(sql, [[CONTRACT, ASSET]]).to_pylist()]
    return [_ANY.validate_python(details["declared"]) for details in found if "declared" in details]


def _demand_rate(context: FileContext, one: Declared) -> None:
    """Refuse a contract whose charges could not be converted: the file is taken as a whole or not at all."""
    began, today = one.in_service if isinstance(one, Asset) else one.starts, context.now.date()
    for day in {min(began, today), today}:
        try:
            find_rate(context.rates, one.currency, day, context.settings.currency)
        except BadCellError as error:
            message = f"contract {one.id}: currency {one.currency}: {error.reason}"
            raise FileFormatError(message, hint="see docs/how-to/contracts.md") from error


def _gone(reader: Reader, source: str, named: set[str], today: date) -> list[Declared]:
    """Contracts of a source that its files hold no longer, from today on or since they went."""
    sql = "SELECT commitment_id AS id FROM commitment WHERE source = ?"
    ids = {row["id"] for row in reader.fetch(sql, [source]).to_pylist()} - named
    held = [one for one in load_declared(reader) if one.id in ids]
    return [one if one.removed_on else one.model_copy(update={"removed_on": today}) for one in held]


def _rivals(reader: Reader) -> set[tuple[str, date]]:
    rows = reader.fetch(load_sql(_PACKAGE, "rivals")).to_pylist()
    return {(row["biller"], month_start(row["billing_period"])) for row in rows}


def _commitment(one: Declared) -> Mapping[str, Any]:
    shared = {
        "commitment_id": one.id,
        "biller": one.biller,
        "billing_account": one.account,
        "currency": one.currency,
        "status": "Canceled" if one.removed_on else None,
        "owner": one.owner,
    }
    details = canonical_json({"declared": one.model_dump(mode="json", exclude_none=True)})
    if isinstance(one, Asset):
        about = {"kind": ASSET, "name": one.name, "starts": one.in_service, "ends": one.ends}
        return {**shared, **about, "committed_amount": one.price - one.salvage, "details": details}
    return {
        **shared,
        "kind": CONTRACT,
        "name": one.product,
        "starts": one.starts,
        "ends": one.ends,
        "committed_amount": one.total,
        "committed_quantity": one.seats,
        "unit": "Seats" if one.seats else None,
        "payment_model": _PAYMENTS[one.billing],
        "renews": one.renews,
        "notice_days": one.notice_days,
        "details": details,
    }


def _words(report: FocusReport | None) -> Sequence[str]:
    if report is None:
        return ()
    changed = [scope for scope in report.scopes if scope.state != "unchanged"]
    held = [f"{one.biller} {one.billing_period:%Y-%m}: {one.reason}, so nothing is charged" for one in report.blocked]
    months = f"charges of contracts: {report.rows_out}, {len(changed)} of {len(report.scopes)} vendor months changed"
    return [months, *held]
