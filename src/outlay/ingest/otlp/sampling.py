"""How likely it was that a span was kept: what it says itself, else what its trace state says."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import Final

_THRESHOLDS: Final = 1 << 56
_DIGITS: Final = 14


def probability_of(stated: object, rate: object, trace_state: str) -> float | str | None:
    """A probability below 1, or None where nothing was left out.

    A stated value is given on as it is, so that an impossible one is flagged where numbers are checked.

    Args:
        stated: The probability that the span states.
        rate: Honeycomb's sample rate: one span in so many was kept.
        trace_state: The W3C trace state, whose `ot` entry may hold a rejection threshold.
    """
    if stated is not None:
        return None if _number(stated) == 1 else str(stated)
    if rate is not None:
        every = _number(rate)
        return 1 / every if every is not None and every > 1 else None
    return _of_trace_state(trace_state) if trace_state else None


@lru_cache(maxsize=1024)
def _of_trace_state(text: str) -> float | None:
    """The probability behind `ot=th:…`: hexadecimal digits of a 56-bit threshold, without trailing zeros.

    https://opentelemetry.io/docs/specs/otel/trace/tracestate-handling/#sampling-threshold-value-th
    """
    members = (member.strip().partition("=") for member in text.split(","))
    fields = next((value for vendor, _, value in members if vendor == "ot"), "")
    named = dict(field.partition(":")[::2] for field in reversed(fields.split(";")))
    return _of_threshold(named.get("th", ""))


def _of_threshold(digits: str) -> float | None:
    if not 1 <= len(digits) <= _DIGITS or not set(digits) <= set("0123456789abcdef"):
        return None
    rejected = int(digits.ljust(_DIGITS, "0"), 16)
    return (_THRESHOLDS - rejected) / _THRESHOLDS if rejected else None


def _number(value: object) -> float | None:
    try:
        number = float(str(value))
    except ValueError:
        return None
    return number if math.isfinite(number) else None
