"""Protobuf bodies: parsing, and Python values of attribute values."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.otlp.attributes import Format, keep
from outlay.ingest.otlp.metrics import Point, Points
from outlay.ingest.otlp.numbers import whole_if_exact

if TYPE_CHECKING:
    from google.protobuf.message import Message

    from outlay.ingest.otlp.attributes import Values
    from outlay.ingest.otlp.spellings import Rules

_DEEPEST: Final = 8
_MESSAGES: Final = {
    "otlp-traces": ("trace", "ExportTraceServiceRequest"),
    "otlp-logs": ("logs", "ExportLogsServiceRequest"),
    "otlp-metrics": ("metrics", "ExportMetricsServiceRequest"),
}


def parse_body(kind: str, body: bytes) -> Any:  # noqa: ANN401 - a message of generated code, which has no types
    """The export request in a protobuf body.

    Raises:
        FileFormatError: The body is no such request.
    """
    from google.protobuf.message import DecodeError

    try:
        return _message(kind).FromString(bytes(body))
    except (DecodeError, RecursionError) as error:
        message = f"the body is not an OpenTelemetry {kind.removeprefix('otlp-')} request in protobuf"
        raise FileFormatError(message, hint="JSON needs Content-Type application/json") from error


def _message(kind: str) -> type[Message]:
    from importlib import import_module

    signal, name = _MESSAGES[kind]
    module = import_module(f"opentelemetry.proto.collector.{signal}.v1.{signal}_service_pb2")
    found: type[Message] = getattr(module, name)
    return found


def plain(value: Any) -> object:  # noqa: ANN401 - a message of generated code, which has no types
    """A Python value of an attribute's value: JSON text of lists and maps, base64 of bytes."""
    kind = value.WhichOneof("value")
    if kind is None:
        return None
    found: object = getattr(value, kind)
    if kind in {"array_value", "kvlist_value", "bytes_value"}:
        content = _content(value, 0)
        return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
    return whole_if_exact(found) if isinstance(found, float) else found


def _content(value: Any, depth: int) -> object:  # noqa: ANN401 - a message of generated code, which has no types
    kind = value.WhichOneof("value")
    if kind is None or depth > _DEEPEST:
        return None
    if kind == "array_value":
        return [_content(item, depth + 1) for item in value.array_value.values]
    if kind == "kvlist_value":
        return {item.key: _content(item.value, depth + 1) for item in value.kvlist_value.values}
    if kind == "bytes_value":
        return base64.b64encode(value.bytes_value).decode()
    found: object = getattr(value, kind)
    return found


def take(values: Values, attributes: Any, rules: Rules, base: int) -> None:  # noqa: ANN401 - a list of messages
    """Read attributes into values: most of the time of decoding, as each access of a message makes an object."""
    slots, ranks = values.slots, values.ranks
    for attribute in attributes:
        spelling = rules[attribute.key]
        if spelling is None:
            continue
        held = attribute.value
        value: object = held.string_value
        if not value:
            # asking for the likely kinds is cheaper than asking which kind it is
            value = held.int_value or plain(held)
            if value is None or value == "":
                continue
        slot, rank, tag = spelling
        if tag is None and rank + base < ranks[slot]:
            slots[slot] = value
            ranks[slot] = rank + base
        elif tag is not None:
            keep(values, spelling, value, base)


FORMAT: Final = Format(plain, take)


def points_of(metric: Any) -> Points:  # noqa: ANN401 - a message of generated code, which has no types
    """The data points of a metric."""
    kind = metric.WhichOneof("data")
    data = getattr(metric, kind) if kind else None
    points = [
        Point(point.attributes, point.start_time_unix_nano, point.time_unix_nano, _number(point, kind))
        for point in (data.data_points if data is not None else ())
    ]
    return Points(metric.name, getattr(data, "aggregation_temporality", 0), points)


def _number(point: Any, kind: str) -> object:  # noqa: ANN401 - a message of generated code, which has no types
    if kind in {"histogram", "exponential_histogram"}:
        return point.sum if point.HasField("sum") else None
    if kind == "summary":
        return point.sum
    field = point.WhichOneof("value")
    value: object = getattr(point, field) if field else None
    return value
