"""Where a record stands, what it holds, and what was found damaged."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Position:
    """A place between two records. Offset 0 is the beginning of its segment; the first segment is 1."""

    segment: int
    offset: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A place and how many records had been accepted before it. Everything before it is on disk."""

    position: Position
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One accepted body. `number` counts the telemetry records accepted before it, `count` those in it."""

    kind: str
    source: str
    received_at_us: int
    number: int
    count: int
    body: bytes
    position: Position
    end: Position


@dataclass(frozen=True, slots=True, kw_only=True)
class Damage:
    """Bytes that were accepted and can no longer be read, within one segment.

    `count` is the number of telemetry records lost with them, None where nothing tells.
    """

    position: Position
    end: Position
    count: int | None
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadResult:
    """What was read in order, where to read on, and how many telemetry records stand before that, if known."""

    entries: list[Entry]
    damages: list[Damage]
    end: Position
    number: int | None
