"""Cursor: what is charged is money, in cents; what the subscription includes is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.cursor import Settings, Source

DAY = datetime(2026, 11, 2, tzinfo=UTC)


def event(cents="21.36", kind="Usage-based", email="ada@acme.dev", **more):
    stamp = {"timestamp": "1793577600007", "userEmail": email, "model": "claude-4.5-sonnet", "kind": kind}
    return {**stamp, "chargedCents": Decimal(cents), **more}


def bucket(dataset, *records, day=DAY):
    return Bucket(dataset=dataset, start=day, end=day + timedelta(days=1), records=records)


def facts_of(*buckets):
    settings = Settings(api_key="k0", billing_account="team")
    return Source(settings, None, DAY).normalise(date(2026, 11, 1), list(buckets))


def test_cents_become_dollars_by_member_model_and_kind():
    facts = facts_of(bucket("events", event(), event(), event(email="bob@acme.dev", cents="0.5")))
    assert [row["BilledCost"] for row in facts.charges] == [Decimal("0.4272"), Decimal("0.005")]
    assert [row["ResourceId"] for row in facts.charges] == ["ada@acme.dev", "bob@acme.dev"]


def test_included_usage_is_no_money_though_it_has_a_model_cost():
    used = {"tokenUsage": {"inputTokens": 5, "totalCents": Decimal("20.18")}}
    assert facts_of(bucket("events", event(cents="0", kind="Included in Business", **used))).charges == []


def test_what_is_not_chargeable_is_no_money():
    assert facts_of(bucket("events", event(isChargeable=False))).charges == []


def test_tokens_of_every_class_are_the_quantity():
    used = {"inputTokens": 1, "outputTokens": 2, "cacheWriteTokens": 4, "cacheReadTokens": 8}
    [row] = facts_of(bucket("events", event(tokenUsage=used), event(tokenUsage=used))).charges
    assert (row["ConsumedQuantity"], row["ConsumedUnit"]) == (30, "Tokens")


def test_members_hold_seats_unless_they_left_or_need_none():
    people = [
        {"id": 1, "email": "ada@acme.dev", "role": "owner"},
        {"id": 2, "email": "bob@acme.dev", "role": "free-owner"},
        {"id": 3, "email": "cy@acme.dev", "role": "member", "isRemoved": True},
    ]
    [row] = facts_of(bucket("events", event(email="Ada@acme.dev")), bucket("members", *people)).seats
    assert (row["employee"], row["last_active_on"]) == ("ada@acme.dev", DAY.date())


def spend(since):
    return bucket("spend", {"userId": 1, "spendCents": Decimal(40), "since": since})


def test_the_vendors_total_is_compared_where_its_cycle_is_the_month():
    first = 1_793_491_200_000
    assert [total.amount for total in facts_of(spend(first)).stated] == [Decimal("0.4")]


def test_a_cycle_of_other_days_compares_with_no_month():
    facts = facts_of(spend(1_793_491_200_000 - 86_400_000))
    assert (facts.stated, "began on 2026-10-31" in facts.notes[0]) == ([], True)


def test_a_total_from_before_the_last_events_is_not_compared():
    later = bucket("events", event(), day=DAY + timedelta(days=1))
    assert facts_of(spend(1_793_491_200_000), later).stated == []


def test_unknown_kinds_and_fields_are_named():
    facts = facts_of(bucket("events", event(kind="Quantum", carbon=1)))
    assert facts.unknown_fields == {"events.kind=Quantum", "events.carbon"}


def test_an_event_without_its_charge_names_the_field():
    broken = {key: value for key, value in event().items() if key != "chargedCents"}
    with pytest.raises(SourceFormatError, match="'chargedCents'"):
        facts_of(bucket("events", broken))
