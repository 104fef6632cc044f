"""OpenRouter: what is paid to it, not what is paid behind it; days that are gone are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from outlay.ingest.pulling.errors import SourceRequestError
from outlay.ingest.pulling.model import Bucket, Window
from outlay.ingest.sources.openrouter import Settings, Source

NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
ROW = {
    "date": "2026-11-02",
    "model": "openai/gpt-4.1",
    "model_permaslug": "openai/gpt-4.1-2025-04-14",
    "provider_name": "OpenAI",
    "usage": Decimal("0.015"),
    "byok_usage_inference": Decimal("0.012"),
    "requests": 5,
    "prompt_tokens": 50,
    "completion_tokens": 125,
    "reasoning_tokens": 25,
}


class _Days:
    """Answers each day with nothing, and refuses those that it calls unfinished."""

    def __init__(self, *refused):
        self.refused = refused
        self.asked = []

    def get_json(self, url, *, params, headers, scope_hint):
        del url, headers, scope_hint
        day = params[0][1]
        if day in self.refused:
            raise SourceRequestError("not a completed day")
        self.asked.append(date.fromisoformat(day))
        return {"data": []}


def _source(http=None):
    return Source(Settings(management_key="key-1"), http, NOW)


def _bucket(dataset, day, *records):
    start = datetime(2026, 11, day, tzinfo=UTC)
    return Bucket(dataset=dataset, start=start, end=start + timedelta(days=1), records=records)


def _facts(*buckets):
    return _source().normalise(date(2026, 11, 1), buckets)


def test_only_what_is_paid_to_openrouter_is_charged():
    facts = _facts(_bucket("activity", 2, ROW))
    assert [charge["BilledCost"] for charge in facts.charges] == [Decimal("0.015")]
    (note,) = facts.notes
    assert note.startswith("2026-11: 0.012 USD of inference with your own keys is paid to the providers behind")


def test_reasoning_is_part_of_the_output():
    rows = _facts(_bucket("activity", 2, ROW)).usage
    assert [(row["token_class"], row["quantity"], row["requests"]) for row in rows] == [
        ("input", 50, 5),
        ("output", 125, None),
    ]


def test_completed_days_of_the_last_thirty_are_asked_for():
    http = _Days()
    window = Window(since=datetime(2026, 10, 1, tzinfo=UTC), until=NOW)
    buckets = list(_source(http).fetch(window))
    assert http.asked == [date(2026, 10, 4) + timedelta(days=n) for n in range(30)]
    assert [bucket.start.day for bucket in buckets if bucket.dataset == "lost"] == [1, 2, 3]


def test_yesterday_may_not_be_over_by_the_vendors_clock():
    window = Window(since=datetime(2026, 11, 1, tzinfo=UTC), until=NOW)
    assert [bucket.start.day for bucket in _source(_Days("2026-11-02")).fetch(window)] == [1]


def test_lost_days_are_said_unless_they_are_held():
    facts = _facts(_bucket("lost", 1), _bucket("lost", 2), _bucket("lost", 3), _bucket("activity", 2))
    assert facts.notes[0].startswith("2 day(s) from 2026-11-01 to 2026-11-03 are lost")
    assert _facts(_bucket("lost", 2), _bucket("activity", 2)).notes == []
