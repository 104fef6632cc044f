"""Turns Google Cloud's billing export into FOCUS charges and says what became of each row and credit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.core.errors import FileFormatError
from outlay.ingest.bills.balance import check_balance
from outlay.ingest.bills.converting import Converted
from outlay.ingest.bills.exports import load_export, select_extras
from outlay.ingest.bills.gcp_billing.columns import EXPORT
from outlay.ingest.bills.gcp_billing.reporting import ADDED, load_conversion
from outlay.ingest.bills.gcp_billing.staging import PACKAGE, UNREAD, stage
from outlay.ingest.tabular import detect_format
from outlay.store.scratch import literal

if TYPE_CHECKING:
    from outlay.ingest.bills.converting import ConversionJob
    from outlay.store.scratch import Scratch


def convert(scratch: Scratch, job: ConversionJob) -> Converted:
    """Convert the export of one or more months, in any number of files of JSON lines or Parquet.

    Raises:
        FileFormatError: for another kind of file.
        MissingColumnError: naming the column and the setting of the export that adds it.
    """
    _demand_nested(job)
    found = load_export(scratch, job, EXPORT)
    amortised = stage(scratch)
    target = job.folder / "google.parquet"
    select = scratch.text(PACKAGE, "charges").replace("EXTRAS", select_extras(scratch, UNREAD))
    scratch.execute(f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    conversion = load_conversion(scratch, target, found, amortised)
    check_balance(conversion, added=ADDED)
    return Converted(files=(target,), conversion=conversion, titles=EXPORT.titles(found))


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
