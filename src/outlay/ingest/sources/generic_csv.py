"""Any table of costs or usage as CSV or Parquet, at an address or in a folder, by a declared mapping."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Self

from pydantic import Field, model_validator

from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.mapped_records import fill_buckets, pick_records, split_periods
from outlay.ingest.pulling.mapped_source import AccessSettings, MappedSource
from outlay.ingest.pulling.model import Bucket, Check, Window
from outlay.ingest.tabular import detect_format, open_plain

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_WEB: Final = ("http://", "https://")
_DELIMITERS: Final = ",;\t|"
_HEAD: Final = 65_536


class Settings(AccessSettings):
    """Where the table is, and what its columns mean."""

    location: str = Field(description="https:// address, or path with * for any name; {month} stands for 2026-11.")
    delimiter: str | None = Field(default=None, max_length=1, description="Between fields; default: found out.")
    history_days: int = Field(default=365, ge=1, le=3660, description="How far back the first pull reaches.")
    overlap_days: int = Field(default=31, ge=1, le=366, description="Past days that are read again each time.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.mapping.time is None:
            message = "map charges.ChargePeriodStart or usage.day: the column that says when a row is of"
            raise ValueError(message)
        return self


class Source(MappedSource):
    """Costs or usage of a CSV or Parquet file that someone keeps up to date, by a declared mapping."""

    title: ClassVar[str] = "Any CSV or Parquet table"
    settings_type: ClassVar[type[Settings]] = Settings
    overlap_days: int = 31
    history_days: int = 365

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        super().__init__(settings, http, now)
        self._settings = settings

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Read the whole table, or that of each month; a row goes into the period that its day is in."""
        if "{month}" not in self._settings.location:
            yield from self._fill(window, self._settings.location)
            return
        for month in split_periods(window, "month"):
            part = Window(since=max(month.since, window.since), until=min(month.until, window.until))
            yield from self._fill(part, self._settings.location.replace("{month}", f"{month.since:%Y-%m}"))

    def check(self) -> Iterable[Check]:
        """Read the table, and try the mapping on its last days."""
        return self._try_mapping("table", self._settings.overlap_days, self._now, "the table's header")

    def _fill(self, window: Window, location: str) -> Iterator[Bucket]:
        rows: list[dict[str, Any]] = []
        for name, found in self._tables(location):
            self._demand_columns(name, found)
            rows += pick_records(self._settings, found)
        yield from fill_buckets(self._settings, window, rows)

    def _demand_columns(self, name: str, rows: list[dict[str, Any]]) -> None:
        """A column that a header lacks is named with the line of the mapping that wants it."""
        if not rows:
            return
        mapping = self._settings.mapping
        sections = (("charges", mapping.charges), ("usage", mapping.usage))
        for section, columns in sections:
            for column, one in columns.items():
                if one.field is not None and one.field not in rows[0]:
                    message = f"mapping.{section}.{column}: {name} has no column {one.field!r}"
                    raise SourceFormatError(message, hint=f"it has {', '.join(list(rows[0])[:20])}")

    def _tables(self, location: str) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        if location.startswith(_WEB):
            content = self._http.get(
                location, headers=self._settings.credential(), scope_hint="see token and auth"
            ).content
            with tempfile.TemporaryDirectory(prefix="outlay-") as folder:
                path = Path(folder) / "download"
                path.write_bytes(content)
                yield "the download", read_rows(path, self._settings.delimiter)
            return
        pattern = Path(location).expanduser()
        found = sorted(pattern.parent.glob(pattern.name)) if "*" in pattern.name else [pattern]
        if not found or not all(path.is_file() for path in found):
            message = f"there is no file {location}"
            raise SourceFormatError(message, hint="see location of the source")
        for path in found:
            yield path.name, read_rows(path, self._settings.delimiter)


def read_rows(path: Path, delimiter: str | None = None) -> list[dict[str, Any]]:
    """The rows of a CSV (plain, gzip or zstd) or Parquet file, by column; numbers stay exact.

    Raises:
        FileFormatError: for a file that is neither, or damaged.
        SourceFormatError: for a row that does not fit the header.
    """
    if detect_format(path).format == "parquet":
        import pyarrow.parquet as pq

        return [{name: _plain(value) for name, value in row.items()} for row in pq.read_table(path).to_pylist()]
    with open_plain(path) as stream:
        text = stream.read().decode("utf-8-sig")
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter or _delimiter(text), strict=True)
    rows = []
    try:
        for row in reader:
            if None in row or None in row.values():
                message = f"line {reader.line_num} of {path.name} has not as many fields as the header"
                raise SourceFormatError(message, hint="see delimiter of the source")
            rows.append(dict(row))
    except csv.Error as error:
        message = f"line {reader.line_num} of {path.name}: {error}"
        raise SourceFormatError(message, hint="save the table as CSV again") from error
    return rows


def _delimiter(text: str) -> str:
    header = text[:_HEAD].splitlines()[0] if text else ""
    return max(_DELIMITERS, key=header.count)


def _plain(value: object) -> object:
    """A value of a Parquet file as JSON can hold it; a double is the decimal that it prints as."""
    if isinstance(value, float):
        return Decimal(repr(value))
    return value.isoformat() if isinstance(value, date) else value
