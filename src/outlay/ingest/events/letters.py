"""Telemetry records that become no row: set aside with a reason, or counted because they carry no usage."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LONGEST_RECORD: Final = 16_384
"""Characters of a set-aside record that are kept; what is longer is no record of ours."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A record set aside: `record` is JSON of its recognised fields only, never of prompts."""

    reason: str
    field: str | None
    record: str | None
    source: str
    kind: str


class Letters:
    """Collects what becomes no row while bodies are read.

    `begin` names where the next records come from: a body's source and kind.
    """

    __slots__ = ("dead", "kind", "source", "without_usage")

    def __init__(self, source: str = "", kind: str = "") -> None:
        self.source = source
        self.kind = kind
        self.dead: list[DeadLetter] = []
        self.without_usage = 0

    def begin(self, source: str, kind: str) -> None:
        """Name the body whose records follow."""
        self.source = source
        self.kind = kind

    def add(self, *, reason: str, field: str | None = None, record: str | None = None) -> None:
        """Set one record aside."""
        kept = record if record is None or len(record) <= LONGEST_RECORD else None
        self.dead.append(DeadLetter(reason=reason, field=field, record=kept, source=self.source, kind=self.kind))

    def skip(self, n: int = 1) -> None:
        """Count records that carry no usage."""
        self.without_usage += n
