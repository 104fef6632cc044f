"""What the journal asks of the operating system: the seam where tests let a disk fail."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Disk:
    """Plain system calls. Each raises OSError."""

    def create(self, path: Path, content: bytes) -> int:
        """A new file that is on disk under its name, open for appending."""
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            self.write(descriptor, [content])
            os.fsync(descriptor)
            sync_folder(path.parent)
        except OSError:
            os.close(descriptor)
            path.unlink(missing_ok=True)
            raise
        return descriptor

    def write(self, descriptor: int, parts: Sequence[bytes]) -> None:
        """Append all parts."""
        written, total = os.writev(descriptor, parts), sum(map(len, parts))
        if written < total:
            rest = memoryview(b"".join(parts))
            while written < total:
                written += os.write(descriptor, rest[written:])

    def sync(self, descriptor: int) -> None:
        """Return when all that was written is on disk."""
        os.fdatasync(descriptor)

    def truncate(self, descriptor: int, size: int) -> None:
        """Forget what was written behind `size`."""
        os.ftruncate(descriptor, size)


def sync_folder(folder: Path) -> None:
    """Return when the names in a folder are on disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
