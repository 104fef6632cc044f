"""Inference endpoints: minutes between looks, exact at the price of the hardware, and gaps that are said."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.pulling.model import Bucket, Window
from outlay.ingest.sources.huggingface import Settings, Source

MONTH = datetime(2026, 11, 1, tzinfo=UTC)
NOON = datetime(2026, 11, 10, 12, tzinfo=UTC)


def _source(http=None):
    return Source(Settings(token="hf_1", namespace="acme"), http, NOON)


def _seen(state="running", ready=1, target=1, price="0.8", name="vllm"):
    hardware = {"instanceType": "nvidia-l4", "instanceSize": "x1", "vendor": "aws", "region": "us-east-1"}
    counts = {"state": state, "readyReplica": ready, "targetReplica": target}
    return {"name": name, "repository": "meta-llama/L", "pricePerHour": price, **hardware, **counts}


def _look(moment, *records):
    return Bucket(dataset="endpoints", start=moment, end=moment + timedelta(minutes=1), records=records)


def _facts(*looks):
    return _source().normalise(date(2026, 11, 1), looks)


def _cost(facts):
    assert all(charge["BilledCost"] == 0 for charge in facts.charges)
    return sum((charge["EffectiveCost"] for charge in facts.charges), Decimal(0))


def _every_hour(*records, hours=3):
    return [_look(NOON + timedelta(hours=n), *records) for n in range(hours)]


def test_minutes_between_looks_cost_the_hardwares_price():
    (charge,) = _facts(*_every_hour(_seen())).charges
    assert (charge["EffectiveCost"], charge["ConsumedQuantity"]) == (Decimal("1.6"), Decimal(120))
    assert (charge["ConsumedUnit"], charge["ResourceId"], charge["RegionId"]) == ("Minutes", "vllm", "us-east-1")


@pytest.mark.parametrize("state", ["paused", "scaledToZero", "pending", "failed"])
def test_states_that_are_not_billed_cost_nothing(state):
    assert _facts(*_every_hour(_seen(state))).charges == []


@pytest.mark.parametrize(
    ("state", "ready", "target", "replicas"), [("initializing", 0, 2, 2), ("running", 3, 1, 3), ("updating", 1, 1, 1)]
)
def test_replicas_that_start_or_still_stop_are_paid_for(state, ready, target, replicas):
    assert _cost(_facts(*_every_hour(_seen(state, ready, target)))) == Decimal("1.6") * replicas


def test_an_unknown_state_is_named_and_costs_nothing():
    facts = _facts(*_every_hour(_seen("dreaming")))
    assert (facts.charges, facts.unknown_fields) == ([], {"endpoints.state=dreaming"})


def test_a_gap_counts_up_to_its_limit_and_its_rest_is_said_with_a_bound():
    facts = _facts(_look(NOON, _seen()), _look(NOON + timedelta(hours=5), _seen(ready=2)))
    assert _cost(facts) == Decimal("1.6")
    assert facts.notes == [
        "2026-11: no one looked during 180 minutes (looks were over 120 minutes apart): not counted, at most 4.80 USD"
    ]


def test_midnight_cuts_a_span_into_days():
    late = datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    charges = _facts(_look(late, _seen()), _look(late + timedelta(hours=1), _seen())).charges
    assert [(charge["ChargePeriodStart"].day, charge["ConsumedQuantity"]) for charge in charges] == [(10, 30), (11, 30)]


def test_the_edges_of_a_month_are_filled_where_a_look_is_near():
    facts = _facts(
        _look(MONTH + timedelta(minutes=90), _seen()), _look(datetime(2026, 11, 30, 23, 30, tzinfo=UTC), _seen())
    )
    assert {charge["ChargePeriodStart"].day: int(charge["ConsumedQuantity"]) for charge in facts.charges} == {
        1: 90 + 120,
        30: 30,
    }


def test_hardware_without_a_price_is_said():
    facts = _facts(*_every_hour(_seen(price=None)))
    assert facts.charges == []
    assert facts.notes == ["vllm: no price of nvidia-l4 x1 was told; its minutes are not counted"]


@given(st.lists(st.integers(min_value=1, max_value=118), min_size=1, max_size=12))
def test_more_looks_at_the_same_state_change_no_sum(steps):
    end = NOON + timedelta(minutes=119)
    moments = sorted({NOON, end, *(NOON + timedelta(minutes=step) for step in steps)})
    few = _facts(_look(NOON, _seen()), _look(end, _seen()))
    assert _cost(_facts(*(_look(moment, _seen()) for moment in moments))) == _cost(few)


class _Api:
    vendor_time = NOON + timedelta(seconds=12)

    def get_json(self, url, **_):
        hardware = {"instanceType": "nvidia-l4", "instanceSize": "x1", "pricePerHour": Decimal("0.8")}
        elsewhere = {**hardware, "pricePerHour": Decimal("1.2")}
        if "/v2/provider/" in url:
            regions = [{"name": "us-east-1", "computes": [hardware]}, {"name": "eu-west-1", "computes": [elsewhere]}]
            return {"vendors": [{"name": "aws", "regions": regions}]}
        compute = {"instanceType": "nvidia-l4", "instanceSize": "x1"}
        status = {"state": "running", "readyReplica": 1, "targetReplica": 1}
        place = {"vendor": "aws", "region": "us-east-1"}
        model = {"repository": "r", "secrets": {"HF_TOKEN": "hidden"}, "env": {"KEY": "hidden"}}
        return {"items": [{"name": "e", "compute": compute, "status": status, "provider": place, "model": model}]}


def test_a_look_keeps_the_regions_price_and_nothing_that_was_set():
    (bucket,) = _source(_Api()).fetch(Window(since=MONTH, until=NOON))
    assert bucket.start == NOON
    assert bucket.records[0]["pricePerHour"] == "0.8"
    assert "hidden" not in str(bucket.records)


def test_the_past_cannot_be_looked_at():
    window = Window(since=MONTH - timedelta(days=31), until=MONTH)
    assert list(_source(_Api()).fetch(window)) == []
