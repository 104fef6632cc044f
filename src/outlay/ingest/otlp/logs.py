"""Log records to canonical rows: the GenAI event, which belongs to a span, and the events of coding tools."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.events.rows import FIELD
from outlay.ingest.otlp.attributes import Values
from outlay.ingest.otlp.building import Builder
from outlay.ingest.otlp.numbers import number_of
from outlay.ingest.otlp.roles import AGGREGATE, REQUEST, Judge
from outlay.ingest.otlp.spans import EARLIEST, LATEST, SOURCE, recognised
from outlay.ingest.otlp.spellings import RESOURCE_RANK, SCOPE_RANK, load_spellings
from outlay.ingest.otlp.tools import load_events

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows
    from outlay.ingest.otlp.attributes import Format
    from outlay.ingest.otlp.tools import Tool

_TRACE_BYTES: Final = 16
_SPAN_BYTES: Final = 8
_LONGEST_NAME: Final = 100
_LONGEST: Final = 86_400_000
"""Milliseconds of a day: no call takes longer."""
_SERVICE: Final = FIELD["service"]
_TS: Final = FIELD["ts"]
_SOURCE: Final = FIELD["source"]
_SOURCE_ID: Final = FIELD["source_id"]
_VERSION: Final = FIELD["version"]
_TRACE: Final = FIELD["trace_id"]
_SPAN: Final = FIELD["span_id"]
_ROLE: Final = FIELD["role"]
_STATUS: Final = FIELD["status"]
_LATENCY: Final = FIELD["latency_ms"]
_CONVENTION: Final = FIELD["usage_convention"]


def read_logs(request: Any, form: Format, rows: Rows, letters: Letters) -> None:  # noqa: ANN401 - no types
    """Read the log records of an export request."""
    reader = LogReader(rows, letters, form)
    for resource in request.resource_logs:
        outer = Values.empty().overlaid(resource.resource.attributes, RESOURCE_RANK, form)
        for scope in resource.scope_logs:
            base = outer.overlaid(scope.scope.attributes, SCOPE_RANK, form)
            for record in scope.log_records:
                reader.read(record, base)


class LogReader:
    """Reads log records one by one. Each becomes a row, a dead letter, or is counted as carrying no usage."""

    __slots__ = ("_builder", "_events", "_form", "_judge", "_letters", "_rows", "_rules", "_slots")

    def __init__(self, rows: Rows, letters: Letters, form: Format) -> None:
        spellings = load_spellings()
        self._rows = rows
        self._letters = letters
        self._form = form
        self._rules = spellings.rules
        self._slots = spellings.slots
        self._judge = Judge(spellings)
        self._builder = Builder(spellings)
        self._events = load_events()

    def read(self, record: Any, base: Values) -> None:  # noqa: ANN401 - no types
        """Read one record over what its scope and resource say."""
        values = base.copy()
        self._form.take(values, record.attributes, self._rules, 0)
        service = str(values.slots[_SERVICE])
        names = self._names(record, values)
        tool = self._tool(names, service)
        if tool is not None:
            values = base.copy()
            self._form.take(values, record.attributes, tool.rules, 0)
        is_taken = self._is_call(values, tool) if tool is not None else self._is_event(values, names, service)
        if not is_taken:
            self._letters.skip()
            return
        moment = record.time_unix_nano or record.observed_time_unix_nano
        row = self._event_row(record, values) if tool is None else self._call_row(values, tool, moment)
        row[_TS] = row[_TS] or moment
        row[_VERSION] = moment // 1000
        row[_SOURCE] = SOURCE
        if EARLIEST <= moment < LATEST:
            self._rows.add(row)
        else:
            reason = "time outside 2001 to 2199" if moment else "no time"
            self._letters.add(reason=reason, field="time_unix_nano", record=recognised(row))

    def _names(self, record: Any, values: Values) -> list[str]:  # noqa: ANN401 - no types
        """What the event may be called; a body is looked at as a name only, it is never kept."""
        found = (record.event_name, values.slots[self._slots["event_name"]], self._form.plain(record.body))
        return [name for name in found if isinstance(name, str) and 0 < len(name) <= _LONGEST_NAME]

    def _tool(self, names: list[str], service: str) -> Tool | None:
        tools, short = self._events.tools, self._events.short
        return next((found for name in names if (found := tools.get(name) or short.get((service, name)))), None)

    def _is_call(self, values: Values, tool: Tool) -> bool:
        slots = values.slots
        return all(slots[slot] == value for slot, value in tool.only) and self._judge.has_usage(slots)

    def _is_event(self, values: Values, names: list[str], service: str) -> bool:
        known = next((self._events.shared[name] for name in names if name in self._events.shared), None)
        role = self._judge.role_of(values.slots)
        return known is not None and service not in known and role in {REQUEST, AGGREGATE}

    def _call_row(self, values: Values, tool: Tool, moment: int) -> list[object]:
        """A call of a tool. It is known by the provider's id of the request, never by the span around it."""
        slots = values.slots
        slots[_CONVENTION] = tool.convention
        if slots[self._slots["provider_name"]] is None:
            slots[self._slots["provider_name"]] = tool.provider
        for total, extra in tool.adds:
            more = number_of(slots[extra])
            have = number_of(slots[total]) if slots[total] is not None else 0
            if more is not None and have is not None:
                slots[total] = have + more
        row = self._builder.complete(values)
        taken = number_of(slots[self._slots["duration_ms"]])
        row[_LATENCY] = None if taken is None else float(taken)
        row[_TS] = moment if taken is None or taken > _LONGEST else moment - int(taken * 10**6)
        row[_ROLE] = REQUEST
        row[_STATUS] = "ok" if slots[self._slots["error"]] is None else "error"
        return row

    def _event_row(self, record: Any, values: Values) -> list[object]:  # noqa: ANN401 - no types
        """The event of a span: it has the span's id, so that both become one request."""
        role = self._judge.role_of(values.slots)
        row = self._builder.complete(values)
        row[_ROLE] = role
        trace, place = record.trace_id, record.span_id
        if len(trace) == _TRACE_BYTES and len(place) == _SPAN_BYTES and any(trace) and any(place):
            row[_TRACE], row[_SPAN] = trace.hex(), place.hex()
            row[_SOURCE_ID] = f"{row[_TRACE]}:{row[_SPAN]}"
        return row
