"""Takes telemetry: parses it far enough to count its records, and answers when the journal has it on disk."""

from __future__ import annotations

import asyncio
import re
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from starlette.requests import ClientDisconnect
from starlette.responses import Response

from outlay.api.receivers.answers import PROTOBUF, accepted, export_answer, refusal
from outlay.api.receivers.body import EncodingError, TooLargeError, read_body
from outlay.core.errors import FileFormatError, InputError, OutlayError
from outlay.ingest.counting import MOST_RECORDS, Counted, count_records

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from starlette.requests import Request

    from outlay.jobs.intake import Intake

_LARGE: Final = 256 * 1024
"""Bodies above this are parsed in a thread, so that small ones need not wait for them."""
_PARSERS: Final = ThreadPoolExecutor(max_workers=1, thread_name_prefix="outlay-parser")
"""One, because parsing shares a lock anyway, and a body of tiny records takes a gigabyte meanwhile."""
_GONE: Final = 400
"""Counted for a sender that went away before its body had come."""
_SOURCE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
_JSON: Final = "application/json"


class MalformedError(InputError):
    """A body that cannot be read; nothing of it was taken."""

    code = "input.malformed"
    http_status = 400

    @classmethod
    def of(cls, error: FileFormatError) -> MalformedError:
        """The same, said about a request."""
        return cls(error.message, hint=error.hint)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receiver:
    """One path: the kind of its records in the journal, and for OpenTelemetry what refused ones are called."""

    kind: str
    noun: str | None = None

    @property
    def is_otlp(self) -> bool:
        """Whether OpenTelemetry says how bodies and answers look."""
        return self.noun is not None


RECEIVERS: Final = {
    "/v1/traces": Receiver(kind="otlp-traces", noun="Spans"),
    "/v1/logs": Receiver(kind="otlp-logs", noun="LogRecords"),
    "/v1/metrics": Receiver(kind="otlp-metrics", noun="DataPoints"),
    "/v1/events": Receiver(kind="events"),
    "/v1/litellm": Receiver(kind="litellm"),
    "/v1/langfuse": Receiver(kind="langfuse"),
}


def receive(receiver: Receiver) -> Callable[[Request], Coroutine[None, None, Response]]:
    """The route of a receiver."""

    async def take(request: Request) -> Response:
        begun = time.perf_counter()
        is_json = _type_of(request) != PROTOBUF
        try:
            counted = await _take(receiver, request, is_json=is_json)
        except ClientDisconnect:
            request.app.state.intake_metrics.refused(receiver.kind, _GONE)
            return Response(status_code=_GONE)  # nobody hears it
        except OutlayError as found:
            error = MalformedError.of(found) if isinstance(found, FileFormatError) else found
            request.app.state.intake_metrics.refused(receiver.kind, error.http_status)
            return refusal(error, is_otlp=receiver.is_otlp, is_json=is_json)
        request.app.state.intake_metrics.acknowledged(receiver.kind, time.perf_counter() - begun)
        if receiver.noun is None:
            return accepted(counted.count)
        return export_answer(receiver.noun, counted.rejected, counted.message, is_json=is_json)

    return take


async def _take(receiver: Receiver, request: Request, *, is_json: bool) -> Counted:
    kind = f"{receiver.kind}-json" if receiver.is_otlp and is_json else receiver.kind
    _demand_type(receiver, request)
    source = _source_of(request)
    body = await read_body(request)
    counted = await _count(kind, body)
    if counted.count > MOST_RECORDS:
        raise TooLargeError(f"{MOST_RECORDS} records")
    if counted.count:
        intake: Intake = request.app.state.workspace.intake
        await asyncio.wrap_future(intake.append(kind, counted.body, count=counted.count, source=source))
    return counted


async def _count(kind: str, body: bytes) -> Counted:
    if len(body) <= _LARGE:
        return count_records(kind, body)
    return await asyncio.get_running_loop().run_in_executor(_PARSERS, count_records, kind, body)


def _demand_type(receiver: Receiver, request: Request) -> None:
    """A type that no page of another site can send without asking first."""
    given = _type_of(request)
    if given in {_JSON, "application/x-ndjson", "application/jsonl"} or (receiver.is_otlp and given == PROTOBUF):
        return
    wanted = f"{PROTOBUF} or {_JSON}" if receiver.is_otlp else _JSON
    message = f"Content-Type {given!r} is not understood"
    raise EncodingError(message, hint=f"send {wanted}", code="input.content_type")


def _type_of(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def _source_of(request: Request) -> str:
    source = request.query_params.get("source", "")
    if source and not _SOURCE.fullmatch(source):
        message = "source must be letters, digits, dots, dashes and underscores, at most 64"
        raise InputError(message, hint="name what sends, such as ?source=gateway-eu")
    return source
