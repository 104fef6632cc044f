"""Results of batch jobs: each line is a request of its own, at the price of batch processing."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from datetime import datetime

from outlay_sdk.answers import read_answer
from outlay_sdk.observing import Observed
from outlay_sdk.quiet import quietly
from outlay_sdk.recording import now_us
from outlay_sdk.runtime import runtime
from outlay_sdk.usage import Fields, pick, pick_text

MOST_REMEMBERED = 1000
WORKLOAD = "batch_inference"

_started: OrderedDict[str, int] = OrderedDict()
"""When a batch, known by its id or its file of results, was created: fetched again, its requests stay the same ones."""


def remember_batch(batch: object) -> None:
    """Take note of when a batch was created."""
    created = read_moment(pick(batch, "created_at"))
    for name in ("id", "output_file_id"):
        key = pick_text(batch, name)
        if key and created is not None:
            _started[key] = created
    while len(_started) > MOST_REMEMBERED:
        _started.popitem(last=False)


def read_moment(value: object) -> int | None:
    """Microseconds since 1970 of a datetime, a text or seconds."""
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value.replace("Z", "+00:00"))
        except ValueError:
            return None
    if isinstance(value, datetime):
        return round(value.timestamp() * 1_000_000)
    return round(value * 1_000_000) if isinstance(value, (int, float)) and value > 0 else None


def started_of(url: str) -> int | None:
    """When the batch behind a URL of results or of a file was created, if it was looked at before."""
    parts = url.split("?", 1)[0].rstrip("/").split("/")
    return next((_started[part] for part in reversed(parts) if part in _started), None)


def _batch_fields(answer: Fields, line_id: str | None, ts: int) -> Fields:
    identity = answer.get("response_id") or line_id
    fields: Fields = {**answer, "ts": ts, "processing": "batch"}
    fields.pop("service_tier", None)
    if identity:
        fields["source_id"] = f"batch:{identity}"
    return fields


class MessageBatchWatcher:
    """Records each result of an Anthropic batch as the caller reads it."""

    def __init__(self, call: Observed, url: str) -> None:
        self._call = call
        self._ts = started_of(url) or call.started_us

    def see(self, item: object) -> bool:
        """Record one result; errored, cancelled and expired ones used nothing."""
        message = pick(pick(item, "result"), "message")
        if message is not None:
            fields = _batch_fields(read_answer(message, "messages", self._call.provider), None, self._ts)
            runtime.offer(self._call.background({"workload_kind": WORKLOAD, **fields}))
        return True

    def must_look_ahead(self, item: object) -> bool:
        """Never."""
        del item
        return False

    def end(self, status: str | None) -> None:
        """Nothing is left to say."""


def record_batch_file(call: Observed, answer: object, url: str) -> None:
    """Record the requests of an OpenAI batch's file of results, read by the exporter's thread."""
    content = getattr(getattr(answer, "response", None), "content", None)
    if isinstance(content, bytes) and _is_batch_result(content):
        runtime.offer(read_batch_lines(call, content, started_of(url) or now_us()))


def _is_batch_result(content: bytes) -> bool:
    end = content.find(b"\n")
    line = content if end < 0 else content[:end]
    return b'"custom_id"' in line and b'"response"' in line


def read_batch_lines(call: Observed, content: bytes, started: int) -> Iterator[dict[str, object]]:
    """The records of a file's lines; a line that is none is passed over."""
    begin = 0
    while begin < len(content):
        end = content.find(b"\n", begin)
        end = len(content) if end < 0 else end
        entry = quietly(_read_batch_line, call, content[begin:end], started)
        if entry is not None:
            yield entry
        begin = end + 1


def _read_batch_line(call: Observed, line: bytes, started: int) -> dict[str, object] | None:
    if not line.strip():
        return None
    told = json.loads(line)
    response = pick(told, "response")
    body = pick(response, "body")
    if not isinstance(body, Mapping) or body.get("usage") is None:
        return None
    kind = {"response": "responses"}.get(pick_text(body, "object") or "", "chat")
    answer = read_answer(body, kind, call.provider)
    ts = read_moment(body.get("created") or body.get("created_at")) or started
    return call.background({"workload_kind": WORKLOAD, **_batch_fields(answer, pick_text(told, "id"), ts)})
