"""Answers in the sender's own format: OpenTelemetry wants protobuf or JSON, everyone else a problem document."""

from __future__ import annotations

import json
import math
from typing import TYPE_CHECKING, Final

from starlette.responses import JSONResponse, Response

from outlay.api.problems import problem

if TYPE_CHECKING:
    from outlay.core.errors import OutlayError

PROTOBUF: Final = "application/x-protobuf"
_RETRY_SECONDS: Final = {429: 2, 503: 10}
_INVALID_ARGUMENT: Final = 3
_RESOURCE_EXHAUSTED: Final = 8
_UNAVAILABLE: Final = 14
_RPC_CODES: Final = {429: _RESOURCE_EXHAUSTED, 413: _RESOURCE_EXHAUSTED, 503: _UNAVAILABLE}


def export_answer(noun: str, rejected: int, message: str, *, is_json: bool) -> Response:
    """The answer to an export request that was taken: empty, or telling how many records were refused."""
    if is_json:
        partial = {"partialSuccess": {f"rejected{noun}": str(rejected), "errorMessage": message}} if rejected else {}
        return JSONResponse(partial)
    if not rejected:
        return Response(b"", media_type=PROTOBUF)
    text = message.encode()
    inner = b"\x08" + _varint(rejected) + b"\x12" + _varint(len(text)) + text
    return Response(b"\x0a" + _varint(len(inner)) + inner, media_type=PROTOBUF)


def refusal(error: OutlayError, *, is_otlp: bool, is_json: bool) -> Response:
    """Why a body was not taken; with the time to wait where sending again helps."""
    status = error.http_status
    words = error.message if error.hint is None else f"{error.message}; {error.hint}"
    answer: Response
    if not is_otlp:
        answer = problem(status, error.stable_code, error.message, error.hint)
    else:
        code = _RPC_CODES.get(status, _INVALID_ARGUMENT)
        answer = (
            JSONResponse({"code": code, "message": words}, status_code=status)
            if is_json
            else Response(_status_message(code, words), status_code=status, media_type=PROTOBUF)
        )
    if status in _RETRY_SECONDS:
        answer.headers["retry-after"] = str(math.ceil(_RETRY_SECONDS[status]))
    return answer


def _status_message(code: int, message: str) -> bytes:
    """google.rpc.Status: https://opentelemetry.io/docs/specs/otlp/#otlphttp-response."""
    text = message.encode()
    return b"\x08" + _varint(code) + b"\x12" + _varint(len(text)) + text


def _varint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:  # noqa: PLR2004 - seven bits a byte
        out.append(number & 0x7F | 0x80)
        number >>= 7
    out.append(number)
    return bytes(out)


def accepted(count: int) -> Response:
    """The answer to records that are now on disk."""
    return Response(json.dumps({"accepted": count}), media_type="application/json")
