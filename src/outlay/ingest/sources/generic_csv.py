"""Any table of costs or usage as CSV or Parquet, at an address or in a folder, by a declared mapping."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self

from pydantic import Field, SecretStr, model_validator

from outlay.core.errors import OutlayError
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.mapped_records import MappedSettings, fill_buckets, map_month, pick_records, split_periods
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Window
from outlay.ingest.tabular import detect_format, open_plain

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_WEB: Final = ("http://", "https://")
_DELIMITERS: Final = ",;\t|"
_HEAD: Final = 65_536


class Settings(MappedSettings):
    """Where the table is, and what its columns mean."""

    location: str = Field(description="https:// address, or path with * for any name; {month} stands for 2026-11.")
    delimiter: str | None = Field(default=None, max_length=1, description="Between fields; default: found out.")
    auth: Literal["none", "bearer", "basic", "header"] = Field(default="none", description="How an address lets in.")
    auth_header: str = Field(default="x-api-key", description="The header's name for auth: header.")
    user: str = Field(default="", description="The user for auth: basic.")
    token: SecretStr | None = Field(default=None, description="Token, password or key.")
    history_days: int = Field(default=365, ge=1, le=3660, description="How far back the first pull reaches.")
    overlap_days: int = Field(default=31, ge=1, le=366, description="Past days that are read again each time.")
    allow_private_network: bool = Field(default=False, description="Whether the address may be private.")

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.mapping.time is None:
            message = "map charges.ChargePeriodStart or usage.day: the column that says when a row is of"
            raise ValueError(message)
        if self.auth != "none" and self.token is None:
            message = f"auth: {self.auth} needs the secret token"
            raise ValueError(message)
        return self


class Source:
    """Costs or usage of a CSV or Parquet file that someone keeps up to date, by a mapping in outlay.yaml."""

    title: ClassVar[str] = "Any CSV or Parquet table"
    settings_type: ClassVar[type[Settings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: int = 31
    history_days: int = 365

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        self._settings = settings
        self._http = http
        self._now = now
        self.overlap_days = settings.overlap_days
        self.history_days = settings.history_days

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Read the whole table, or that of each month; a row goes into the period that its day is in."""
        if "{month}" not in self._settings.location:
            yield from self._fill(window, self._settings.location)
            return
        for month in split_periods(window, "month"):
            part = Window(since=max(month.since, window.since), until=min(month.until, window.until))
            yield from self._fill(part, self._settings.location.replace("{month}", f"{month.since:%Y-%m}"))

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Apply the mapping."""
        del month
        return map_month(self._settings, buckets)

    def check(self) -> Iterable[Check]:
        """Read the table, and try the mapping on its last days."""
        since = (self._now - timedelta(days=self._settings.overlap_days)).replace(
            hour=0, minute=0, second=0, microsecond=0
        )
        try:
            buckets = list(self.fetch(Window(since=since, until=self._now)))
            count = sum(len(bucket.records) for bucket in buckets)
            yield Check(name="table", is_ok=True, text=f"{count} rows since {since:%Y-%m-%d}")
            gone = self.normalise(since.date(), buckets).unknown_fields
        except OutlayError as error:
            yield Check(name="table", is_ok=False, text=error.message, hint=error.hint)
            return
        text = "; ".join(sorted(gone)) or "every mapped column is there" if count else "nothing to try it on"
        yield Check(name="mapping", is_ok=not gone, text=text, hint="compare mapping: with the table's header")

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
            content = self._http.get(location, headers=self._headers(), scope_hint="see token and auth").content
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

    def _headers(self) -> dict[str, str]:
        settings = self._settings
        if settings.token is None:
            return {}
        secret = settings.token.get_secret_value()
        if settings.auth == "basic":
            import base64

            return {"authorization": "Basic " + base64.b64encode(f"{settings.user}:{secret}".encode()).decode()}
        return {settings.auth_header: secret} if settings.auth == "header" else {"authorization": f"Bearer {secret}"}


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
