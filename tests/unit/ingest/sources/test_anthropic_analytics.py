"""Enterprise analytics: contracted and list price, and what a hundred groups leave over."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.pulling.model import Bucket, Window
from outlay.ingest.sources.anthropic_analytics import Settings, Source

DAY = datetime(2026, 11, 2, tzinfo=UTC)
OTHER = "Other (beyond the top 100 groups)"


def _source(http=None, now=DAY):
    return Source(Settings(analytics_key="key-1", billing_account="org-1"), http, now)


def _bucket(dataset, *records):
    return Bucket(dataset=dataset, start=DAY, end=DAY + timedelta(days=1), records=records)


def _facts(*buckets):
    return _source().normalise(date(2026, 11, 1), buckets)


def _cost(amount, list_amount, **fields):
    return {"amount": amount, "list_amount": list_amount, "currency": "USD", **fields}


def _usage(tokens, **fields):
    counts = {"uncached_input_tokens": tokens, "cache_read_input_tokens": 0, "cache_creation": None, "output_tokens": 1}
    return {**counts, "requests": 2, **fields}


def test_both_prices_of_a_charge_are_kept():
    (charge,) = _facts(_bucket("cost_report", _cost("4210.55", "4432.16", product="claude_code"))).charges
    assert (charge["BilledCost"], charge["ContractedCost"]) == (Decimal("42.1055"), Decimal("42.1055"))
    assert charge["ListCost"] == Decimal("44.3216")
    assert charge["ServiceName"] == "Claude apps claude_code"


def test_what_a_hundred_groups_leave_over_is_a_row_of_its_own():
    groups = _bucket("cost_report", *(_cost("10", "12", model=f"m{n}") for n in range(100)))
    total = _bucket("cost_total", _cost("1230.5", "1500"))
    *_, rest = _facts(groups, total).charges
    assert rest["ChargeDescription"] == OTHER
    assert (rest["BilledCost"], rest["ListCost"]) == (Decimal("2.305"), Decimal(3))


def test_a_difference_to_fewer_groups_is_named_as_one():
    facts = _facts(_bucket("cost_report", _cost("10", "10", model="m")), _bucket("cost_total", _cost("9", "9")))
    rest = facts.charges[-1]
    assert rest["ChargeDescription"] == "Difference between the total and its groups"
    assert (rest["BilledCost"], rest["ChargeCategory"]) == (Decimal("-0.01"), "Adjustment")


def test_groups_that_make_the_total_leave_nothing():
    facts = _facts(_bucket("cost_report", _cost("10", "12")), _bucket("cost_total", _cost("10", "12")))
    assert len(facts.charges) == 1
    assert [stated.amount for stated in facts.stated] == [Decimal("0.1")]


def test_usage_that_groups_leave_over_has_no_model():
    facts = _facts(_bucket("usage_report", _usage(70, model="m")), _bucket("usage_total", _usage(100, model=None)))
    inputs = [(row["model"], row["quantity"]) for row in facts.usage if row["token_class"] == "input"]
    assert inputs == [("m", 70), (None, 30)]


def test_token_types_of_cost_are_meters():
    (charge,) = _facts(_bucket("cost_report", _cost("1", "1", model="m", token_type="output_tokens"))).charges
    assert (charge["SkuMeter"], charge["SkuId"]) == ("Output Tokens", "m output_tokens")


class _Recorder:
    def __init__(self):
        self.asked = []

    def get_json(self, url, *, params, headers, scope_hint):
        del url, headers, scope_hint
        self.asked.append(dict(params))
        return {"data": [], "has_more": False, "next_page": None}


def test_no_call_is_longer_than_31_days_or_before_2026():
    http = _Recorder()
    window = Window(since=datetime(2025, 11, 20, tzinfo=UTC), until=datetime(2026, 3, 5, 8, tzinfo=UTC))
    buckets = list(_source(http, window.until).fetch(window))
    times = [[datetime.fromisoformat(call[name]) for name in ("starting_at", "ending_at")] for call in http.asked]
    assert all(since >= datetime(2026, 1, 1, tzinfo=UTC) for since, _ in times)
    assert all(until - since <= timedelta(days=31) for since, until in times)
    assert max(until for _, until in times) == window.until
    assert {bucket.dataset: sum(b.dataset == bucket.dataset for b in buckets) for bucket in buckets} == dict.fromkeys(
        ("cost_report", "cost_total", "usage_report", "usage_total"), 106
    )


@pytest.mark.parametrize(("field", "value"), [("cost_type", "dreams"), ("token_type", "dream_tokens")])
def test_unknown_values_are_named(field, value):
    facts = _facts(_bucket("cost_report", _cost("1", "1", **{field: value})))
    assert facts.unknown_fields == {f"cost_report.{field}={value}"}
