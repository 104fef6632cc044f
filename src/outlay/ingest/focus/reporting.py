"""Puts the load report together: rows, sums in and out, rewrites by rule, rejects, scopes."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Final, cast

from outlay.core.errors import RejectedRowsError
from outlay.ingest.focus.model import FocusReport, RuleCount, ScopeReport, Total
from outlay.ingest.focus.normalising import PACKAGE
from outlay.ingest.focus.origins import trace_faults
from outlay.ingest.focus.quality import find_quality
from outlay.ingest.focus.rules import NO_ACCRUAL, SELLER, count_rules
from outlay.ingest.rejects import Reject, write_rejects

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlay.ingest.focus.model import BlockedAmount, FocusOptions
    from outlay.ingest.focus.reading import BillFile
    from outlay.ingest.focus.scopes import Scope, ScopeKey
    from outlay.store.scratch import Scratch


_SHOWN: Final = 20


@dataclass(slots=True, kw_only=True)
class Outcome:
    """What is known about an import so far."""

    bills: Sequence[BillFile]
    rejects: Sequence[Reject]
    reject_dir: Path
    names: tuple[str, ...]
    """The names of the files as the user knows them."""
    no_accrual: int = 0
    stale: tuple[str, ...] = ()
    currency: str = ""
    scopes: list[Scope] = field(default_factory=list)
    changing: set[ScopeKey] = field(default_factory=set)
    dirty_days: int = 0
    blocked: tuple[BlockedAmount, ...] = ()

    @property
    def version(self) -> str:
        """The FOCUS version of the files; several are listed."""
        return ", ".join(sorted({bill.version for bill in self.bills}))


def load_rejects(
    scratch: Scratch, bills: Sequence[BillFile], malformed: Sequence[Reject], options: FocusOptions
) -> list[Reject]:
    """Every refused row with its file and number, those of the user where the bill was converted."""
    rows = scratch.rows(scratch.text(PACKAGE, "faults"))
    faults = [_shifted(fault, malformed) for fault in trace_faults(scratch, bills, rows, options)]
    return sorted([*malformed, *faults], key=lambda reject: (reject.file, reject.row))


def _shifted(fault: Reject, malformed: Sequence[Reject]) -> Reject:
    """A row's number in its file, where lines before it are no records and were not counted."""
    row = fault.row
    for skipped in sorted(line.row for line in malformed if line.file == fault.file):
        row += skipped <= row
    return replace(fault, row=row)


def refuse_all(scratch: Scratch, outcome: Outcome) -> None:
    """Stop if no row can be taken.

    Raises:
        RejectedRowsError: naming the first reason, or that there are no rows.
    """
    if scratch.rows("SELECT 1 FROM staged WHERE x_fault IS NULL LIMIT 1"):
        return
    files = ", ".join(outcome.names)
    if not outcome.rejects:
        message = f"{files} holds no rows below its header"
        raise RejectedRowsError(message, hint="check the export", code="input.no_rows")
    path = write_rejects(outcome.reject_dir, outcome.rejects)
    message = f"none of the {len(outcome.rejects)} rows of {files} can be taken; {outcome.rejects[0]}"
    raise RejectedRowsError(message, hint=f"every row and its reason: {path}")


def load_report(scratch: Scratch, outcome: Outcome, options: FocusOptions) -> FocusReport:
    """The report of a finished import."""
    totals = _totals(scratch)
    return FocusReport(
        source=options.source,
        files=outcome.names,
        versions=tuple(sorted({bill.version for bill in outcome.bills})),
        rows_in=sum(total.rows_in for total in totals) + _malformed(outcome, totals),
        rows_out=sum(total.rows_out for total in totals),
        rejected=len(outcome.rejects),
        reject_file=write_rejects(outcome.reject_dir, outcome.rejects),
        rejects=tuple(outcome.rejects[:_SHOWN]),
        rules=tuple(_rules(scratch, outcome)),
        totals=totals,
        scopes=tuple(_scope(scope, outcome, options) for scope in outcome.scopes),
        unknown_columns=tuple(sorted({title for bill in outcome.bills for _, title in bill.unknown})),
        stale_rates=outcome.stale,
        currency=outcome.currency,
        dirty_days=outcome.dirty_days,
        findings=find_quality(scratch),
        blocked=outcome.blocked,
    )


def _malformed(outcome: Outcome, totals: Sequence[Total]) -> int:
    """Lines that are no records are not among the rows that were staged."""
    return len(outcome.rejects) - sum(total.rows_in - total.rows_out for total in totals)


def _totals(scratch: Scratch) -> tuple[Total, ...]:
    rows = scratch.fetch(scratch.text(PACKAGE, "totals")).to_pylist()
    return tuple(Total(**row) for row in rows)


def _rules(scratch: Scratch, outcome: Outcome) -> list[RuleCount]:
    masks = cast("list[tuple[int, int]]", scratch.rows(scratch.text(PACKAGE, "masks")))
    counts = count_rules(masks)
    if outcome.no_accrual:
        counts.append(RuleCount(rule=NO_ACCRUAL[0], meaning=NO_ACCRUAL[1], rows=outcome.no_accrual))
    sold = scratch.rows(scratch.text(PACKAGE, "sold"))[0][0]
    if sold:
        counts.append(RuleCount(rule=SELLER[0], meaning=SELLER[1], rows=int(str(sold))))
    return counts


def _scope(scope: Scope, outcome: Outcome, options: FocusOptions) -> ScopeReport:
    old = scope.replaced
    is_changing = scope.key in outcome.changing
    return ScopeReport(
        biller=scope.biller,
        issuer=scope.issuer,
        billing_account=scope.billing_account,
        billing_period=scope.billing_period,
        state="unchanged" if not is_changing else "replaced" if old else "new",
        rows=scope.rows,
        billed=scope.billed,
        effective=scope.effective,
        old_rows=sum(delivery.rows for delivery in old) if old else None,
        old_billed=sum((delivery.billed for delivery in old), Decimal(0)) if old else None,
        old_effective=sum((delivery.effective for delivery in old), Decimal(0)) if old else None,
        watermark=scope.watermark(options),
    )
