"""How long to wait before a request is tried again: what the vendor asks for, else longer and longer."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from math import isfinite
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from outlay.ingest.pulling.answers import Answer

_TOO_MANY: Final = 429
_FORBIDDEN: Final = 403
_TRANSIENT: Final = (408, 425, _TOO_MANY, 500, 502, 503, 504, 520, 522, 524, 529)
_EPOCH: Final = 1_000_000_000
_TOO_FAST: Final = re.compile(r'"(user|job)?rateLimitExceeded"', re.IGNORECASE)
"""What Google's APIs give as the reason of a 403 that is no refusal."""
_RESETS: Final = ("x-ratelimit-reset", "ratelimit-reset")


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """How often a request is tried, and how many seconds may pass waiting for it."""

    attempts: int = 6
    first_seconds: float = 1.0
    longest_seconds: float = 60.0
    total_seconds: float = 300.0

    def pause(self, attempt: int, waited: float, asked: float | None, chance: float) -> float | None:
        """Seconds to wait after a failed attempt (counted from 1), or None to give up; `chance` is in [0, 1)."""
        if attempt >= self.attempts:
            return None
        if asked is not None:
            pause = asked + chance  # never earlier than asked
        else:
            pause = min(self.first_seconds * 2 ** (attempt - 1), self.longest_seconds) * (0.5 + chance / 2)
        return pause if waited + pause <= self.total_seconds else None


def is_worth_trying(answer: Answer) -> bool:
    """Whether the same request may succeed later."""
    if answer.status == _FORBIDDEN:  # GitHub says so when its secondary rate limit is used up
        is_limited = "retry-after" in answer.headers or answer.headers.get("x-ratelimit-remaining") == "0"
        return is_limited or _TOO_FAST.search(answer.text) is not None
    return answer.status in _TRANSIENT


def seconds_asked(answer: Answer) -> float | None:
    """The wait that an answer asks for, told by its own clock, which need not be ours."""
    text = answer.headers.get("retry-after", "").strip()
    if text:
        found = _number(text)
        if found is None:
            found = _until(text, answer)
        return None if found is None else max(found, 0.0)
    for name in _RESETS:
        reset = _number(answer.headers.get(name, ""))
        if reset is not None and answer.headers.get(name.replace("reset", "remaining")) == "0":
            now = moment_of(answer.headers.get("date", ""))
            is_moment = reset >= _EPOCH
            if is_moment and now is None:
                return None
            return max(reset - now.timestamp() if is_moment and now else reset, 0.0)
    return None


def _until(text: str, answer: Answer) -> float | None:
    moment, now = moment_of(text), moment_of(answer.headers.get("date", ""))
    if moment is None or now is None:
        return None
    return (moment - now).total_seconds()


def _number(text: str) -> float | None:
    try:
        found = float(text)
    except ValueError:
        return None
    return found if isfinite(found) else None


def moment_of(text: str) -> datetime | None:
    """A time as HTTP writes it."""
    try:
        found = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
