"""What readers of all shapes share: values as text, times, tags and the parts of a raw body that hold no content."""

from __future__ import annotations

import json
import math
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.facts.keys import OWNERSHIP_DIMENSIONS
from outlay.ingest.events.rows import FIELD

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Record = dict[str, object]

DIMENSIONS: Final = frozenset({*OWNERSHIP_DIMENSIONS, "customer", "user", "session"})
"""What senders may say under its own name in tags and metadata."""

_TAGS: Final = FIELD["tags"]
_LONGEST: Final = 200
"""Characters of a tag's value: what is longer is content, not a label."""
_MOST_TAGS: Final = 32
_DIGITS: Final = {9: 1_000_000, 10: 1_000_000, 13: 1000, 16: 1}
"""What makes microseconds of a whole number of so many digits; 19 digits are nanoseconds."""


def text_of(value: object) -> str | None:
    """A value as text, None where it says nothing."""
    if value is None or value == "" or isinstance(value, (dict, list)):
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)


def first_text(record: Mapping[str, object], *names: str) -> str | None:
    """The first of some fields that says anything."""
    for name in names:
        found = text_of(record.get(name))
        if found is not None:
            return found
    return None


def object_of(value: object) -> Record:
    """An object, also where it stands as JSON text (as exports to CSV have it); empty where there is none."""
    if isinstance(value, str) and value.lstrip()[:1] == "{":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return {}
    return value if isinstance(value, dict) else {}


def list_of(value: object) -> list[object]:
    """A list, also where it stands as JSON text."""
    if isinstance(value, str) and value.lstrip()[:1] == "[":
        try:
            value = json.loads(value)
        except (ValueError, RecursionError):
            return []
    return value if isinstance(value, list) else []


def number_of(value: object) -> int | float | None:
    """A number of zero or more, also where it stands as text."""
    if isinstance(value, bool) or value is None or value == "":
        return None
    try:
        number = value if isinstance(value, int) else float(str(value))
        is_number = math.isfinite(number)
    except (ValueError, OverflowError):
        return None
    if not is_number or number < 0:
        return None
    return int(number) if number == int(number) else number


def moment_of(value: object) -> int | None:
    """Microseconds since 1970 of ISO text or of a number of seconds, milliseconds, microseconds or nanoseconds."""
    if isinstance(value, str) and "-" in value:
        try:
            moment = datetime.fromisoformat(value)
        except ValueError:
            return None
        passed = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - datetime(1970, 1, 1, tzinfo=UTC)
        return (passed.days * 86_400 + passed.seconds) * 1_000_000 + passed.microseconds
    number = number_of(value)
    if number is None:
        return None
    size = len(str(int(number)))
    if size == 19:  # noqa: PLR2004 - nanoseconds
        return int(number) // 1000
    return round(number * _DIGITS[size]) if size in _DIGITS else None


def put_times(row: list[object], start: object, end: object) -> None:
    """Set the time, and from the end of a request its latency and version."""
    row[FIELD["ts"]] = start
    started, ended = moment_of(start), moment_of(end)
    if ended is None:
        return
    row[FIELD["version"]] = ended
    if started is not None and ended >= started and row[FIELD["latency_ms"]] is None:
        row[FIELD["latency_ms"]] = (ended - started) / 1000


def put_labels(row: list[object], labels: Mapping[str, object], *, is_naming: bool = True) -> None:
    """Add labels as tags; where they are `naming`, those of a dimension's name set it, if nothing has yet."""
    tags: dict[str, str] = object_of(row[_TAGS])  # type: ignore[assignment]  # written here alone, as text
    for name, value in labels.items():
        text = text_of(value)
        if text is None or len(text) > _LONGEST or len(name) > _LONGEST:
            continue
        if not is_naming or name not in DIMENSIONS:
            if len(tags) < _MOST_TAGS:
                tags.setdefault(name, text)
        elif row[FIELD[name]] is None:
            row[FIELD[name]] = text
    row[_TAGS] = canonical_json(tags) if tags else None


def labels_of(words: Iterable[object]) -> dict[str, object]:
    """Labels of a list of words: `name:value`, `name=value`, or a word that is true."""
    labels: dict[str, object] = {}
    for word in words:
        if not isinstance(word, str) or not word:
            continue
        mark = min((word.find(mark) for mark in ":=" if mark in word), default=-1)
        name, value = (word[:mark], word[mark + 1 :]) if mark > 0 else (word, "true")
        labels[name.strip()] = value.strip()
    return labels


def kept_of(record: Mapping[str, object], names: Iterable[str]) -> str:
    """JSON of the fields of a record that hold no content, for a dead letter."""
    kept = {
        name: value for name in names if (value := text_of(record.get(name))) is not None and len(value) <= _LONGEST
    }
    return canonical_json(kept)
