"""Where the rows of a converted bill come from: the user's file and row, and the user's name of a column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from outlay.ingest.focus.columns import ORIGINS
from outlay.ingest.rejects import Reject
from outlay.store.scratch import file_pattern

if TYPE_CHECKING:
    from outlay.ingest.focus.model import FocusOptions
    from outlay.ingest.focus.reading import BillFile
    from outlay.store.scratch import Scratch

_PACKAGE: Final = "outlay.ingest.focus"
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
    rows = scratch.rows(scratch.text(_PACKAGE, "origins"), [file_pattern(bill.path)])
    return {int(str(row)): origin for row, *origin in rows}  # type: ignore[misc]  # three values each


def _traced(reject: Reject, origin: Fault | None, options: FocusOptions) -> Reject:
    title = options.titles.get(reject.column)
    column = f"{title} ({reject.column})" if title and title != reject.column else reject.column
    if origin is None or options.file_names is None:
        return Reject(file=reject.file, row=reject.row, column=column, reason=reject.reason, value=reject.value)
    file, row, cost = origin
    reason, value = reject.reason, reject.value
    if cost is not None and reject.column in _COSTS:
        reason, value = "is not a number", str(cost)
    if file is None or row is None:
        name = " and ".join(options.file_names[:2])
        return Reject(
            file=name, row=reject.row, column=column, reason=f"{reason}, in a row that Outlay adds", value=value
        )
    name = PurePath(options.file_names[int(str(file))]).name
    return Reject(file=name, row=int(str(row)), column=column, reason=reason, value=value)
