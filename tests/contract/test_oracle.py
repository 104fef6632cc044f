"""Answers are what plain Python adds up from the same rows."""

from __future__ import annotations

import math
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pytest

from outlay.core.money import quantize
from outlay.core.time import Grain, period_start
from outlay.facts.catalog import Question
from outlay.store.query import ask
from tests.contract import company

SINCE, UNTIL = company.SINCE, company.UNTIL
ESTIMATED = {"metered", "reseller"}


@pytest.fixture(scope="module")
def answer(duck, catalog):
    def answered(**question):
        return ask(
            duck,
            catalog.query(Question(**{"since": str(SINCE), "until": str(UNTIL), **question}), today=date(2026, 3, 1)),
            catalog,
            fiscal_start=question.pop("fiscal_start", 1),
        )

    return answered


@pytest.fixture(scope="module")
def facts(rows):
    return {
        **rows,
        "keys": {key["key_id"]: key for key in rows["key"]},
        "covered": {(row["payer_id"], row["day"]) for row in rows["coverage"]},
        "requests": [row for row in rows["event"] if SINCE <= row["ts"].date() < UNTIL],
    }


def added(pairs):
    sums = defaultdict(Decimal)
    for group, amount in pairs:
        sums[group] += amount
    return dict(sums)


def by(answer, metric, *names):
    return {
        (row[names[0]] if len(names) == 1 else tuple(row[name] for name in names)): row[metric] for row in answer.rows
    }


def estimates(facts):
    """Priced requests of payers' days that no bill covers."""
    for event in facts["requests"]:
        key = facts["keys"][event["key_id"]]
        is_open = (key["payer_id"], event["ts"].date()) not in facts["covered"]
        if is_open and key["payer_kind"] in ESTIMATED and event["cost_state"] != "unknown":
            yield event, key


def consumed(facts, table):
    """Effective cost of covered days."""
    for row in facts[table]:
        is_covered = (row["payer_id"], row["day"]) in facts["covered"]
        if SINCE <= row["day"] < UNTIL and is_covered and row["cost_class"] == "consumption":
            yield row


def is_prepaid(row):
    return row["charge_category"] == "Purchase" and row["effective_cost"] == 0 != row["billed_cost"]


def owned(key, name):
    return key.get(name) or key.get("attribution") or "unattributed"


def test_cost_takes_each_payers_day_from_one_source(answer, facts):
    ledger = [
        (owned(facts["keys"][row["key_id"]], "feature"), row["effective_cost"]) for row in consumed(facts, "ledger")
    ]
    open_days = [(owned(key, "feature"), event["priced_cost"]) for event, key in estimates(facts)]
    assert by(answer(metrics=["cost"], by=["feature"]), "cost", "feature") == added(ledger + open_days)


def test_cost_by_customer_and_product_adds_both_sources(answer, facts):
    ledger = [
        ((row["customer"] or "unattributed", row["product"] or "unattributed"), row["effective_cost"])
        for row in consumed(facts, "ledger_customer")
    ]
    open_days = [
        ((event["customer"] or "unattributed", key.get("product") or "unattributed"), event["priced_cost"])
        for event, key in estimates(facts)
    ]
    found = answer(metrics=["cost"], by=["customer", "product"])
    assert by(found, "cost", "customer", "product") == added(ledger + open_days)


def test_months_of_customers_and_features_leave_open_days_to_requests(answer, facts):
    touched = {(payer, day.replace(day=1)) for payer, day in facts["covered"]}
    ledger = [
        ((row["customer"] or "unattributed", row["feature"] or "unattributed"), row["effective_cost"])
        for row in facts["ledger_customer_month"]
        if SINCE <= row["month"] < UNTIL
        and row["cost_class"] == "consumption"
        and (row["covered"] if row["covered"] is not None else (row["payer_id"], row["month"]) in touched)
    ]
    open_days = [
        (
            (event["customer"] or "unattributed", key.get("feature") or key.get("attribution") or "unattributed"),
            event["priced_cost"],
        )
        for event, key in estimates(facts)
    ]
    found = answer(metrics=["cost"], by=["customer", "feature"])
    assert by(found, "cost", "customer", "feature") == added(ledger + open_days)


