"""Claude Code's analytics: seats and subscribers' tokens, never money."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from outlay.facts.payers import payer_of_usage
from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.claude_code import Settings, Source

FIRST = datetime(2026, 11, 2, tzinfo=UTC)
ANN = {"type": "user_actor", "email_address": "Ann@acme.example"}
KEY = {"type": "api_actor", "api_key_name": "ci"}


def _facts(*days):
    starts = [FIRST + timedelta(days=n) for n in range(len(days))]
    buckets = [
        Bucket(dataset="claude_code", start=start, end=start + timedelta(days=1), records=tuple(records))
        for start, records in zip(starts, days, strict=True)
    ]
    return Source(Settings(admin_key="key-1"), None, FIRST).normalise(date(2026, 11, 1), buckets)


def _record(actor, customer_type="subscription", sessions=1, tokens=None):
    counts = {"input": 100, "output": 35, "cache_read": 10, "cache_creation": 5} if tokens is None else tokens
    cost = {"currency": "USD", "amount": 145}
    breakdown = [{"model": "claude-opus-5-5", "tokens": counts, "estimated_cost": cost}] if counts else []
    return {
        "actor": actor,
        "organization_id": "org-1",
        "customer_type": customer_type,
        "core_metrics": {"num_sessions": sessions},
        "model_breakdown": breakdown,
    }


def test_subscribers_tokens_are_usage_by_class_and_no_charge():
    facts = _facts([_record(ANN)])
    used = {row["token_class"]: row["quantity"] for row in facts.usage}
    assert used == {"input": 100, "output": 35, "cache_read": 10, "cache_write": 5}
    assert facts.charges == []


def test_tokens_of_api_customers_are_left_to_the_messages_report():
    facts = _facts([_record(KEY, "api"), _record(ANN, "api")])
    assert facts.usage == []
    assert "2026-11: 300 tokens of API customers" in facts.notes[0]


def test_the_payer_of_subscribers_tokens_is_a_seat_that_anthropic_bills():
    payer = payer_of_usage(_facts([_record(ANN)]).usage[0])
    assert (payer.biller, payer.billing_account, payer.kind) == ("anthropic", "org-1", "seat")


def test_a_person_has_one_seat_with_the_last_active_day():
    idle = _record(ANN, sessions=0, tokens={})
    (seat,) = _facts([_record(ANN)], [_record(ANN)], [idle], []).seats
    assert (seat["seat_id"], seat["last_active_on"]) == ("ann@acme.example", date(2026, 11, 3))
    assert (seat["as_of"], seat["product"]) == (date(2026, 11, 5), "Claude Code")


def test_keys_hold_no_seats():
    assert _facts([_record(KEY, "api")]).seats == []
