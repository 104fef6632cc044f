"""A full disk, told as what it is: which folder could not be written, and what to do."""

from __future__ import annotations

import errno
import re
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.core.errors import BusyError

if TYPE_CHECKING:
    from collections.abc import Iterator

_NUMBERS: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
_WORDS: Final = re.compile(r"no space left on device|disk quota exceeded|file too large", re.IGNORECASE)
_PATH: Final = re.compile(r"[\"']([^\"']*/[^\"']+)[\"']")


def full_disk_error(reason: str, folder: Path | None = None) -> BusyError | None:
    """The error for a reason that means a full disk, else None; without a folder, the one that the reason names."""
    if not _WORDS.search(reason):
        return None
    named = _PATH.search(reason)
    where = folder or (Path(named[1]).parent if named else None)
    place = f" of {where}" if where else ""
    message = f"the disk{place} is full: nothing was imported or written"
    hint = "free some space there, or put `data_dir` on a larger disk, then do it again"
    return BusyError(message, hint=hint, code="busy.disk_full")


@contextmanager
def telling_full_disk(folder: Path) -> Iterator[None]:
    """Turn the system's refusal to write more into an error that names the folder.

    Raises:
        BusyError: if the disk is full.
    """
    try:
        yield
    except OSError as error:
        reason = "no space left on device" if error.errno in _NUMBERS else str(error)
        full = full_disk_error(reason, Path(error.filename).parent if error.filename else folder)
        if full is None:
            raise
        raise full from error