@pytest.mark.parametrize(
    ("view", "amount", "holds"),
    [
        ("net", "effective_cost", lambda row: row["cost_class"] != "tax_recoverable"),
        ("list", "list_cost", lambda row: row["charge_category"] in {"Usage", "Purchase"} and not is_prepaid(row)),
    ],
)
def test_views_choose_rows_and_amounts_of_the_ledger(answer, facts, view, amount, holds):
    rows = [
        ((row["charge_category"], row["payer_id"]), row[amount])
        for row in facts["ledger"]
        if SINCE <= row["day"] < UNTIL and (row["payer_id"], row["day"]) in facts["covered"] and holds(row)
        if row[amount] is not None
    ]
    open_days = [(("Usage", key["payer_id"]), event["priced_cost"]) for event, key in estimates(facts)]
    found = answer(metrics=["cost"], by=["charge_category", "payer"], view=view)
    shown = {group: cost for group, cost in by(found, "cost", "charge_category", "payer").items() if cost is not None}
    assert shown == added(rows + open_days)


@pytest.mark.parametrize(
    ("grain", "time"), [("month", "billing_period"), (None, "billing_period"), ("day", "day"), ("week", "day")]
)
def test_the_invoice_view_is_all_billed_rows_and_no_estimates(answer, facts, grain, time):
    rows = [
        (period_start(row[time], Grain(grain)) if grain else None, row["invoice_id"], row["billed_cost"])
        for row in facts["ledger"]
        if SINCE <= row[time] < UNTIL
    ]
    found = answer(metrics=["cost"], by=["invoice_id"], view="invoice", grain=grain)
    shown = {(row[grain] if grain else None, row["invoice_id"]): row["cost"] for row in found.rows}
    assert shown == added(((period, invoice), amount) for period, invoice, amount in rows)


def test_unit_costs_are_of_the_days_with_usage(answer, facts):
    used = {event["ts"].date() for event in facts["event"]}
    wide = answer(metrics=["cost_per_request"], by=["provider"], since="2025-01-01", until="2027-01-01")
    days = {"since": str(min(used)), "until": str(max(used) + timedelta(days=1))}
    exact = answer(metrics=["cost_per_request"], by=["provider"], **days)
    assert (wide.rows, wide.totals) == (exact.rows, exact.totals)
    over, bound, *_ = wide.notes
    assert "the days with both" in over
    assert exact.notes[0] == bound


def test_posted_cost_is_by_accounting_period_without_estimates(answer, facts):
    rows = [
        (row["accounting_period"], row["effective_cost"])
        for row in facts["ledger"]
        if SINCE <= row["accounting_period"] < UNTIL and row["cost_class"] == "consumption"
    ]
    assert by(answer(metrics=["cost"], grain="month", axis="posted"), "cost", "month") == added(rows)


def test_tokens_and_requests_are_those_of_the_requests(answer, facts):
    rows = [
        ((event["ts"].date(), facts["keys"][event["key_id"]]["model"]), event["input"] + event["cache_read"])
        for event in facts["requests"]
    ]
    found = answer(metrics=["input_tokens", "cache_read_tokens"], by=["model"], grain="day")
    shown = {(row["day"], row["model"]): Decimal(row["input_tokens"] + row["cache_read_tokens"]) for row in found.rows}
    assert shown == added(rows)


def test_token_classes_add_up_to_the_calculated_cost(answer):
    classes = by(answer(metrics=["priced_cost"], by=["token_class"]), "priced_cost", "token_class")
    whole = answer(metrics=["priced_cost"]).rows[0]["priced_cost"]
    assert set(classes) == {"input", "cache_read", "cache_write", "output", "units", None}
    assert sum(classes.values()) == whole


