"""Leaves out single records that are too large, such as spans that carry whole documents, and keeps the rest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.otlp import wire

if TYPE_CHECKING:
    from collections.abc import Callable

_PATHS: Final = {
    "otlp-traces": ("resource_spans", "scope_spans", "spans"),
    "otlp-logs": ("resource_logs", "scope_logs", "log_records"),
    "otlp-metrics": ("resource_metrics", "scope_metrics", "metrics"),
}
_JSON: Final = "-json"


def drop_oversized(kind: str, body: bytes, limit: int) -> tuple[bytes, int]:
    """A body without its records above a limit of bytes, and how many were left out.

    Raises:
        FileFormatError: The body is malformed.
    """
    path = _PATHS[kind.removesuffix(_JSON)]
    if not kind.endswith(_JSON):
        request = wire.parse_body(kind, body)
        dropped = _drop(request, path, getattr, lambda record: record.ByteSize() > limit)
        return (request.SerializeToString() if dropped else body), dropped
    import msgspec

    try:
        content = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeError, RecursionError):
        return body, 0  # counting says what is wrong
    names = tuple(_camel(name) for name in path)
    dropped = _drop(content, names, _member, lambda record: len(msgspec.json.encode(record)) > limit)
    return (msgspec.json.encode(content) if dropped else body), dropped


def _drop(
    holder: Any,  # noqa: ANN401 - a message, or the objects of JSON
    path: tuple[str, ...],
    member: Callable[[Any, str], Any],
    is_oversized: Callable[[Any], bool],
) -> int:
    records = member(holder, path[0])
    if len(path) > 1:
        return sum(_drop(record, path[1:], member, is_oversized) for record in records)
    wrong = [index for index, record in enumerate(records) if is_oversized(record)]
    for index in reversed(wrong):
        del records[index]
    return len(wrong)


def _member(holder: object, name: str) -> list[Any]:
    found = holder.get(name) if isinstance(holder, dict) else None
    return found if isinstance(found, list) else []


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(part.capitalize() for part in others)
