"""Imports commitments and their movements from files, or takes single movements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, UsageError
from outlay.ingest.commitments.model import SHAPE, Commitment, Entry
from outlay.ingest.commitments.prepayments import refresh_prepayments
from outlay.ingest.commitments.reading import load_yaml_rows, read_commitments
from outlay.ingest.commitments.recording import record_commitments
from outlay.ingest.fact_rows import read_rows
from outlay.ingest.file_report import FileContext, FileReport
from outlay.ingest.mapping import FileImport, open_mapped
from outlay.ingest.rejects import write_rejects

if TYPE_CHECKING:
    from pathlib import Path

_SHOWN: Final = 20
_YAML: Final = (".yaml", ".yml")


def import_commitments(context: FileContext, job: FileImport) -> FileReport:
    """Import FOCUS ContractCommitment, plain tables or YAML; one of an id that is held is replaced.

    Raises:
        MissingColumnError: without an id.
        FileFormatError: if no row can be used.
    """
    rows = _rows(context, job)
    commitments, entries, rejects = read_commitments(rows)
    if rows and not (commitments or entries):
        message = f"no row can be used; {rejects[0]}"
        raise FileFormatError(message, hint="see docs/how-to/commitments.md")
    with context.store.write() as tx:
        changed = record_commitments(tx, job.source, commitments, entries)
    return FileReport(
        rows=len(rows),
        loaded=changed,
        rejected=len(rejects),
        unchanged=len(commitments) + len(entries) - changed,
        reject_file=write_rejects(job.reject_dir, rejects),
        rejects=tuple(rejects[:_SHOWN]),
        notes=(f"{len(commitments)} commitments, {len(entries)} movements", *refresh_prepayments(context)),
    )


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


def _rows(context: FileContext, job: FileImport) -> list[dict[str, str | None]]:
    of_yaml: list[Path] = [path for path in job.files if path.suffix.casefold() in _YAML]
    rows = [row for path in of_yaml for row in load_yaml_rows(path)]
    rest = tuple(path for path in job.files if path not in of_yaml)
    if rest:
        from dataclasses import replace

        with context.store.scratch() as scratch:
            open_mapped(scratch, replace(job, files=rest), SHAPE)
            rows += read_rows(scratch)
    return rows
