"""Reads the export into the tables that `sql/charges.sql` is made of, commitments shared out over what they cover."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.ingest.bills.exports import prepare_numbers, select_extras
from outlay.ingest.bills.gcp_billing.amortisation import Amortised, amortise
from outlay.ingest.bills.gcp_billing.parts import Part, compute_parts, read_covered, read_fees
from outlay.ingest.bills.lookups import load_lookup

if TYPE_CHECKING:
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.bills.gcp_billing"
UNREAD: Final = "CASE WHEN amount(cost) IS NULL THEN cost END"
"""A cost that is no number, as text."""
_LOOKUPS: Final = {"credit_type": "credits.csv", "service_rule": "services.csv"}
_MACROS: Final = ("month_start", "text", "resource", "product", "exact")
_STATEMENTS: Final = ("elements", "reductions", "tags", "services", "metered")
_NUMBERS: Final = ("line", "number")
_TEXTS: Final = ("role", "discount", "discount_name", "discount_kind", "starts", "ends")
"""Fields of a part; all others are whole units of 1e-12."""


def stage(scratch: Scratch) -> Amortised:
    """Make `metered` (a row each), `elements` (a credit each) and `entries` (a charge each) of the view `texts`."""
    prepare_numbers(scratch)
    for macro in _MACROS:
        scratch.run(PACKAGE, f"macro_{macro}")
    for table, name in _LOOKUPS.items():
        load_lookup(scratch, PACKAGE, name, table)
    scratch.execute(scratch.text(PACKAGE, "lines").replace("EXTRAS", select_extras(scratch, UNREAD)))
    for statement in _STATEMENTS:
        scratch.run(PACKAGE, statement)
    scratch.execute("DROP TABLE lines")
    fees = read_fees(scratch.rows(scratch.text(PACKAGE, "fees")))
    found = amortise(fees, read_covered(scratch.rows(scratch.text(PACKAGE, "covered"))))
    _record_parts(scratch, found)
    scratch.run(PACKAGE, "entries")
    return found


def _record_parts(scratch: Scratch, found: Amortised) -> None:
    import pyarrow as pa

    kinds = {**dict.fromkeys(_NUMBERS, pa.int64()), **dict.fromkeys(_TEXTS, pa.string())}
    columns = list(zip(*compute_parts(found), strict=True)) or [()] * len(Part._fields)
    table = pa.table(
        {
            name: pa.array(values, kinds.get(name, pa.decimal128(38, 0)))
            for name, values in zip(Part._fields, columns, strict=True)
        }
    )
    scratch.register("part_rows", table)
    scratch.execute("CREATE OR REPLACE TEMP TABLE parts AS SELECT line AS line_id, * EXCLUDE (line) FROM part_rows")
