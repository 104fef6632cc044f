"""Spans to canonical rows. Both wire formats come here: protobuf messages, and views of JSON with the same names."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.events.rows import FIELD, FIELDS
from outlay.ingest.otlp.attributes import Values
from outlay.ingest.otlp.building import Builder
from outlay.ingest.otlp.endpoints import Endpoints, endpoint_of
from outlay.ingest.otlp.roles import PASSES, Judge
from outlay.ingest.otlp.sampling import probability_of
from outlay.ingest.otlp.spellings import RESOURCE_RANK, SCOPE_RANK, load_spellings

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows
    from outlay.ingest.otlp.attributes import Format

EARLIEST: Final = 10**18
"""Nanoseconds: September 2001. What is earlier was sent in another unit or by a broken clock."""
LATEST: Final = 7_258_118_400 * 10**9
"""Nanoseconds: the year 2200."""
_TRACE_BYTES: Final = 16
_SPAN_BYTES: Final = 8
_STATUS_ERROR: Final = 2
_VERCEL: Final = "ai."
SOURCE: Final = "otlp"

_TS: Final = FIELD["ts"]
_SOURCE: Final = FIELD["source"]
_SOURCE_ID: Final = FIELD["source_id"]
_VERSION: Final = FIELD["version"]
_TRACE: Final = FIELD["trace_id"]
_SPAN: Final = FIELD["span_id"]
_PARENT: Final = FIELD["parent_span_id"]
_ROLE: Final = FIELD["role"]
_STATUS: Final = FIELD["status"]
_LATENCY: Final = FIELD["latency_ms"]
_SAMPLING: Final = FIELD["sampling_probability"]
_ENDPOINT: Final = FIELD["endpoint"]
_SERVICE: Final = FIELD["service"]


def read_spans(request: Any, form: Format, rows: Rows, letters: Letters) -> None:  # noqa: ANN401 - no types
    """Read the spans of an export request, protobuf or a view of JSON."""
    reader = SpanReader(rows, letters, form)
    gateways = load_spellings().gateway_scopes
    scopes = [scope for resource in request.resource_spans for scope in resource.scope_spans]
    own = (span for scope in scopes if scope.scope.name not in gateways for span in scope.spans)
    endpoints = Endpoints([span for scope in scopes for span in scope.spans], own, form.plain)
    for resource in request.resource_spans:
        outer = Values.empty().overlaid(resource.resource.attributes, RESOURCE_RANK, form)
        for scope in resource.scope_spans:
            base = outer.overlaid(scope.scope.attributes, SCOPE_RANK, form)
            is_gateway = scope.scope.name in gateways
            for span in scope.spans:
                reader.read(span, base, endpoints, is_gateway=is_gateway)


class SpanReader:
    """Reads spans one by one. Each becomes a row, a dead letter, or is counted as carrying no usage."""

    __slots__ = (
        "_builder",
        "_gateways",
        "_judge",
        "_letters",
        "_rate",
        "_route",
        "_rows",
        "_rules",
        "_take",
        "_vercel",
    )

    def __init__(self, rows: Rows, letters: Letters, form: Format) -> None:
        spellings = load_spellings()
        self._rows = rows
        self._letters = letters
        self._take = form.take
        self._rules = spellings.rules
        self._gateways = spellings.gateway_scopes
        self._judge = Judge(spellings)
        self._builder = Builder(spellings)
        self._route = spellings.slots["http_method"], spellings.slots["http_route"]
        self._vercel = spellings.slots["vercel_operation"]
        self._rate = spellings.slots["sample_rate"]

    def read(self, span: Any, base: Values, endpoints: Endpoints, *, is_gateway: bool) -> None:  # noqa: ANN401
        """Read one span over what its scope and resource say."""
        values = base.copy()
        self._take(values, span.attributes, self._rules, 0)
        slots, name = values.slots, span.name
        if slots[self._vercel] is None and name.startswith(_VERCEL):
            slots[self._vercel] = name.partition(" ")[0]
        role = self._judge.role_of(slots)
        if role is None:
            self._letters.skip()
            return
        fault = _fault(span)
        if role == PASSES:
            self._letters.skip()
            if fault is None:
                self._rows.add(self._identify(self._rows.new(), span, role))
            return
        self._place(span, values, endpoints, is_gateway=is_gateway)
        row = self._identify(self._builder.complete(values, is_gateway=is_gateway), span, role)
        if fault is None:
            self._rows.add(row)
        else:
            field, reason = fault
            self._letters.add(reason=reason, field=field, record=recognised(row))

    def _place(self, span: Any, values: Values, endpoints: Endpoints, *, is_gateway: bool) -> None:  # noqa: ANN401
        """Our own endpoint, and how likely it was that the span was kept. A gateway's own names are not ours."""
        slots = values.slots
        if is_gateway:
            slots[self._route[1]] = None
            if slots[_SERVICE] in self._gateways:
                slots[_SERVICE] = None
        if slots[_ENDPOINT] is None or values.ranks[_ENDPOINT] >= RESOURCE_RANK:
            method, route = self._route
            slots[_ENDPOINT] = endpoint_of(slots[method], slots[route]) or endpoints.above(span) or slots[_ENDPOINT]
        state = span.trace_state
        if state or slots[_SAMPLING] is not None or slots[self._rate] is not None:
            slots[_SAMPLING] = probability_of(slots[_SAMPLING], slots[self._rate], state)

    def _identify(self, row: list[object], span: Any, role: str) -> list[object]:  # noqa: ANN401 - no types
        """Fill in who and when. A span that ended wins over the same span without an end."""
        start, end = span.start_time_unix_nano, span.end_time_unix_nano
        trace, place, parent = span.trace_id.hex(), span.span_id.hex(), span.parent_span_id
        row[_TS] = start
        row[_SOURCE] = SOURCE
        row[_SOURCE_ID] = f"{trace}:{place}"
        row[_TRACE] = trace
        row[_SPAN] = place
        row[_ROLE] = role
        row[_VERSION] = 0
        if parent:
            row[_PARENT] = parent.hex()
        if start <= end < LATEST:
            row[_VERSION] = end // 1000
            row[_LATENCY] = (end - start) / 1e6
        row[_STATUS] = "error" if span.status.code == _STATUS_ERROR else "ok"
        return row


def _fault(span: Any) -> tuple[str, str] | None:  # noqa: ANN401 - no types
    """Why a span cannot be taken: the field and the reason."""
    start = span.start_time_unix_nano
    if not start:
        return "start_time_unix_nano", "no start time"
    if not EARLIEST <= start < LATEST:
        return "start_time_unix_nano", "start time outside 2001 to 2199"
    if len(span.trace_id) != _TRACE_BYTES or not any(span.trace_id):
        return "trace_id", "no trace id of 16 bytes"
    if len(span.span_id) != _SPAN_BYTES or not any(span.span_id):
        return "span_id", "no span id of 8 bytes"
    return None


def recognised(row: list[object]) -> str:
    """What is known of a record, as JSON: the fields of a row, which hold no prompts."""
    known = {name: value for name, value in zip(FIELDS, row, strict=True) if value is not None}
    return json.dumps(known, ensure_ascii=False, default=str)
