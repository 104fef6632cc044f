"""Converts bills without importing them."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from outlay.ingest.bills.converting import ConversionJob, convert_bill
from outlay.ingest.focus.model import Conversion
from outlay.store.scratch import lend_scratch


def convert_files(kind: str, files: Sequence[Path], **given: str) -> tuple[list[dict[str, Any]], Conversion]:
    """The FOCUS rows that files become, and the report of it."""
    with tempfile.TemporaryDirectory() as name, lend_scratch(Path(name) / "scratch") as scratch:
        job = ConversionJob(files=files, folder=Path(name), constants=given, now=datetime(2026, 11, 20, tzinfo=UTC))
        converted = convert_bill(kind, scratch, job)
        sql = "SELECT COLUMNS(lambda name: NOT starts_with(name, '_origin_')) FROM read_parquet(?)"
        rows = scratch.fetch(sql, [str(converted.files[0])]).to_pylist()
        return rows, converted.conversion
