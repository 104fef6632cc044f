"""Reads a body of records of one kind: every record becomes a row, a dead letter or one without usage."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.records import anthropic_batch, langfuse, litellm, native, openai_batch

if TYPE_CHECKING:
    from collections.abc import Callable

    from outlay.ingest.letters import Letters
    from outlay.ingest.records.reading import Record
    from outlay.ingest.rows import Rows

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
    """The records of a body, in order; all or none, so that a body is never half read.

    Raises:
        FileFormatError: if the content is not JSON of records.
    """
    import msgspec

    decode = msgspec.json.Decoder().decode
    try:
        if content.lstrip()[:1] == b"[":
            found: list[object] = decode(content)
            return found
        lines = [line for line in content.splitlines() if line.strip()]
        if len(lines) > 1:
            with suppress(msgspec.DecodeError):  # one object written over several lines
                return [decode(content)]
        return [decode(line) for line in lines]
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError) as error:
        message = f"the body is not JSON of records: {error}"
        raise FileFormatError(message, hint="send a JSON array, one object, or one object a line") from error
