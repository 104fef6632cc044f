"""Days that stand out, against trends made by hand."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.report.endpoint_model import EndpointDay
from outlay.report.spikes import find_spikes

FIRST = date(2026, 10, 1)
START = FIRST + timedelta(days=14)


def days(units, *, requests=100, tokens=1000):
    """Days from the first on; `requests` and `tokens` are one number or one a day."""
    counts = requests if isinstance(requests, list) else [requests] * len(units)
    sizes = tokens if isinstance(tokens, list) else [tokens] * len(units)
    return [
        EndpointDay(
            day=FIRST + timedelta(days=number),
            requests=count,
            cost=None if unit is None else Decimal(unit) * count,
            cost_per_request=None if unit is None else Decimal(unit),
            tokens_per_request=Decimal(size),
        )
        for number, (unit, count, size) in enumerate(zip(units, counts, sizes, strict=True))
    ]


STEADY = ["0.010", "0.011"] * 7


def test_a_steady_trend_has_no_spikes():
    assert find_spikes(days([*STEADY, *STEADY]), START) == ()


def test_a_dearer_day_says_how_much():
    (spike,) = find_spikes(days([*STEADY, "0.030", "0.010"]), START)
    assert (spike.day, spike.until, spike.measure) == (START, START, "cost_per_request")
    assert (spike.value, spike.usual) == (Decimal("0.030"), Decimal("0.0105"))
    assert spike.times == Decimal("2.857142857143")


@pytest.mark.parametrize(
    ("sizes", "cause", "words"),
    [
        ([*[1000] * 14, 3000], "tokens", "more tokens per request, 3.0 times"),
        ([*[1000] * 15], "price", "dearer per token, 2.9 times"),
    ],
)
def test_a_dearer_day_says_why(sizes, cause, words):
    (spike,) = find_spikes(days([*STEADY, "0.030"], tokens=sizes), START)
    assert spike.cause == cause
    assert words in spike.text


def test_a_day_of_more_traffic_is_a_spike_of_cost():
    (spike,) = find_spikes(days([*STEADY, "0.010"], requests=[*[100] * 14, 400]), START)
    assert (spike.measure, spike.cause) == ("cost", "traffic")
    assert "requests 4.0 times the usual" in spike.text


def test_fewer_requests_share_fixed_servers():
    (spike,) = find_spikes(days([*STEADY, "0.020"], requests=[*[100] * 14, 50]), START, is_fixed=True)
    assert spike.cause == "idle"


def test_what_stays_dearer_is_told_once_and_becomes_the_usual():
    (spike,) = find_spikes(days([*STEADY, *["0.030"] * 14]), START)
    assert (spike.day, spike.until) == (START, START + timedelta(days=6))


def test_every_weekend_is_no_news():
    week = ["0.010"] * 5 + ["0.020"] * 2
    assert find_spikes(days(week * 5), START, is_fixed=True) == ()


def test_a_cheaper_day_is_no_spike():
    assert find_spikes(days([*STEADY, "0.001"]), START) == ()


@pytest.mark.parametrize("units", [[*STEADY[:6], "0.05"], [*[None] * 14, "0.05"]])
def test_too_few_days_say_nothing(units):
    assert find_spikes(days(units), FIRST) == ()


def test_too_few_requests_say_nothing():
    assert find_spikes(days([*STEADY, "0.05"], requests=[*[100] * 14, 19]), START) == ()