@pytest.mark.parametrize("percent", [50, 95, 99])
def test_percentiles_are_the_nearest_rank_within_one_percent(answer, facts, percent):
    found = answer(metrics=[f"latency_p{percent}"], by=["model"])
    for model, shown in by(found, f"latency_p{percent}", "model").items():
        latencies = sorted(
            event["latency_ms"]
            for event in facts["requests"]
            if event["latency_ms"] is not None and facts["keys"][event["key_id"]]["model"] == model
        )
        exact = latencies[math.ceil(len(latencies) * percent / 100) - 1]
        assert float(shown) == pytest.approx(exact, rel=0.01)


def test_percentiles_of_rollups_and_of_single_requests_agree(answer):
    week = {"since": "2026-02-16", "until": "2026-02-23", "metrics": ["p95_cost_per_request"]}
    from_rollup = answer(**week).rows[0]["p95_cost_per_request"]
    from_requests = answer(**week, where='user != "nobody"').rows[0]["p95_cost_per_request"]
    assert from_rollup == from_requests > 0


def test_revenue_and_margin_by_customer(answer, facts):
    rows = [
        (row["customer"] or "unattributed", row["amount"])
        for row in facts["value"]
        if row["metric"] == "revenue_recognised" and SINCE <= row["day"] < UNTIL
    ]
    found = answer(metrics=["revenue", "cost", "margin"], by=["customer"])
    assert by(found, "revenue", "customer") == added(rows)
    assert all(row["margin"] == row["revenue"] - row["cost"] for row in found.rows)


def test_derived_metrics_divide_in_decimal(answer):
    for row in answer(metrics=["cost", "requests", "cost_per_1k_requests"], by=["provider"]).rows:
        expected = quantize(row["cost"] * 1000 / row["requests"]) if row["cost"] and row["requests"] else None
        assert row["cost_per_1k_requests"] == expected


def test_unknown_prices_are_counted_for_metered_and_resold_usage(answer, facts):
    unknown = [
        event
        for event in facts["requests"]
        if event["cost_state"] == "unknown" and facts["keys"][event["key_id"]]["payer_kind"] in ESTIMATED
    ]
    found = answer(metrics=["cost"], by=["feature"]).unknown_price
    assert found.requests == len(unknown) > 0
    names = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output")
    assert found.tokens == sum(event[name] for event in unknown for name in names)


def test_cost_states_and_truncated_totals_are_over_everything(answer):
    whole = answer(metrics=["cost", "requests"], by=["model"], grain="day")
    cut = answer(metrics=["cost", "requests"], by=["model"], grain="day", limit=3)
    assert cut.truncated
    assert len(cut.rows) == 3
    assert cut.totals == whole.totals
    assert sum(cut.cost_states.values()) == whole.totals["cost"]
    assert sum(row["cost"] for row in whole.rows if row["cost"] is not None) == whole.totals["cost"]


@pytest.mark.parametrize("fiscal_start", [1, 2, 7, 12])
@pytest.mark.parametrize("grain", ["quarter", "year", "week"])
def test_periods_start_where_the_calendar_says(duck, catalog, facts, grain, fiscal_start):
    query = catalog.query(
        Question(metrics=["requests"], grain=grain, since=str(SINCE), until=str(UNTIL)), today=date(2026, 3, 1)
    )
    found = ask(duck, query, catalog, fiscal_start=fiscal_start)
    rows = [(period_start(event["ts"].date(), Grain(grain), fiscal_start), Decimal(1)) for event in facts["requests"]]
    assert by(found, "requests", grain) == added(rows)


def test_the_same_cost_by_any_key_dimension(answer, catalog):
    totals = {answer(metrics=["cost"], by=[name]).totals["cost"] for name in ("team", "model", "payer", "token_class")}
    assert len(totals) == 1


def test_charges_tell_covered_days_before_allocation(answer, facts):
    charges = {row["x_charge_id"]: row for row in facts["charge"]}
    rows = [(charges[row["x_charge_id"]]["SkuId"], row["effective_cost"]) for row in consumed(facts, "charge_slice")]
    found = answer(metrics=["cost"], by=["sku"])
    assert by(found, "cost", "sku") == added(rows)
    assert found.notes
