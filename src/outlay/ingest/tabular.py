"""Opens tabular files of any kind by their content, and says clearly what a wrong file is."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.errors import FileFormatError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from outlay.store.scratch import Scratch

Format = Literal["csv", "jsonl", "parquet"]

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
    if not path.is_file():
        message = f"{path} is not a file"
        raise FileFormatError(message, hint="check the path", code="input.no_file")
    if path.stat().st_size == 0:
        message = f"{path} is empty (0 bytes)"
        raise FileFormatError(message, hint="download it again", code="input.empty_file")
    with path.open("rb") as stream:
        head = stream.read(_HEAD)
    if head.startswith(_PARQUET):
        return _parquet(path)
    for magic, name, hint in _KNOWN_WRONG:
        if head.lstrip()[:16].upper().startswith(magic.upper()):
            message = f"{path} is {name}, not CSV, JSON lines or Parquet"
            raise FileFormatError(message, hint=hint)
    text = _plain_head(path, head)
    return TabularFile(path=path, format=_text_format(path, text))


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
    scratch.load_files(name, paths, formats.pop())
    return [column for column in scratch.columns(name) if column not in {"_file", "_row"}]


def _parquet(path: Path) -> TabularFile:
    with path.open("rb") as stream:
        stream.seek(-4, 2)
        if stream.read(4) != _PARQUET:
            message = f"{path} is a truncated Parquet file: its footer is missing"
            raise FileFormatError(message, hint="download or write it again", code="input.truncated")
    return TabularFile(path=path, format="parquet")


def _plain_head(path: Path, head: bytes) -> str:
    if head.startswith(_GZIP):
        try:
            with gzip.open(path) as stream:
                head = stream.read(_HEAD)
        except (OSError, EOFError) as error:
            message = f"{path} is a broken gzip file: {error}"
            raise FileFormatError(message, hint="download it again", code="input.truncated") from error
    elif head.startswith(_ZSTD):
        return "zstd"
    if b"\x00" in head:
        message = f"{path} is binary, not CSV, JSON lines or Parquet"
        raise FileFormatError(message, hint="check that it is the right file")
    return head.decode("utf-8-sig", errors="replace").lstrip()


def _text_format(path: Path, text: str) -> Format:
    name = path.name.removesuffix(".gz").removesuffix(".zst")
    if text.startswith("{") or (text == "zstd" and name.endswith((".jsonl", ".ndjson", ".json"))):
        return "jsonl"
    if text.startswith("["):
        message = f"{path} is a JSON array"
        raise FileFormatError(message, hint="write one JSON object a line (JSON lines)")
    return "csv"
