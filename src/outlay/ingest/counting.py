"""Counts the records of a body without interpreting them: what the front does before it takes one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Final, TypeVar

from outlay.core.errors import FileFormatError

_Decoded = TypeVar("_Decoded")
_HINT: Final = "send a JSON array of objects, one object, or one object a line"

RECORD_LIMIT: Final = 1 << 20
"""Bytes of a single record; a span with more carries whole documents, which are of no use here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A body that can be read: what to keep of it, and how many of its records were refused as too large."""

    body: bytes
    count: int
    rejected: int = 0
    message: str = ""


def count_records(kind: str, body: bytes) -> Counted:
    """Count the records of a body.

    Raises:
        FileFormatError: if the body is not of its kind, saying where.
    """
    if not kind.startswith("otlp-"):
        return Counted(body=body, count=_count_json(body))
    from outlay.ingest.otlp import count_records as count_export

    rejected = 0
    if len(body) > RECORD_LIMIT:
        from outlay.ingest.otlp.oversize import drop_oversized

        body, rejected = drop_oversized(kind, body, RECORD_LIMIT)
    message = f"{rejected} records of more than {RECORD_LIMIT >> 20} MiB were left out" if rejected else ""
    return Counted(body=body, count=count_export(kind, body), rejected=rejected, message=message)


def _count_json(body: bytes) -> int:
    """A JSON array, one object, or JSON lines."""
    import msgspec

    if body.lstrip()[:1] == b"[":
        return len(_decode(body, list[msgspec.Raw]))
    lines = [(number, line) for number, line in enumerate(body.splitlines(), 1) if line.strip()]
    if not lines:
        message = "the body is empty"
        raise FileFormatError(message, hint=_HINT)
    with suppress(FileFormatError):  # one object, which may be written over several lines
        _decode(body, dict[str, msgspec.Raw])
        return 1
    for number, line in lines:
        _decode(line, dict[str, msgspec.Raw], f"line {number}: ")
    return len(lines)


def _decode(body: bytes, shape: type[_Decoded], where: str = "") -> _Decoded:
    import msgspec

    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        message = f"{where}the body is not JSON of records: {error}"
        raise FileFormatError(message, hint=_HINT) from error
