"""Writes charges or the ledger as a FOCUS file, and checks that its sums are those of the store."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import IntegrityError, NotFoundError
from outlay.report.focus_export.columns import columns_of
from outlay.report.focus_export.model import FocusExport, FocusExportReport
from outlay.report.focus_export.writing import PLAIN_NUMBER, open_writer, shaped
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    import pyarrow as pa

    from outlay.store import Reader, Store
    from outlay.store.scratch import Scratch

_PACKAGE: Final = "outlay.report.focus_export"
_SUMS: Final = {
    "charges": "SELECT count(*) AS n, sum(EffectiveCost) AS effective FROM charge "
    "WHERE x_day >= $since AND x_day < $until",
    "ledger": "SELECT count(*) AS n, sum(effective_cost) AS effective FROM ledger WHERE day >= $since AND day < $until",
}
_DAYS: Final = {
    "charges": "SELECT DISTINCT x_day AS day FROM charge WHERE x_day >= $since AND x_day < $until ORDER BY day",
    "ledger": "SELECT DISTINCT day FROM ledger WHERE day >= $since AND day < $until ORDER BY day",
}


def export_focus(store: Store, wish: FocusExport, path: Path, *, currency: str, ruleset: str) -> FocusExportReport:
    """Write a file; it holds every row of the range, as the store is at one moment.

    Args:
        store: Where charges and ledger are.
        wish: What to write, in which version and format.
        path: The file; what is there is replaced.
        currency: The reporting currency, which the ledger is in.
        ruleset: Names the rules that the ledger was computed by, as the method of allocation.

    Raises:
        NotFoundError: if the range holds nothing.
        IntegrityError: if the file's sum is not that of the store.
    """
    columns = columns_of(wish.subject, wish.version)
    sums: dict[str, dict[str, Decimal]] = {"billed": defaultdict(Decimal), "effective": defaultdict(Decimal)}
    bounds = {"since": wish.period.since, "until": wish.period.until}
    rows = 0
    with store.read() as reader, store.scratch() as scratch:
        days = reader.fetch(_DAYS[wish.subject], bounds).column("day").to_pylist()
        if not days:
            message = f"no rows of {wish.subject} from {wish.period.since} until {wish.period.until}"
            raise NotFoundError(message, hint="choose another range, or import bills first")
        scratch.execute(PLAIN_NUMBER)
        scratch.register("service_category", reader.fetch(load_sql(_PACKAGE, "service_categories")))
        with open_writer(path, columns, wish.format) as writer:
            for day in days:
                found = _rows(reader, scratch, wish, day, {"currency": currency, "method": f"outlay:{ruleset}"})
                writer.write_table(shaped(scratch, found, columns, wish.format))
                rows += found.num_rows
                _add(sums, found)
        _demand_equal(reader.fetch(_SUMS[wish.subject], bounds).to_pylist()[0], rows, sums["effective"])
    return FocusExportReport(
        version=wish.version, rows=rows, billed=dict(sums["billed"]), effective=dict(sums["effective"])
    )


def _rows(reader: Reader, scratch: Scratch, wish: FocusExport, day: date, about: dict[str, str]) -> pa.Table:
    if wish.subject == "charges":
        return reader.fetch(load_sql(_PACKAGE, "charges"), {"day": day, "currency": about["currency"]})
    scratch.register("ledger_rows", reader.fetch(load_sql(_PACKAGE, "ledger"), {"day": day}))
    scratch.run(_PACKAGE, "owned")
    return scratch.fetch(load_sql(_PACKAGE, "allocated"), about)


def _add(sums: dict[str, dict[str, Decimal]], rows: pa.Table) -> None:
    grouped = rows.group_by("BillingCurrency").aggregate([("BilledCost", "sum"), ("EffectiveCost", "sum")])
    for row in grouped.to_pylist():
        sums["billed"][row["BillingCurrency"]] += row["BilledCost_sum"]
        sums["effective"][row["BillingCurrency"]] += row["EffectiveCost_sum"]


def _demand_equal(stored: dict[str, object], rows: int, effective: dict[str, Decimal]) -> None:
    written = rows, sum(effective.values(), Decimal(0))
    if (stored["n"], stored["effective"]) != written:
        message = f"the file holds {written}, the store {stored}"
        raise IntegrityError(message, hint="the store changed while it was read: export again")
