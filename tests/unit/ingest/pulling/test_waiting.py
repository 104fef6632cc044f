from __future__ import annotations

import pytest

from outlay.ingest.pulling.answers import Answer
from outlay.ingest.pulling.waiting import Patience, is_worth_trying, seconds_asked

DATE = "Tue, 03 Nov 2026 10:30:00 GMT"


def answer(status=429, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(status=status, url="https://api.example", headers=named, content=b"")


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry_after": "12"}, 12),
        ({"retry_after": "0.5"}, 0.5),
        ({"retry_after": "Tue, 03 Nov 2026 10:31:00 GMT", "date": DATE}, 60),
        ({"retry_after": "Tue, 03 Nov 2026 10:29:00 GMT", "date": DATE}, 0),
        ({"retry_after": "soon"}, None),
        ({"retry_after": "-5"}, 0),
        ({"retry_after": "nan"}, None),
        ({"retry_after": "Mon, 01 Jan 99999 00:00:00 GMT", "date": DATE}, None),
        ({"retry_after": "Tue, 03 Nov 2026 10:31:00 +99999999", "date": DATE}, None),
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": "30"}, 30),
        ({"x_ratelimit_remaining": "0", "x_ratelimit_reset": "1793701860", "date": DATE}, 60),
        ({"x_ratelimit_remaining": "9", "x_ratelimit_reset": "30"}, None),
        ({}, None),
    ],
    ids=[
        "seconds",
        "half",
        "date",
        "past",
        "words",
        "negative",
        "nan",
        "year",
        "zone",
        "reset",
        "moment",
        "not-used-up",
        "nothing",
    ],
)
def test_the_wait_that_is_asked_for(headers, seconds):
    assert seconds_asked(answer(**headers)) == seconds


@pytest.mark.parametrize(
    ("status", "headers", "expected"),
    [(429, {}, True), (503, {}, True), (404, {}, False), (403, {}, False), (403, {"retry_after": "9"}, True),
     (403, {"x_ratelimit_remaining": "0"}, True), (400, {}, False)],
    ids=["429", "503", "404", "403", "403-wait", "403-limit", "400"],
)  # fmt: skip
def test_what_may_succeed_later(status, headers, expected):
    assert is_worth_trying(answer(status, **headers)) is expected


def test_patience_ends_with_the_attempts_and_with_the_time():
    patience = Patience(attempts=3, total_seconds=10)
    assert patience.pause(3, 0, None, 0.5) is None
    assert patience.pause(1, 9.5, None, 0.5) is None
    assert patience.pause(1, 0, 11, 0.0) is None
    assert patience.pause(2, 0, None, 0.0) == 1.0
