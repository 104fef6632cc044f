"""Turns the costs that OpenAI's console exports as CSV into FOCUS, as the costs that its API answers."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any, Final

from pydantic import SecretStr

from outlay.core.errors import MissingColumnError
from outlay.ingest.pulling.focus_file import write_focus
from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources import openai

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_STARTS: Final = ("start_time_iso", "start_time", "date", "day")
_ENDS: Final = ("end_time_iso", "end_time")
_GZIP: Final = b"\x1f\x8b"


def convert_openai_costs(path: Path, target: Path, *, now: datetime) -> Path:
    """Write the export as a FOCUS file.

    Raises:
        MissingColumnError: naming the column that an export of costs has and this file lacks.
    """
    rows = list(_rows(path))
    account = next((row["organization_id"] for row in rows if row.get("organization_id")), "openai")
    settings = openai.Settings(admin_key=SecretStr("none"), billing_account=account)
    source = openai.Source(settings, None, now)  # type: ignore[arg-type]  # nothing is fetched: the file has it all
    buckets = [_bucket(row, path.name) for row in rows]
    charges = [
        charge
        for bucket in buckets
        for charge in source.normalise(bucket.start.date().replace(day=1), [bucket]).charges
    ]
    return write_focus(target, charges)


def _rows(path: Path) -> Iterator[dict[str, str]]:
    content = path.read_bytes()
    text = (gzip.decompress(content) if content.startswith(_GZIP) else content).decode("utf-8-sig")
    for row in csv.DictReader(io.StringIO(text)):
        yield {str(name).strip().casefold(): (value or "").strip() for name, value in row.items() if name}


def _bucket(row: Mapping[str, str], name: str) -> Bucket:
    start = _moment(row, _STARTS)
    if start is None:
        message = f"{name} has no day of its costs"
        raise MissingColumnError(message, hint=f"one of {', '.join(_STARTS)} is needed")
    end = _moment(row, _ENDS) or start + timedelta(days=1)
    record: dict[str, Any] = {name: value or None for name, value in row.items() if name != "amount_value"}
    record["amount"] = {"value": _number(row.get("amount_value")), "currency": row.get("amount_currency") or "usd"}
    record["quantity"] = _number(row.get("quantity"))
    return Bucket(dataset="costs", start=start, end=end, records=(record,))


def _moment(row: Mapping[str, str], names: tuple[str, ...]) -> datetime | None:
    text = next((row[name] for name in names if row.get(name)), None)
    if text is None:
        return None
    if text.isdigit():
        return datetime.fromtimestamp(int(text), tz=UTC)
    found = datetime.fromisoformat(text)
    return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)


def _number(text: str | None) -> Decimal | None:
    try:
        return Decimal(text) if text else None
    except InvalidOperation:
        return None
