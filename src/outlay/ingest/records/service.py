"""Reads a body of records of one kind: every record becomes a row, a dead letter or one without usage."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.records import anthropic_batch, langfuse, litellm, native, openai_batch

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows
    from outlay.ingest.records.reading import Record

_HINT: Final = "send a JSON array of objects, one object, or one object a line"

READERS: Final[dict[str, Callable[[Record, Rows, Letters], None]]] = {
    "events": native.read,
    "litellm": litellm.read,
    "langfuse": langfuse.read,
    "openai-batch": openai_batch.read,
    "anthropic-batch": anthropic_batch.read,
}
"""What reads one record of each kind."""


def read_records(kind: str, content: bytes | memoryview, rows: Rows, letters: Letters) -> None:
    """Read a JSON array, one object, or JSON lines of a kind.

    Raises:
        FileFormatError: if the content is not JSON of records.
    """
    reader = READERS[kind]
    for record in elements(bytes(content)):
        read_one(reader, record, rows, letters)


def read_one(reader: Callable[[Record, Rows, Letters], None], record: object, rows: Rows, letters: Letters) -> None:
    """Read one record; what is no object is set aside."""
    if isinstance(record, dict):
        reader(record, rows, letters)
    else:
        letters.add(reason="not a JSON object")


def elements(content: bytes) -> list[object]:
    """The records of a body, in order: a JSON array, one object, or one object a line; all or none.

    Raises:
        FileFormatError: if the content is not JSON of records, naming the line where it is one.
    """
    if content.lstrip()[:1] == b"[":
        found = _decode(content)
        return found if isinstance(found, list) else [found]
    lines = [(number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip()]
    if len(lines) > 1:
        with suppress(FileFormatError):  # one object written over several lines
            return [_decode(content, is_object=True)]
    if not lines:
        message = "the body is empty"
        raise FileFormatError(message, hint=_HINT)
    return [_decode(line, f"line {number}: " if len(lines) > 1 else "", is_object=True) for number, line in lines]


def _decode(content: bytes, where: str = "", *, is_object: bool = False) -> object:
    import msgspec

    try:
        found: object = msgspec.json.decode(content)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        message = f"{where}the body is not JSON of records: {error}"
        raise FileFormatError(message, hint=_HINT) from error
    if is_object and not isinstance(found, dict):
        message = f"{where}the body is not JSON of records: expected an object"
        raise FileFormatError(message, hint=_HINT)
    return found
