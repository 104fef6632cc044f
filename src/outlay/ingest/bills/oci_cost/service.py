"""Turns OCI's cost reports into FOCUS charges and says what became of each line."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.ingest.bills.balance import check_balance
from outlay.ingest.bills.converting import Converted
from outlay.ingest.bills.exports import load_export, prepare_numbers, select_extras
from outlay.ingest.bills.lookups import load_lookup
from outlay.ingest.bills.oci_cost.columns import EXPORT
from outlay.ingest.bills.outcome import load_rules, load_written
from outlay.ingest.focus.model import Conversion
from outlay.store.scratch import literal, quote

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from outlay.ingest.bills.converting import ConversionJob
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.bills.oci_cost"
_TAG: Final = "x_Tags/"
_PLANS: Final = ("payg", "commitment")
_MEANINGS: Final = {
    "drawn": "a line drawn from Universal Credits: BilledCost is its overage, EffectiveCost what it costs",
    "correction": "a line marked as a correction: ChargeClass Correction",
    "rounded": "a cost with more than twelve decimals or an exponent, read half-even at twelve",
    "unreadable": "a line whose cost or time cannot be read: refused below",
}


def convert(scratch: Scratch, job: ConversionJob) -> Converted:
    """Convert the cost reports of one or more months, in any number of files.

    Raises:
        FileFormatError: for another kind of file.
        MissingColumnError: naming the column and where the report lies.
        UsageError: for a plan that is neither `payg` nor `commitment`.
    """
    plan = job.constants.get("Plan", "payg")
    if plan not in _PLANS:
        message = f"Plan is {plan!r}"
        raise UsageError(message, hint=f"one of {', '.join(_PLANS)}")
    found = load_export(scratch, job, EXPORT)
    prepare_numbers(scratch)
    scratch.run(PACKAGE, "macro_moment")
    load_lookup(scratch, PACKAGE, "services.csv", "service_rule")
    for statement in ("lines", "plans"):
        scratch.run(PACKAGE, statement)
    tags = [name for name in scratch.columns("texts") if name.startswith(_TAG)]
    target = job.folder / "oracle.parquet"
    select = (
        scratch.text(PACKAGE, "charges")
        .replace("TAGS", _tags(tags))
        .replace("EXTRAS", select_extras(scratch, "CASE WHEN v_cost IS NULL THEN Cost END", without=tags))
    )
    scratch.execute(f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    conversion = _conversion(scratch, target, has_plan="Plan" in job.constants)
    check_balance(conversion)
    return Converted(files=(target,), conversion=conversion, titles=EXPORT.titles(found))


def _tags(columns: Sequence[str]) -> str:
    """Tags as a JSON object; a merge patch leaves members out that are null."""
    if not columns:
        return "CAST(NULL AS VARCHAR)"
    pairs = ", ".join(f"{literal(name.removeprefix(_TAG))}, {quote(name)}" for name in columns)
    return f"nullif(CAST(json_merge_patch('{{}}', json_object({pairs})) AS VARCHAR), '{{}}')"


def _conversion(scratch: Scratch, target: Path, *, has_plan: bool) -> Conversion:
    sums = scratch.rows(scratch.text(PACKAGE, "sums"))
    rows_out, billed_out = load_written(scratch, target)
    return Conversion(
        kind="oci-cost",
        title="OCI cost report",
        rows_in=sum(int(str(lines)) for _, lines, _ in sums),
        rows_out=rows_out,
        billed_in={str(currency): Decimal(str(billed)) for currency, _, billed in sums},
        billed_out=billed_out,
        rules=load_rules(scratch.rows(scratch.text(PACKAGE, "rules")), _MEANINGS),
        notes=tuple(_notes(scratch, has_plan=has_plan)),
    )


def _notes(scratch: Scratch, *, has_plan: bool) -> Iterator[str]:
    sql = "SELECT SubscriptionId, strftime(v_period, '%Y-%m') FROM plans WHERE NOT is_commitment ORDER BY ALL"
    for subscription, month in scratch.rows(sql) if not has_plan else ():
        yield (
            f"{subscription} {month}: no overage, read as pay-as-you-go; "
            "with Universal Credits import with --set Plan=commitment"
        )
