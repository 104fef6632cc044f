"""Writes charges that a source found as a FOCUS file, which is imported like any bill."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.core.ids import canonical_json
from outlay.core.money import format_plain
from outlay.ingest.focus.columns import MANDATORY
from outlay.ingest.pulling.errors import SourceError

if TYPE_CHECKING:
    from pathlib import Path


def write_focus(path: Path, charges: Sequence[Mapping[str, Any]]) -> Path:
    """Write charges as Parquet; every value as text, so that amounts stay digit for digit what the vendor said."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names = sorted({name for charge in charges for name in charge} | {*MANDATORY, "InvoiceIssuerName"})
    columns = {name: pa.array([_text(name, charge.get(name)) for charge in charges], pa.string()) for name in names}
    pq.write_table(pa.table(columns), path, compression="zstd")
    return path


def _text(name: str, value: object) -> str | None:
    if value is None or isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return format_plain(value)
    if isinstance(value, bool | int):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return f"{value.isoformat()}T00:00:00+00:00"
    if isinstance(value, Mapping):
        return canonical_json(value)
    message = f"the charges' {name} is a {type(value).__name__}"
    raise SourceError(message, hint="a source gives text, Decimal, whole numbers, times or mappings; never a float")
