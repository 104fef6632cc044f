"""Opens tabular files of any kind by their content, and says clearly what a wrong file is."""

from __future__ import annotations

import gzip
import zlib
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Final, Literal, cast

from outlay.core.errors import FileFormatError
from outlay.store.scratch import ScratchError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlay.store.scratch import Scratch

Format = Literal["csv", "jsonl", "parquet"]
Packing = Literal["none", "gzip", "zstd"]

_HEAD: Final = 4096
_KNOWN_WRONG: Final = (
    (b"PK\x03\x04", "a ZIP or XLSX file", "unpack it, or save the sheet as CSV"),
    (b"%PDF", "a PDF", "ask the vendor for CSV or Parquet"),
    (b"<!DOCTYPE", "a web page", "the download probably needs a login"),
    (b"<html", "a web page", "the download probably needs a login"),
    (b"<?xml", "XML", "export it as CSV"),
    (b"\x89PNG", "a picture", "export the data as CSV"),
)
_GZIP: Final = b"\x1f\x8b"
_ZSTD: Final = b"\x28\xb5\x2f\xfd"
_PARQUET: Final = b"PAR1"


@dataclass(frozen=True, slots=True, kw_only=True)
class TabularFile:
    """A file with the format that its content shows."""

    path: Path
    format: Format


def detect_format(path: Path) -> TabularFile:
    """Tell CSV, JSON lines and Parquet apart by content, compressed or not.

    Raises:
        FileFormatError: for a missing, empty, truncated or wrong kind of file, saying what it is.
    """
    if not _is_file(path):
        message = f"{path.name[:200] or path} is not a file"
        raise FileFormatError(message, hint="check the path", code="input.no_file")
    if path.stat().st_size == 0:
        message = f"{path.name} is empty (0 bytes)"
        raise FileFormatError(message, hint="download it again", code="input.empty_file")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_PARQUET):
        return _parquet(path)
    for magic, name, hint in _KNOWN_WRONG:
        if head.lstrip()[:16].upper().startswith(magic.upper()):
            message = f"{path.name} is {name}, not CSV, JSON lines or Parquet"
            raise FileFormatError(message, hint=hint)
    found = TabularFile(path=path, format=_text_format(path, _plain_head(path, head)))
    if head.startswith((_GZIP, _ZSTD)):
        _demand_whole(path)
    return found


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        # a name that the system cannot even look up
        return False


def _demand_whole(path: Path) -> None:
    """Unpack to the end: engines read a torn or damaged file up to the fault without a word."""
    try:
        with open_plain(path) as stream:
            while stream.read(1 << 22):
                pass
    except (OSError, EOFError, zlib.error) as error:
        message = f"{path.name} is a damaged compressed file: {error}"
        raise FileFormatError(message, hint="download it again", code="input.truncated") from error


def packing_of(path: Path) -> Packing:
    """How a file is compressed, by its first bytes: a name may not tell."""
    with path.open("rb") as stream:
        magic = stream.read(4)
    return "gzip" if magic.startswith(_GZIP) else "zstd" if magic == _ZSTD else "none"


def is_packed(path: Path) -> bool:
    """Whether a file is gzip or zstd, by its first bytes."""
    return packing_of(path) != "none"


def open_plain(path: Path) -> IO[bytes]:
    """Open a file's bytes, unpacked where it is gzip or zstd."""
    packing = packing_of(path)
    if packing == "gzip":
        return cast("IO[bytes]", gzip.open(path))
    if packing == "zstd":
        import pyarrow as pa

        return cast("IO[bytes]", pa.CompressedInputStream(str(path), "zstd"))
    return path.open("rb")


def open_table(scratch: Scratch, files: Sequence[TabularFile], name: str) -> list[str]:
    """Read files of one format into a table (CSV: all text), with `_file` and `_row` (1 is the first data row).

    Returns the column names of the files, united.

    Raises:
        FileFormatError: naming the file and line that cannot be read, or files of different formats.
    """
    formats = {file.format for file in files}
    if len(formats) > 1:
        message = f"the files mix {' and '.join(sorted(formats))}"
        raise FileFormatError(message, hint="import one format at a time")
    paths = [str(file.path) for file in files]
    try:
        packings = {packing_of(file.path) for file in files}
        scratch.load_files(name, paths, formats.pop(), packings.pop() if len(packings) == 1 else "auto")
    except ScratchError as error:
        message = error.message
        for file in files:
            message = message.replace(str(file.path), file.path.name)
        raise FileFormatError(message, hint=error.hint, code=error.stable_code) from error
    return [column for column in scratch.columns(name) if column not in {"_file", "_row"}]


def _parquet(path: Path) -> TabularFile:
    with path.open("rb") as stream:
        stream.seek(-4, 2)
        if stream.read(4) != _PARQUET:
            message = f"{path.name} is a truncated Parquet file: its footer is missing"
            raise FileFormatError(message, hint="download or write it again", code="input.truncated")
    return TabularFile(path=path, format="parquet")


def _plain_head(path: Path, head: bytes) -> bytes:
    try:
        with open_plain(path) as stream:
            return stream.read(_HEAD)
    except (OSError, EOFError) as error:
        packed = "zstd" if head.startswith(_ZSTD) else "gzip"
        message = f"{path.name} is a broken {packed} file: {error}"
        raise FileFormatError(message, hint="download it again", code="input.truncated") from error


def _text_format(path: Path, head: bytes) -> Format:
    if b"\x00" in head:
        message = f"{path.name} is binary, not CSV, JSON lines or Parquet"
        raise FileFormatError(message, hint="check that it is the right file")
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    if text.startswith("["):
        message = f"{path.name} is a JSON array"
        raise FileFormatError(message, hint="write one JSON object a line (JSON lines)")
    return "jsonl" if text.startswith("{") else "csv"
