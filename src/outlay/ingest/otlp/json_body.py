"""OTLP/JSON bodies as views with the names of the protobuf messages, so that one reader serves both formats.

A body is malformed when it is no JSON or its lists of records are not lists of objects. Below that, a value that cannot
be read is as good as absent, and its record is judged by what is left.
"""

from __future__ import annotations

from typing import Any, Final

from outlay.core.errors import FileFormatError
from outlay.ingest.otlp.json_view import Attributed, View, lazy, object_of
from outlay.ingest.otlp.metrics import Point, Points

_SPAN_KINDS: Final = ("UNSPECIFIED", "INTERNAL", "SERVER", "CLIENT", "PRODUCER", "CONSUMER")
_STATUS_CODES: Final = ("UNSET", "OK", "ERROR")
_TEMPORALITIES: Final = ("UNSPECIFIED", "DELTA", "CUMULATIVE")


def parse_json(kind: str, body: bytes) -> Request:
    """The export request in a JSON body.

    Raises:
        FileFormatError: The body is no such request.
    """
    import msgspec

    try:
        content = msgspec.json.decode(bytes(body))
        request = Request(object_of(content))
        request.check(kind)
    except (msgspec.DecodeError, UnicodeError, RecursionError, TypeError) as error:
        message = f"the body is not an OpenTelemetry {kind.removeprefix('otlp-')} request: {error}"
        raise FileFormatError(message, hint="protobuf needs Content-Type application/x-protobuf") from error
    return request


class Scope(Attributed):
    @lazy
    def name(self) -> str:
        return self.text("name")


class Status(View):
    @lazy
    def code(self) -> int:
        return self.enum("code", "STATUS_CODE_", _STATUS_CODES)


class Record(Attributed):
    """What spans and log records share."""

    @lazy
    def trace_id(self) -> bytes:
        return self.hex("traceId")

    @lazy
    def span_id(self) -> bytes:
        return self.hex("spanId")


class Span(Record):
    @lazy
    def parent_span_id(self) -> bytes:
        return self.hex("parentSpanId")

    @lazy
    def start_time_unix_nano(self) -> int:
        return self.number("startTimeUnixNano")

    @lazy
    def end_time_unix_nano(self) -> int:
        return self.number("endTimeUnixNano")

    @lazy
    def name(self) -> str:
        return self.text("name")

    @lazy
    def trace_state(self) -> str:
        return self.text("traceState")

    @lazy
    def kind(self) -> int:
        return self.enum("kind", "SPAN_KIND_", _SPAN_KINDS)

    @lazy
    def status(self) -> Status:
        status: Status = self.inner("status", Status)
        return status


class LogRecord(Record):
    @lazy
    def time_unix_nano(self) -> int:
        return self.number("timeUnixNano")

    @lazy
    def observed_time_unix_nano(self) -> int:
        return self.number("observedTimeUnixNano")

    @lazy
    def event_name(self) -> str:
        return self.text("eventName")

    @lazy
    def body(self) -> object:
        return self.get("body")


class DataPoint(Attributed):
    @lazy
    def time_unix_nano(self) -> int:
        return self.number("timeUnixNano")

    @lazy
    def start_time_unix_nano(self) -> int:
        return self.number("startTimeUnixNano")

    @lazy
    def value(self) -> object:
        """The number of a counter or gauge, or the sum of a histogram."""
        found = (self.get(name) for name in ("asInt", "asDouble", "sum"))
        return next((value for value in found if value is not None), None)


class Series(View):
    """The data points of a metric."""

    @lazy
    def data_points(self) -> list[DataPoint]:
        return self.views("dataPoints", DataPoint)

    @lazy
    def aggregation_temporality(self) -> int:
        return self.enum("aggregationTemporality", "AGGREGATION_TEMPORALITY_", _TEMPORALITIES)


class Metric(View):
    @lazy
    def name(self) -> str:
        return self.text("name")

    @lazy
    def data(self) -> Series:
        """The series of whatever kind the metric is."""
        name = next((name for name in _DATA if isinstance(self.get(name), dict)), "")
        series: Series = self.inner(name, Series)
        return series


_DATA: Final = ("sum", "gauge", "histogram", "exponentialHistogram", "summary")


def points_of(metric: Metric) -> Points:
    """The data points of a metric."""
    data = metric.data
    points = [
        Point(point.attributes, point.start_time_unix_nano, point.time_unix_nano, point.value)
        for point in data.data_points
    ]
    return Points(metric.name, data.aggregation_temporality, points)


class Request(View):
    """An export request of any signal."""

    def check(self, kind: str) -> None:
        """Read down to the records, so that what is no list of objects is found.

        Raises:
            TypeError: It is not such a request.
        """
        signal = kind.split("-")[1]
        for resource in getattr(self, f"resource_{_SINGULAR[signal]}"):
            for scope in getattr(resource, f"scope_{_SINGULAR[signal]}"):
                records = getattr(scope, _RECORDS[signal])
                if signal == "metrics":
                    _ = [metric.data.data_points for metric in records]

    @lazy
    def resource_spans(self) -> list[Any]:
        return self.views("resourceSpans", Grouped)

    @lazy
    def resource_logs(self) -> list[Any]:
        return self.views("resourceLogs", Grouped)

    @lazy
    def resource_metrics(self) -> list[Any]:
        return self.views("resourceMetrics", Grouped)


_SINGULAR: Final = {"traces": "spans", "logs": "logs", "metrics": "metrics"}
_RECORDS: Final = {"traces": "spans", "logs": "log_records", "metrics": "metrics"}


class Grouped(View):
    """Records of one resource or of one scope."""

    @lazy
    def resource(self) -> Attributed:
        resource: Attributed = self.inner("resource", Attributed)
        return resource

    @lazy
    def scope(self) -> Scope:
        scope: Scope = self.inner("scope", Scope)
        return scope

    @lazy
    def scope_spans(self) -> list[Any]:
        return self.views("scopeSpans", Grouped)

    @lazy
    def spans(self) -> list[Span]:
        return self.views("spans", Span)

    @lazy
    def scope_logs(self) -> list[Any]:
        return self.views("scopeLogs", Grouped)

    @lazy
    def log_records(self) -> list[LogRecord]:
        return self.views("logRecords", LogRecord)

    @lazy
    def scope_metrics(self) -> list[Any]:
        return self.views("scopeMetrics", Grouped)

    @lazy
    def metrics(self) -> list[Any]:
        return self.views("metrics", Metric)
