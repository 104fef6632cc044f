"""Turns Azure's cost exports into FOCUS charges and says what became of each line."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.ingest.bills.azure_cost.columns import EXPORT
from outlay.ingest.bills.azure_cost.reporting import load_conversion
from outlay.ingest.bills.azure_cost.views import FileMarks, View, tell_views
from outlay.ingest.bills.balance import check_balance
from outlay.ingest.bills.converting import Converted
from outlay.ingest.bills.exports import load_export, prepare_numbers, select_extras
from outlay.ingest.bills.lookups import load_lookup
from outlay.store.scratch import literal

if TYPE_CHECKING:
    from outlay.ingest.bills.converting import ConversionJob
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.bills.azure_cost"
_MACROS: Final = ("day", "block", "unit")
_LOOKUPS: Final = {"service_word": "services.csv", "region_word": "regions.csv"}
_UNREAD: Final = "CASE WHEN c_cost IS NULL THEN Cost END"
_MCA_ONLY: Final = {"InvoiceId", "PricingCurrency"}


def convert(scratch: Scratch, job: ConversionJob) -> Converted:
    """Convert the actual export, the amortised one, or both of one or more months, in any number of files.

    Raises:
        FileFormatError: for another kind of file, or one that could belong to either export.
        MissingColumnError: naming the column and the setting of the export that adds it.
    """
    found = load_export(scratch, job, EXPORT)
    prepare_numbers(scratch)
    for macro in _MACROS:
        scratch.run(PACKAGE, f"macro_{macro}")
    for table, name in _LOOKUPS.items():
        load_lookup(scratch, PACKAGE, name, table)
    is_mca = bool(found.keys() & _MCA_ONLY) and "BillingProfileId" in found
    scratch.execute("SET VARIABLE is_mca = ?", [is_mca])
    scratch.run(PACKAGE, "lines")
    views = _tell(scratch, job)
    for statement in ("scopes", "taken", "metered"):
        scratch.run(PACKAGE, statement)
    target = job.folder / "azure.parquet"
    select = scratch.text(PACKAGE, "charges").replace("EXTRAS", select_extras(scratch, _UNREAD))
    scratch.execute(f"COPY ({select}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    conversion = load_conversion(scratch, views, target, is_mca=is_mca)
    check_balance(conversion, left_out=("repeated_file", "other_view"))
    return Converted(files=(target,), conversion=conversion, titles=EXPORT.titles(found))


def _tell(scratch: Scratch, job: ConversionJob) -> dict[Path, View | None]:
    """Make the table `file_view` of the files that are taken."""
    import pyarrow as pa

    paths = {number: Path(path) for number, path in enumerate(job.files)}
    marks = [
        FileMarks(path=paths[int(str(file))], amortised=int(str(amortised)), actual=int(str(actual)), content=str(text))
        for file, amortised, actual, text in scratch.rows(scratch.text(PACKAGE, "marks"))
    ]
    views = tell_views(marks)
    taken = [(number, views[path]) for number, path in paths.items() if views.get(path)]
    table = pa.table(
        {"_file": pa.array([number for number, _ in taken], pa.int32()), "view": [view for _, view in taken]},
    )
    scratch.register("file_view_rows", table)
    scratch.execute("CREATE OR REPLACE TEMP TABLE file_view AS SELECT * FROM file_view_rows")
    return views
