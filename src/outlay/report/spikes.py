"""Days that stand out upwards against the usual of the days before them, and why.

Robust: the usual is the median of the trailing days, the scatter their median absolute deviation, so that one odd day
neither hides the next nor becomes the new usual. Low days are never spikes: a late bill must not look like a saving.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.money import CONTEXT, divide
from outlay.report.endpoint_model import Spike

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from outlay.report.endpoint_model import Cause, EndpointDay

TRAILING_DAYS: Final = 14
LEAST_DAYS: Final = 7
"""Fewer trailing days with enough requests say nothing of what is usual."""
LEAST_REQUESTS: Final = 20
_DEVIATIONS: Final = Decimal("3.5")
_MAD_SCALE: Final = Decimal("1.4826")
"""Makes the median absolute deviation comparable with a standard deviation."""
_SAME_WEEKDAY: Final = Decimal("1.15")
"""A day that is no higher than this against the same weekday of the weeks before is as every week."""

Measure = Literal["cost_per_request", "cost"]
_LEAST_RISE: Final[dict[Measure, Decimal]] = {"cost_per_request": Decimal("0.25"), "cost": Decimal("0.5")}
"""Smaller rises are no news, however steady the days before were."""


def find_spikes(days: Sequence[EndpointDay], since: date, *, is_fixed: bool = False) -> tuple[Spike, ...]:
    """The spikes from a day on; earlier days only say what is usual.

    A day is judged by its cost per request first, and by its cost if that is as usual.

    Args:
        days: The days in order.
        since: The first day that may be a spike.
        is_fixed: Whether most of the cost does not follow the requests, as that of servers.
    """
    known = {day.day: day for day in days if day.requests >= LEAST_REQUESTS}
    found: list[Spike] = []
    for day in known.values():
        spike = _spike(day, _trailing(known, day.day), is_fixed=is_fixed) if day.day >= since else None
        if spike and found and _goes_on(found[-1], spike):
            found[-1] = replace(found[-1], until=spike.until)
        elif spike:
            found.append(spike)
    return tuple(found)


def _goes_on(last: Spike, spike: Spike) -> bool:
    """Whether a spike is the next day of one: what stays dearer is told once."""
    return last.until + timedelta(days=1) == spike.day and (last.measure, last.cause) == (spike.measure, spike.cause)


def _trailing(known: Mapping[date, EndpointDay], day: date) -> list[EndpointDay]:
    before = (day - timedelta(days=back) for back in range(TRAILING_DAYS, 0, -1))
    return [known[each] for each in before if each in known]


def _spike(day: EndpointDay, before: Sequence[EndpointDay], *, is_fixed: bool) -> Spike | None:
    if len(before) < LEAST_DAYS:
        return None
    for measure in ("cost_per_request", "cost"):
        usual = [amount for each in before if (amount := _of(each, measure)) is not None]
        value = _of(day, measure)
        if value is None or len(usual) < LEAST_DAYS:
            continue
        middle = median(usual)
        if value > middle > 0 and value > middle + _allowance(usual, middle, measure):
            if _is_weekly(day, before, measure, value):
                continue
            cause, rise = _cause(day, before, measure, is_fixed=is_fixed)
            times = divide(value, middle) or Decimal(1)
            text = _WORDS[cause].format(times=_factor(times), rise=_factor(rise))
            return Spike(
                day=day.day,
                until=day.day,
                measure=measure,
                value=value,
                usual=middle,
                times=times,
                cause=cause,
                text=text,
            )
    return None


def _is_weekly(day: EndpointDay, before: Sequence[EndpointDay], measure: Measure, value: Decimal) -> bool:
    same = [amount for each in before if (day.day - each.day).days % 7 == 0 and (amount := _of(each, measure))]
    return bool(same) and value <= min(same) * _SAME_WEEKDAY


def _of(day: EndpointDay, measure: Measure) -> Decimal | None:
    return day.cost_per_request if measure == "cost_per_request" else day.cost


def _allowance(usual: Sequence[Decimal], middle: Decimal, measure: Measure) -> Decimal:
    scatter = median([abs(amount - middle) for amount in usual])
    return max(_DEVIATIONS * _MAD_SCALE * scatter, _LEAST_RISE[measure] * middle)


def _cause(
    day: EndpointDay, before: Sequence[EndpointDay], measure: Measure, *, is_fixed: bool
) -> tuple[Cause, Decimal]:
    """What rose most: requests, the tokens of a request, or the price of a token."""
    traffic = divide(Decimal(day.requests), Decimal(median([each.requests for each in before]))) or Decimal(1)
    if measure == "cost":
        return "traffic", traffic
    if is_fixed and traffic < 1:
        return "idle", traffic
    tokens, price = (_rise(read(day), [read(each) for each in before]) for read in (_tokens, _price))
    return ("tokens", tokens) if tokens >= price else ("price", price)


def _rise(value: Decimal | None, before: Sequence[Decimal | None]) -> Decimal:
    known = [amount for amount in before if amount is not None]
    if value is None or not known:
        return Decimal(1)
    return divide(value, median(known)) or Decimal(1)


def _tokens(day: EndpointDay) -> Decimal | None:
    return day.tokens_per_request


def _price(day: EndpointDay) -> Decimal | None:
    """The cost of a token."""
    if day.cost_per_request is None or not day.tokens_per_request:
        return None
    return CONTEXT.divide(day.cost_per_request, day.tokens_per_request)


def _factor(times: Decimal) -> str:
    return f"{times:.1f} times the usual"


_WORDS: Final[dict[Cause, str]] = {
    "traffic": "Cost {times}: more traffic, requests {rise}.",
    "tokens": "Cost per request {times}: more tokens per request, {rise}.",
    "price": "Cost per request {times}: dearer per token, {rise} (another model, tier or price).",
    "idle": "Cost per request {times}: fewer requests share the servers, {rise}.",
}
