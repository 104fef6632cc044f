"""Converts native bills and imports what comes of them into a store of their own."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

from outlay.ingest.bills.converting import ConversionJob, Converted, convert_bill
from outlay.ingest.focus.model import Conversion
from outlay.store.scratch import lend_scratch
from tests.unit.ingest.focus.bill import World

NOW = datetime(2026, 12, 21, 12, tzinfo=UTC)


def convert_alone(kind: str, folder: Path, *files: Path) -> tuple[Conversion, tuple[Decimal, Decimal]]:
    """Convert without a store; the report, and what the charges bill and are worth."""
    job = ConversionJob(files=files, folder=folder, constants={}, now=NOW)
    with lend_scratch(folder / "scratch") as scratch:
        converted = convert_bill(kind, scratch, job)
        sql = "SELECT sum(BilledCost), sum(EffectiveCost) FROM read_parquet(?)"
        ((billed, effective),) = scratch.rows(sql, [[str(path) for path in converted.files]])
    return converted.conversion, (billed, effective)


class BillWorld(World):
    """A store, and the way of native bills into it."""

    number = 0

    def convert(self, kind: str, *files: Path, **constants: str) -> Converted:
        self.number += 1
        folder = self.folder / f"converted-{self.number}"
        folder.mkdir()
        job = ConversionJob(files=files, folder=folder, constants=constants, now=NOW)
        with lend_scratch(folder / "scratch") as scratch:
            return convert_bill(kind, scratch, job)

    def take_bill(self, kind: str, *files: Path, **options):
        """Convert and import; returns both reports."""
        converted = self.convert(kind, *files)
        report = self.take(*converted.files, now=NOW, kind=kind, source=kind, **options)
        return converted.conversion, report

    def charges(self, kind: str, *files: Path, where: str = "true") -> list[dict[str, object]]:
        """The charges of a bill that obey a condition."""
        if not self.store.fetch("SELECT 1 FROM charge LIMIT 1").num_rows:
            self.take_bill(kind, *files)
        return self.rows(f"SELECT * FROM charge WHERE {where} ORDER BY ChargePeriodStart, x_charge_id")

    def sums(self) -> tuple[Decimal, Decimal]:
        found = self.rows("SELECT sum(BilledCost) AS b, sum(EffectiveCost) AS e FROM charge")[0]
        return found["b"], found["e"]

    def content(self) -> list[dict[str, object]]:
        """What the store holds of charges, whatever delivery brought them."""
        return self.rows(
            "SELECT * EXCLUDE (x_delivery_id), "
            "(SELECT count(*) FROM charge_slice s WHERE s.x_charge_id = c.x_charge_id) AS shares "
            "FROM charge c ORDER BY x_charge_id"
        )
