"""Files of a place, and the deliveries that they make up."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from outlay.core.ids import stable_id


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFile:
    """A file of a place: `path` is relative to the place, `version` changes when its bytes do."""

    path: str
    size: int
    written_at: datetime
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """Files that belong together: a billing period of an export, complete."""

    name: str
    files: tuple[StoredFile, ...]
    notes: tuple[str, ...] = ()

    @property
    def fingerprint(self) -> str:
        """Changes when a file is added, removed or written again."""
        return stable_id("files", sorted((file.path, file.size, file.version) for file in self.files))


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that is not whole yet: what is missing of it."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a place holds."""

    deliveries: tuple[Delivery, ...]
    waiting: tuple[Waiting, ...] = ()
