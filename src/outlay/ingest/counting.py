"""Counts the records of a body without interpreting them: what the front does before it takes one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

RECORD_LIMIT: Final = 1 << 20
"""Bytes of a single record; a span with more carries whole documents, which are of no use here."""

MOST_RECORDS: Final = 200_000
"""Records of a body: more than fit into one that says anything, and few enough to be decoded at once."""


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
        from outlay.ingest.records import elements

        return Counted(body=body, count=len(elements(body)))
    from outlay.ingest.otlp import count_records as count_export

    rejected = 0
    if len(body) > RECORD_LIMIT:
        count = count_export(kind, body)
        if count > MOST_RECORDS:  # looking at each would take a minute
            return Counted(body=body, count=count)
        from outlay.ingest.otlp.oversize import drop_oversized

        body, rejected = drop_oversized(kind, body, RECORD_LIMIT)
    message = f"{rejected} records of more than {RECORD_LIMIT >> 20} MiB were left out" if rejected else ""
    return Counted(body=body, count=count_export(kind, body), rejected=rejected, message=message)
