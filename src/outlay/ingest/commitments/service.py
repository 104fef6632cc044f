"""Imports commitments and their movements from files, or takes single movements."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from outlay.core.errors import UsageError
from outlay.ingest.commitments.model import CREDIT_POOL, SHAPE, Commitment, Entry
from outlay.ingest.commitments.prepayments import refresh_prepayments
from outlay.ingest.commitments.reading import Stated, load_yaml_lines, read_commitments
from outlay.ingest.commitments.recording import record_commitments
from outlay.ingest.fact_files.lines import YAML, BadCellError, Line, load_lines
from outlay.ingest.fact_files.rating import find_rate
from outlay.ingest.fact_files.report import FileContext, FileReport, demand_some, report_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from outlay.ingest.mapping import FileImport
    from outlay.ingest.rejects import Reject
    from outlay.store import Reader


def import_commitments(context: FileContext, job: FileImport) -> FileReport:
    """Import FOCUS ContractCommitment, plain tables or YAML; one of an id that is held is replaced.

    Raises:
        MissingColumnError: without an id.
        FileFormatError: if no row can be used.
    """
    lines = _lines(context, job)
    stated = read_commitments(lines)
    demand_some(lines, [*stated.commitments, *stated.entries], stated.rejects, "commitments")
    with context.store.write() as tx:
        entries, unrated = _rated(context, stated, _pools(tx, stated.commitments))
        rejects = [*stated.rejects, *unrated]
        demand_some(lines, [*stated.commitments, *entries], rejects, "commitments")
        changed = record_commitments(tx, job.source, stated.commitments, entries)
    unchanged = len(stated.commitments) + len(entries) - changed
    notes = (f"{len(stated.commitments)} commitments, {len(entries)} movements", *refresh_prepayments(context))
    return report_of(job, lines, rejects, changed, unchanged, notes)


def add_entries(context: FileContext, entries: Sequence[Entry], commitments: Sequence[Commitment] = ()) -> FileReport:
    """Take movements as typed, with the commitments that they begin.

    Raises:
        UsageError: if a movement is in another currency than its commitment.
    """
    with context.store.write() as tx:
        held = tx.fetch("SELECT commitment_id AS id, currency FROM commitment").to_pylist()
        known = {row["id"]: row["currency"] for row in held}
        known |= {one.commitment_id: one.currency for one in commitments}
        for entry in entries:
            if (currency := known.get(entry.commitment_id)) not in {None, entry.currency}:
                message = f"{entry.commitment_id} is in {currency}, the movement in {entry.currency}"
                raise UsageError(message, hint=f"give the amount in {currency}")
        changed = record_commitments(tx, "commitments", commitments, entries)
    notes = refresh_prepayments(context)
    return FileReport(
        rows=len(entries) + len(commitments),
        loaded=changed,
        unchanged=len(entries) + len(commitments) - changed,
        notes=notes,
    )


def _lines(context: FileContext, job: FileImport) -> list[Line]:
    of_yaml = [path for path in job.files if path.suffix.casefold() in YAML]
    lines = [line for path in of_yaml for line in load_yaml_lines(path)]
    rest = tuple(path for path in job.files if path not in of_yaml)
    return [*lines, *(load_lines(context.store, replace(job, files=rest), SHAPE) if rest else ())]


def _pools(reader: Reader, commitments: Iterable[Commitment]) -> set[str]:
    """The credit pools, held or new: their movements become charges."""
    sql = "SELECT commitment_id AS id FROM commitment WHERE kind = ?"
    held = {row["id"] for row in reader.fetch(sql, [CREDIT_POOL]).to_pylist()}
    return held | {one.commitment_id for one in commitments if one.kind == CREDIT_POOL}


def _rated(context: FileContext, stated: Stated, pools: Collection[str]) -> tuple[list[Entry], list[Reject]]:
    """The movements that can be converted where they have to be, and the rows of the others."""
    entries, rejects = [], []
    for line, entry in stated.entries:
        try:
            if entry.commitment_id in pools:
                find_rate(context.rates, entry.currency, entry.day, context.settings.currency)
            entries.append(entry)
        except BadCellError as error:
            rejects.append(line.reject(error))
    return entries, rejects
