"""Converts Cost and Usage Reports into FOCUS charges."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from outlay.facts.bedrock import read_usage
from outlay.ingest.bills.aws_cur.columns import check_constants, focus_titles
from outlay.ingest.bills.aws_cur.needs import demand_columns
from outlay.ingest.bills.aws_cur.reporting import report_conversion
from outlay.ingest.bills.aws_cur.staging import PACKAGE, stage_lines
from outlay.ingest.bills.converting import Converted
from outlay.store.scratch import literal

if TYPE_CHECKING:
    from outlay.ingest.bills.converting import ConversionJob
    from outlay.store.scratch import Scratch

_VIEWS: Final = ("charges", "unused", "residuals")


def convert(scratch: Scratch, job: ConversionJob) -> Converted:
    """Write the charges of a bill in CUR 1 or 2.0 (CSV or Parquet) as one Parquet file in FOCUS shape.

    Raises:
        FileFormatError: naming what a file is instead.
        MissingColumnError: naming the column and the setting of the export that adds it.
        UnknownNameError: for a constant that is no column.
        IntegrityError: if a unit of money got lost; nothing is imported then.
    """
    present = stage_lines(scratch, job, check_constants(job.constants))
    scratch.run(PACKAGE, "bills")
    scratch.run(PACKAGE, "costed")
    _register_services(scratch)
    _register_tokens(scratch)
    gaps = demand_columns(scratch, present, ", ".join(path.name for path in job.files[:3]))
    for view in _VIEWS:
        scratch.run(PACKAGE, view)
    target = job.folder / "focus.parquet"
    written = scratch.text(PACKAGE, "written")
    scratch.execute(f"COPY ({written}) TO {literal(str(target))} (FORMAT parquet, COMPRESSION lz4_raw)")
    conversion = report_conversion(scratch, target, present, gaps)
    for path in job.folder.glob("lines-*.parquet"):
        path.unlink()
    return Converted(files=(target,), conversion=conversion, titles=focus_titles(present))


@cache
def _services() -> list[dict[str, str]]:
    text = (files(PACKAGE) / "services.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _register_services(scratch: Scratch) -> None:
    import pyarrow as pa

    scratch.register("services", pa.Table.from_pylist(_services()))


def _register_tokens(scratch: Scratch) -> None:
    """Make the table `token_kinds`: what each usage type of Bedrock sells."""
    import pyarrow as pa

    rows = []
    for row in scratch.fetch(scratch.text(PACKAGE, "token_uses")).to_pylist():
        use = read_usage(row["usage_type"], row["unit"], row["product_name"], row["description"])
        rows.append(
            {
                "token_key": row["token_key"],
                "token_model": use.model,
                "token_meter": use.meter,
                "token_factor": use.factor,
                "token_unit": use.unit,
                "token_details": use.details,
            }
        )
    text = pa.string()
    fields = [("token_key", text), ("token_model", text), ("token_meter", text), ("token_factor", pa.int64())]
    schema = pa.schema([*fields, ("token_unit", text), ("token_details", text)])
    scratch.register("token_kinds", pa.Table.from_pylist(rows, schema=schema))
