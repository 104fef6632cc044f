"""Keeps damaged bytes for a look by hand, out of the journal's way."""

from __future__ import annotations

import json
import os
from dataclasses import asdict
from typing import TYPE_CHECKING, Final

from outlay.store.journal.disk import sync_folder
from outlay.store.journal.segments import segment_path

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.store.journal.model import Damage

_FOLDER: Final = "quarantine"
_COPIED: Final = 4 * 1024 * 1024


def set_aside(folder: Path, damage: Damage) -> Path:
    """Copy the damaged bytes of the journal in `folder` into its quarantine; the same damage twice is one copy.

    Returns the copy. Beside it stands a JSON file with place, count and reason.
    """
    quarantine = folder / _FOLDER
    quarantine.mkdir(mode=0o700, parents=True, exist_ok=True)
    copy = quarantine / f"{damage.position.segment:012d}-{damage.position.offset:012d}.bytes"
    _write(copy, _bytes_of(folder, damage))
    _write(copy.with_suffix(".json"), json.dumps(asdict(damage), indent=2).encode() + b"\n")
    sync_folder(quarantine)
    return copy


def _bytes_of(folder: Path, damage: Damage) -> bytes:
    try:
        descriptor = os.open(segment_path(folder, damage.position.segment), os.O_RDONLY | os.O_CLOEXEC)
    except FileNotFoundError:
        return b""
    try:
        return _read(descriptor, damage.position.offset, damage.end.offset)
    finally:
        os.close(descriptor)


def _read(descriptor: int, start: int, end: int) -> bytes:
    parts: list[bytes] = []
    while start < end and (part := os.pread(descriptor, min(_COPIED, end - start), start)):
        parts.append(part)
        start += len(part)
    return b"".join(parts)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
