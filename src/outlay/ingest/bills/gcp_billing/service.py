"""Turns Google Cloud's billing export into FOCUS charges and says what became of each row and credit."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.core.money import format_plain
from outlay.ingest.bills.balance import check_balance
from outlay.ingest.bills.converting import Converted
from outlay.ingest.bills.exports import load_export, prepare_numbers, select_extras
from outlay.ingest.bills.gcp_billing.columns import EXPORT
from outlay.ingest.bills.lookups import load_lookup
from outlay.ingest.bills.outcome import load_rules, load_written
from outlay.ingest.focus.model import Conversion
from outlay.ingest.tabular import detect_format
from outlay.store.scratch import literal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from outlay.ingest.bills.converting import ConversionJob
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.bills.gcp_billing"
_LOOKUPS: Final = {"credit_type": "credits.csv", "service_rule": "services.csv"}
_STATEMENTS: Final = ("lines", "elements", "reductions", "tags", "metered")
_MEANINGS: Final = {
    "reduction": "a discount (commitment, sustained use, contract, free tier) is part of its charge: x_Discounts",
    "credit": "money given (promotion) is a Credit charge of its own: x_CreditType",
    "unknown_credit": "a credit of a type that is not known, kept as a Credit charge",
    "commitment_fee": "the fee of a commitment: a Purchase of its own period",
    "earlier_usage": "usage from before the invoice month, billed late: it stays on its day and on this invoice",
    "unknown_cost_type": "a row of a cost_type that is not known, kept as Adjustment",
    "rounded": "a cost with more than twelve decimals or an exponent, read half-even at twelve",
    "unreadable": "a row whose cost or time cannot be read: refused below",
}


def convert(scratch: Scratch, job: ConversionJob) -> Converted:
    """Convert the export of one or more months, in any number of files of JSON lines or Parquet.

    Raises:
        FileFormatError: for another kind of file.
        MissingColumnError: naming the column and the setting of the export that adds it.
    """
    _demand_nested(job)
    found = load_export(scratch, job, EXPORT)
    prepare_numbers(scratch)
    for macro in ("month_start", "text"):
        scratch.run(PACKAGE, f"macro_{macro}")
    for table, name in _LOOKUPS.items():
        load_lookup(scratch, PACKAGE, name, table)
    for statement in _STATEMENTS:
        scratch.run(PACKAGE, statement)
    target = job.folder / "google.parquet"
    select = scratch.text(PACKAGE, "charges").replace("EXTRAS", select_extras(scratch))
    scratch.execute(f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    conversion = _conversion(scratch, target, found)
    check_balance(conversion, added=("credit", "unknown_credit"))
    return Converted(files=(target,), conversion=conversion)


def _demand_nested(job: ConversionJob) -> None:
    """CSV cannot hold the nested columns, least of all credits.

    Raises:
        FileFormatError: for CSV, unless its header shows what else it is.
    """
    for path in job.files:
        if detect_format(path).format != "csv":
            continue
        head = path.read_bytes()[:4096].decode("utf-8", errors="replace").casefold()
        if "usage_start_time" in head:
            message = f"{path.name} is CSV, which cannot hold the credits of {EXPORT.title}"
            raise FileFormatError(message, hint=EXPORT.setting)


def _conversion(scratch: Scratch, target: Path, found: set[str]) -> Conversion:
    sums = scratch.rows(scratch.text(PACKAGE, "sums"))
    rows_out, billed_out = load_written(scratch, target)
    is_detailed = "resource" in found
    return Conversion(
        kind="gcp-billing",
        title=f"Google Cloud {'detailed' if is_detailed else 'standard'} usage cost export",
        rows_in=sum(int(str(lines)) for _, lines, _ in sums),
        rows_out=rows_out,
        billed_in={str(currency): Decimal(str(billed)) for currency, _, billed in sums},
        billed_out=billed_out,
        rules=load_rules(scratch.rows(scratch.text(PACKAGE, "rules")), _MEANINGS),
        notes=tuple(_notes(scratch, is_detailed=is_detailed)),
    )


def _notes(scratch: Scratch, *, is_detailed: bool) -> Iterator[str]:
    if not is_detailed:
        yield "no resource names: this is the standard export; turn on 'Detailed usage cost' in Billing, Billing export"
    for kind, is_known, currency, credits_given, given in scratch.rows(scratch.text(PACKAGE, "credit_types")):
        unknown = "" if is_known else ", a type that is not known"
        yield f"{credits_given:,} × {kind}: {format_plain(Decimal(str(given or 0)))} {currency}{unknown}"
    sql = "SELECT DISTINCT cost_type FROM lines WHERE v_type NOT IN ('regular', 'tax', 'adjustment', 'rounding_error')"
    for (kind,) in scratch.rows(sql):
        yield f"unknown cost_type {kind}: kept as Adjustment"
