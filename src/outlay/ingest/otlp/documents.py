"""JSON texts inside attributes: Langfuse's usage and cost details, providers' metadata, tags."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.ingest.otlp.spellings import Spellings

_MOST_TAGS: Final = 32
_LONGEST_TAG: Final = 200
"""Longer texts are no tags; they might be prompts."""
_UNIQUE: Final = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-.*|[0-9a-f]{16,}|\d{8,}(\.\d+)?|\d{4}-\d\d-\d\d[t ].*|[a-z]+[_-][0-9a-z]{20,}",
    re.IGNORECASE,
)
"""Ids of one request, and times: as tags they would make a key of every request."""


def parse(text: object) -> object:
    """The JSON value of a text, or None where it is none."""
    import msgspec

    if not isinstance(text, str):
        return None
    try:
        return msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return None


def read_document(name: str, content: object, spellings: Spellings) -> dict[str, object]:
    """What a document says: readings to numbers or texts."""
    found: dict[str, object] = {}
    if not isinstance(content, dict):
        return found
    for reading, paths in spellings.documents[name].items():
        for path in paths:
            value = _at(content, path)
            if value is not None and not isinstance(value, bool | list | dict):
                found[reading] = value
                break
    return found


def _at(content: object, path: tuple[str, ...]) -> object:
    for key in path:
        if not isinstance(content, dict):
            return None
        content = content.get(key)
    return content


def tags_of(free: Mapping[str, object], tag_map: object, tag_list: object) -> dict[str, str]:
    """Tags of all origins, named ones first; what is long, nested or an id of one request is left out."""
    tags: dict[str, object] = {}
    content = parse(tag_list) if isinstance(tag_list, str) and tag_list.startswith("[") else tag_list
    names = content if isinstance(content, list) else [content] if isinstance(content, str) else []
    tags.update({name: True for name in names if isinstance(name, str)})
    extra = parse(tag_map)
    tags.update(extra if isinstance(extra, dict) else {})
    tags.update(free)
    short = {str(name): _text(value) for name, value in tags.items() if not isinstance(value, dict | list | None)}
    kept = sorted((name, value) for name, value in short.items() if _is_tag(name) and _is_tag(value))
    return dict(kept[:_MOST_TAGS])


def _is_tag(text: str) -> bool:
    return 0 < len(text) <= _LONGEST_TAG and _UNIQUE.fullmatch(text) is None


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
