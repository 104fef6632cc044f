"""Cuts a large CSV file between its records, so that several threads can read it and its rows keep their order."""

from __future__ import annotations

from typing import IO, TYPE_CHECKING, Final

from outlay.ingest.tabular import is_packed, open_plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SLICE_BYTES: Final = 64 << 20
SLICE_ROWS: Final = 122_880
"""A row group of Parquet as most write it."""
_BLOCK: Final = 4 << 20


def is_large(path: Path) -> bool:
    """Whether cutting a file pays: it holds, as far as its size and packing tell, several slices."""
    return path.stat().st_size > (SLICE_BYTES // 8 if is_packed(path) else 2 * SLICE_BYTES)


def cut_slices(path: Path, folder: Path, name: str) -> Iterator[Path]:
    """Write the records of a CSV file, plain or packed, into files of about 64 MB, in order; each has the header.

    They are called `name` and a number.

    A record ends at a newline that an even number of quotes precedes. In a file whose quotes are not RFC 4180's a
    slice may end within a record: its reader then refuses the slice, and nothing is taken from the file this way.

    Raises:
        OSError, EOFError, zlib.error: for a damaged packed file.
        LongLineError: for a line so long that a reader could leave it out at the end of a slice.
    """
    with open_plain(path) as stream:
        head = _Cutter(stream)
        header = b"".join(head.until_record(0))
        number = 0
        while not head.is_done:
            target = folder / f"{name}-{number:05}.csv"
            with target.open("wb") as out:
                out.write(header)
                out.writelines(head.until_record(SLICE_BYTES))
            yield target
            number += 1


class LongLineError(ValueError):
    """A line is too long for slices."""


class _Cutter:
    """A stream of bytes, and whether its position is inside quotes."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._block = b""
        self._is_quoted = False
        self.is_done = False

    def until_record(self, size: int) -> Iterator[bytes]:
        """The bytes to the end of the first record that ends after `size` bytes and is not blank."""
        taken = 0
        while block := self._block or self._read():
            end = self._record_end(block, max(size - taken, 0)) if taken + len(block) > size else 0
            if end:
                self._block = block[end:]
                yield block[:end]
                break
            self._block = b""
            self._is_quoted ^= _odd_quotes(block)
            taken += len(block)
            yield block
        self._refill()

    def _record_end(self, block: bytes, start: int) -> int:
        """The end of the first record that ends at `start` or later in a block; 0 where none does."""
        is_quoted = self._is_quoted ^ _odd_quotes(block[:start])
        while True:
            newline = block.find(b"\n", start)
            if newline < 0:
                return 0
            is_quoted ^= _odd_quotes(block[start:newline])
            start = newline + 1
            if not is_quoted and block[:newline].strip(b"\r\n"):
                self._is_quoted = False
                return start

    def _read(self) -> bytes:
        block = self._stream.read(_BLOCK)
        if len(block) == _BLOCK and b"\n" not in block:
            raise LongLineError
        return block

    def _refill(self) -> None:
        if not self._block:
            self._block = self._read()
        self.is_done = not self._block


def _odd_quotes(block: bytes) -> bool:
    import numpy as np

    return bool(np.count_nonzero(np.frombuffer(block, dtype=np.uint8) == ord('"')) % 2)
