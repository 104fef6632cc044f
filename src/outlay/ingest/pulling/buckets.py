"""What was fetched, held on disk: a file for each bucket, so that a cut pull goes on and a month can be read again.

`<folder>/<dataset>/<start>.json.zst`, written beside and renamed; `pulled.json` says up to when everything is held.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.private_file import write_private
from outlay.core.time import add_months
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Bucket

if TYPE_CHECKING:
    from pathlib import Path

_SUFFIX: Final = ".json.zst"
_STAMP: Final = "%Y%m%dT%H%M%SZ"
_MARK: Final = "pulled.json"
_DATASET: Final = re.compile(r"[a-z0-9][a-z0-9_.-]{0,63}")
_LARGEST: Final = 1 << 30


class HeldBuckets:
    """The buckets of one source."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def is_new(self, bucket: Bucket) -> bool:
        """Whether a bucket says anything else than what is held for its start."""
        path = self._path(bucket)
        if path.is_file():
            with suppress(SourceError):  # a damaged one is replaced
                return _unpack(path) != _encode(bucket)
        return True

    def record(self, bucket: Bucket) -> None:
        """Hold a bucket in place of the one of its start."""
        write_private(self._path(bucket), _pack(_encode(bucket)))

    def _path(self, bucket: Bucket) -> Path:
        if not _DATASET.fullmatch(bucket.dataset):
            message = f"{bucket.dataset!r} is not a name of a dataset"
            raise SourceError(message, hint="use lower-case letters, digits, - and _")
        return self.folder / bucket.dataset / f"{bucket.start.astimezone(UTC).strftime(_STAMP)}{_SUFFIX}"

    def load_month(self, month: date) -> list[Bucket]:
        """The buckets that begin in a month, by dataset and start.

        Raises:
            SourceError: naming a damaged file.
        """
        first, last = (datetime.combine(day, time(), tzinfo=UTC) for day in (month, add_months(month, 1)))
        return [_decode(path) for path in self._paths() if first <= _start_of(path) < last]

    def load_starts(self) -> list[tuple[str, datetime]]:
        """Dataset and start of every bucket held."""
        return [(path.parent.name, _start_of(path)) for path in self._paths()]

    def months(self) -> list[date]:
        """The months of which anything is held, oldest first."""
        return sorted({_start_of(path).date().replace(day=1) for path in self._paths()})

    @property
    def pulled_until(self) -> datetime | None:
        """Up to when everything was fetched; None if a first pull never ended."""
        return _moment(self._mark().get("until"))

    @property
    def pulled_since(self) -> datetime | None:
        """From when on everything was fetched."""
        return _moment(self._mark().get("since"))

    def record_pulled(self, since: datetime, until: datetime) -> None:
        """Remember that everything of a period is held."""
        mark = {**self._mark(), "since": since.isoformat(), "until": until.isoformat()}
        write_private(self.folder / _MARK, _json(mark))

    def pending_months(self) -> set[date]:
        """Months whose buckets changed since they were last loaded."""
        return {date.fromisoformat(text) for text in self._mark().get("pending", ())}

    def record_pending(self, months: set[date]) -> None:
        """Remember which months are to be loaded."""
        mark = {**self._mark(), "pending": sorted(month.isoformat() for month in months)}
        write_private(self.folder / _MARK, _json(mark))

    @property
    def origin(self) -> tuple[str, str] | None:
        """The kind of the source that fetched all this, and a digest of its settings; None before the first pull."""
        mark = self._mark()
        return (mark["kind"], mark["settings"]) if {"kind", "settings"} <= mark.keys() else None

    def record_origin(self, kind: str, settings: str) -> None:
        """Remember whose buckets these are."""
        write_private(self.folder / _MARK, _json({**self._mark(), "kind": kind, "settings": settings}))

    @property
    def last_run(self) -> str | None:
        """The last sync that the store was told of."""
        return self._mark().get("run")

    def record_run(self, run_id: str) -> None:
        """Remember a sync that stands in the store: one that it does not know is a sign that it was restored."""
        write_private(self.folder / _MARK, _json({**self._mark(), "run": run_id}))

    def _mark(self) -> dict[str, Any]:
        import msgspec

        try:
            found = msgspec.json.decode((self.folder / _MARK).read_bytes())
        except (OSError, msgspec.DecodeError):
            return {}
        return found if isinstance(found, dict) else {}

    def _paths(self) -> Iterator[Path]:
        for folder in sorted(self.folder.iterdir()) if self.folder.is_dir() else ():
            if folder.is_dir():
                yield from sorted(path for path in folder.glob(f"*{_SUFFIX}") if not path.name.startswith("."))


def _encode(bucket: Bucket) -> bytes:
    return _json(
        {
            "dataset": bucket.dataset,
            "start": bucket.start.astimezone(UTC).isoformat(),
            "end": bucket.end.astimezone(UTC).isoformat(),
            "records": [dict(record) for record in bucket.records],
        }
    )


def _decode(path: Path) -> Bucket:
    import msgspec

    try:
        found = msgspec.json.Decoder(float_hook=Decimal).decode(_unpack(path))
        return Bucket(
            dataset=found["dataset"],
            start=datetime.fromisoformat(found["start"]),
            end=datetime.fromisoformat(found["end"]),
            records=tuple(found["records"]),
        )
    except (msgspec.DecodeError, KeyError, TypeError, ValueError) as error:
        raise _damaged(path) from error


def _json(value: object) -> bytes:
    import msgspec

    return msgspec.json.Encoder(decimal_format="number").encode(value)


def _pack(content: bytes) -> bytes:
    import zstandard

    packed: bytes = zstandard.ZstdCompressor(level=3, write_checksum=True).compress(content)
    return packed


def _unpack(path: Path) -> bytes:
    import zstandard

    try:
        content: bytes = zstandard.ZstdDecompressor().decompress(path.read_bytes(), max_output_size=_LARGEST)
    except (zstandard.ZstdError, OSError) as error:
        raise _damaged(path) from error
    return content


def _damaged(path: Path) -> SourceError:
    message = f"{path} is damaged"
    day = _start_of(path).date()
    return SourceError(message, hint=f"delete it, then fetch it again: outlay sync --since {day}")


def _start_of(path: Path) -> datetime:
    return datetime.strptime(path.name.removesuffix(_SUFFIX), _STAMP).replace(tzinfo=UTC)


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
