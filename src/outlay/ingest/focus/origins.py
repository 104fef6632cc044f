"""Where the rows of a converted bill come from: the user's file and row, and the user's name of a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from outlay.ingest.focus.columns import ORIGINS
from outlay.ingest.focus.normalising import PACKAGE
from outlay.ingest.rejects import Reject
from outlay.store.scratch import file_pattern

if TYPE_CHECKING:
    from outlay.ingest.focus.model import FocusOptions
    from outlay.ingest.focus.reading import BillFile
    from outlay.store.scratch import Scratch

_COSTS: Final = frozenset({"BilledCost", "EffectiveCost"})
Fault = tuple[object, ...]


def trace_faults(
    scratch: Scratch, bills: Sequence[BillFile], faults: Sequence[Fault], options: FocusOptions
) -> list[Reject]:
    """Refused rows (file, row, column, reason, value) of converted bills as the user's own; others as they are."""
    origins: dict[int, Mapping[int, Fault]] = {}
    rejects = []
    for file, row, column, reason, value in faults:
        number, at = int(str(file)), int(str(row))
        bill = bills[number]
        if number not in origins:
            origins[number] = _origins(scratch, bill) if ORIGINS.issubset(bill.header) else {}
        told = Reject(
            file=bill.path.name,
            row=at,
            column=str(column),
            reason=str(reason),
            value=None if value is None else str(value),
        )
        rejects.append(_traced(told, origins[number].get(at), options))
    return rejects


def _origins(scratch: Scratch, bill: BillFile) -> Mapping[int, Fault]:
    rows = scratch.rows(scratch.text(PACKAGE, "origins"), [file_pattern(bill.path)])
    return {int(str(row)): origin for row, *origin in rows}  # type: ignore[misc]  # three values each


def _traced(reject: Reject, origin: Fault | None, options: FocusOptions) -> Reject:
    title = options.titles.get(reject.column)
    told = replace(reject, column=f"{title} ({reject.column})" if title and title != reject.column else reject.column)
    if origin is None or options.file_names is None:
        return told
    file, row, cost = origin
    if cost is not None and reject.column in _COSTS:
        told = replace(told, reason="is not a number", value=str(cost))
    if file is None or row is None:
        names = " and ".join(options.file_names[:2])
        return replace(told, file=names, reason=f"{told.reason}, in a row that Outlay adds")
    return replace(told, file=PurePath(options.file_names[int(str(file))]).name, row=int(str(row)))
