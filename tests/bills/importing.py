"""Imports bills into a store of their own, and asks what they came to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from outlay.core.settings import Settings
from outlay.ingest.focus import FocusReport
from outlay.jobs import open_workspace
from outlay.jobs.imports import ImportRequest
from outlay.store import Reader


class Books:
    """A store that bills go into."""

    def __init__(self, folder: Path) -> None:
        self._workspace = open_workspace(Settings(data_dir=folder / "data", as_of=date(2026, 11, 21)))

    def take(self, kind: str, files: Sequence[Path], **given: str) -> FocusReport:
        """Import the files of one delivery, `given` standing for columns that they lack."""
        request = ImportRequest(kind=kind, files=files, source="bill", constants=given)
        report = self._workspace.imports.run(request, is_rebuilding=False).report
        assert isinstance(report, FocusReport)
        return report

    def ask(self, sql: str) -> list[dict[str, Any]]:
        return self._workspace.store.fetch(sql).to_pylist()

    def sums(self, by: str) -> Mapping[tuple[Any, ...], tuple[Decimal, Decimal]]:
        """Billed and effective cost by columns of charges."""
        names = by.split(", ")
        rows = self.ask(f"SELECT {by}, sum(BilledCost) AS b, sum(EffectiveCost) AS e FROM charge GROUP BY {by}")
        return {tuple(row[name] for name in names): (row["b"], row["e"]) for row in rows}

    def table(self) -> list[tuple[Any, ...]]:
        """Every charge, in an order of its own."""
        rows = self.ask("SELECT * EXCLUDE (x_delivery_id, x_row) FROM charge ORDER BY x_charge_id")
        return [tuple(row.values()) for row in rows]

    def reading(self) -> AbstractContextManager[Reader]:
        """What reports read from."""
        return self._workspace.store.read()

    def close(self) -> None:
        self._workspace.close()
