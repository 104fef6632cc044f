"""Bodies of the three signals in both formats: counted for the front, read for the decoder."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.otlp import json_body, json_view, wire
from outlay.ingest.otlp.logs import read_logs
from outlay.ingest.otlp.metrics import read_points
from outlay.ingest.otlp.spans import read_spans

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows
    from outlay.ingest.otlp.attributes import Format

_JSON: Final = "-json"


def count_records(kind: str, body: bytes) -> int:
    """How many records a body holds: spans, log records or data points. Their attributes are not interpreted.

    Raises:
        FileFormatError: The body is malformed.
    """
    request = _parse(kind, body)
    if kind.startswith("otlp-traces"):
        return sum(len(scope.spans) for resource in request.resource_spans for scope in resource.scope_spans)
    if kind.startswith("otlp-logs"):
        return sum(len(scope.log_records) for resource in request.resource_logs for scope in resource.scope_logs)
    points_of = json_body.points_of if kind.endswith(_JSON) else wire.points_of
    metrics = (
        metric for resource in request.resource_metrics for scope in resource.scope_metrics for metric in scope.metrics
    )
    return sum(len(points_of(metric).points) for metric in metrics)


def read(kind: str, body: bytes, rows: Rows, letters: Letters) -> None:
    """Read a body of traces or logs: each record becomes a row, a dead letter, or is counted as without usage.

    Raises:
        FileFormatError: The body is malformed.
    """
    reader = read_logs if kind.startswith("otlp-logs") else read_spans
    reader(_parse(kind, body), _form(kind), rows, letters)


def read_metrics(kind: str, body: bytes, letters: Letters) -> list[dict[str, object]]:
    """Read a body of metrics: rows of table `usage_metric`; each data point is a dead letter or without usage.

    Raises:
        FileFormatError: The body is malformed.
    """
    if kind.endswith(_JSON):
        return read_points(_parse(kind, body).resource_metrics, json_body.points_of, json_view.FORMAT, letters)
    return read_points(_parse(kind, body).resource_metrics, wire.points_of, wire.FORMAT, letters)


def _parse(kind: str, body: bytes) -> Any:  # noqa: ANN401 - two formats, one shape
    if kind.endswith(_JSON):
        return json_body.parse_json(kind, body)
    return wire.parse_body(kind, body)


def _form(kind: str) -> Format:
    return json_view.FORMAT if kind.endswith(_JSON) else wire.FORMAT
