"""One kept-alive connection to the server, and what came of each attempt to send on it."""

from __future__ import annotations

import email.utils
import gzip
import http.client
import json
import socket
import time
from collections.abc import Sequence
from enum import Enum
from typing import NamedTuple
from urllib.parse import urlsplit

from outlay_sdk.buffer import Record
from outlay_sdk.settings import Settings

PATH = "/v1/events?source=sdk"
LONGEST_RETRY_AFTER = 120.0
_REFUSED = {400, 422}
_TOO_LARGE = 413


class Result(Enum):
    """What to do about a batch."""

    SENT = "sent"
    REFUSED = "refused"  # sending it again would change nothing
    TOO_LARGE = "too large"
    AGAIN = "again"
    UNREACHABLE = "unreachable"  # again, but nobody listens there


class Outcome(NamedTuple):
    """The result of one attempt, how long the server asks to wait, and why."""

    result: Result
    retry_after: float = 0.0
    reason: str = ""


def encode(records: Sequence[Record]) -> tuple[bytes, int]:
    """A gzipped JSON array, and how many records could not be written as JSON."""
    try:
        texts = [_dump(records)]
        bad = 0
    except (TypeError, ValueError, RecursionError):
        good = [text for text in map(_dump_one, records) if text is not None]
        texts, bad = ["[" + ",".join(good) + "]"], len(records) - len(good)
    return gzip.compress(texts[0].encode("utf-8"), 1), bad


def _dump(value: object) -> str:
    text = json.dumps(value, separators=(",", ":"), ensure_ascii=False, allow_nan=False, default=str)
    text.encode("utf-8")  # a lone surrogate is no text that a server could read
    return text


def _dump_one(record: Record) -> str | None:
    try:
        return _dump(record)
    except (TypeError, ValueError, RecursionError):
        return None


class Transport:
    """Sends batches to `POST /v1/events`."""

    def __init__(self) -> None:
        self._connection: http.client.HTTPConnection | None = None
        self._settings: Settings | None = None

    def send(self, body: bytes, settings: Settings, timeout: float) -> Outcome:
        """Try once; a kept connection that the server has closed meanwhile is opened again."""
        if settings is not self._settings:
            self.close()
            self._settings = settings
        is_kept = self._connection is not None
        try:
            return self._attempt(body, settings, timeout)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            if not is_kept or isinstance(error, (TimeoutError, socket.timeout)):
                return self._failure(error)
        try:
            return self._attempt(body, settings, timeout)
        except (OSError, http.client.HTTPException) as error:
            self.close()
            return self._failure(error)

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    @staticmethod
    def _failure(error: Exception) -> Outcome:
        is_absent = isinstance(error, ConnectionRefusedError)
        return Outcome(Result.UNREACHABLE if is_absent else Result.AGAIN, reason=f"{type(error).__name__}: {error}")

    def _attempt(self, body: bytes, settings: Settings, timeout: float) -> Outcome:
        parts = urlsplit(settings.url)
        if self._connection is None:
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._connection = kind(parts.hostname or "localhost", parts.port, timeout=timeout)
        self._connection.timeout = timeout
        if self._connection.sock is not None:
            self._connection.sock.settimeout(timeout)
        headers = {"content-type": "application/json", "content-encoding": "gzip", "user-agent": "outlay-sdk/0.1.0"}
        if settings.token:
            headers["authorization"] = f"Bearer {settings.token}"
        self._connection.request("POST", parts.path.rstrip("/") + PATH, body=body, headers=headers)
        answer = self._connection.getresponse()
        answer.read(1_000_000)
        if answer.will_close or not answer.isclosed():
            self.close()
        return read_outcome(answer.status, answer.getheader("retry-after"))


def read_outcome(status: int, retry_after: str | None) -> Outcome:
    """What a status means for a batch."""
    reason = f"the server answered {status}"
    if 200 <= status < 300:  # noqa: PLR2004 - success
        return Outcome(Result.SENT)
    if status == _TOO_LARGE:
        return Outcome(Result.TOO_LARGE, reason=reason)
    if status in _REFUSED:
        return Outcome(Result.REFUSED, reason=reason)
    return Outcome(Result.AGAIN, read_retry_after(retry_after), reason)


def read_retry_after(text: str | None) -> float:
    """Seconds to wait, from seconds or a date; nothing readable is no wait."""
    if not text:
        return 0.0
    try:
        seconds = float(text)
    except ValueError:
        try:
            seconds = email.utils.parsedate_to_datetime(text).timestamp() - time.time()
        except (TypeError, ValueError, IndexError, OverflowError):
            return 0.0
    return min(max(seconds, 0.0), LONGEST_RETRY_AFTER) if seconds == seconds else 0.0  # noqa: PLR0124 - NaN
