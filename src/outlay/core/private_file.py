"""Writes files that only their owner may read, and that are whole whenever the machine stops."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def write_private(path: Path, content: bytes) -> None:
    """Write a file that is either the old or the new one, on disk when this returns."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    torn = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    descriptor = os.open(torn, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(content)
        stream.flush()
        os.fsync(stream.fileno())
    torn.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
