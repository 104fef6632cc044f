"""Must not happen, 3, 5 to 8, 13 and 14, where records come in. Amounts are worked by hand beside each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.jobs.imports import Imports
from outlay.jobs.rating import build_pricing
from outlay.jobs.reprice import RepriceRequest, reprice
from outlay.pricing.overrides import Override, write_override

WHO = {"gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai", "gen_ai.response.model": "gpt-4o"}
USAGE = {"gen_ai.usage.input_tokens": 1000, "gen_ai.usage.output_tokens": 100}
RIGHT = "0.0035"
"""1,000 × 2.5 + 100 × 10 USD a million."""


# 3: an unknown model costs nothing


def test_a_request_of_an_unknown_model_is_counted_and_in_no_sum(intake, span):
    intake.spans(span({**WHO, "gen_ai.response.model": "gpt-99", **USAGE}))
    found = intake.request()
    assert (found["cost_state"], found["priced_cost"], found["input"]) == ("unknown", None, 1000)
    assert intake.cost() is None


def test_ccusage_1348_a_zero_of_a_tool_beside_tokens_is_no_price(intake, litellm_row):
    intake.send("litellm", litellm_row(spend=0))
    assert (intake.cost(), intake.request()["cost_state"]) == (RIGHT, "priced")


# 5 and 6: tier and batch


def test_the_tier_that_served_a_span_is_priced(intake, span):
    tiers = {"openai.request.service_tier": "priority", "openai.response.service_tier": "default"}
    intake.spans(span({**WHO, **USAGE, **tiers}))
    assert intake.cost() == RIGHT


def test_a_batch_result_costs_half(intake):
    body = {
        "id": "chatcmpl-7",
        "created": 1_793_534_400,
        "model": "gpt-4o",
        "usage": {"prompt_tokens": 1000, "completion_tokens": 100, "total_tokens": 1100},
    }
    line = {"id": "batch_req_1", "custom_id": "a", "response": {"status_code": 200, "body": body}, "error": None}
    intake.send("openai-batch", line)
    # 1,000 × 1.25 + 100 × 5
    assert intake.cost() == "0.00175"


# 7: the usage of a stream is missing


@pytest.mark.parametrize("issue", ["litellm#6633", "litellm PR#35290", "langchain-litellm#20"])
def test_a_stream_without_usage_is_unknown_and_not_free(intake, span, issue):
    intake.spans(span({**WHO, "gen_ai.response.id": issue}))
    found = intake.requests()
    assert [row["cost_state"] for row in found] == ["unknown"]
    assert intake.cost() is None


def test_litellm_13264_the_end_of_a_stream_brings_its_usage(intake, span):
    begun = span({**WHO, "gen_ai.response.id": "r1"}, seconds=0)
    ended = span({**WHO, **USAGE, "gen_ai.response.id": "r1"}, seconds=9)
    intake.spans(begun, ended, begun)
    assert (len(intake.requests()), intake.cost()) == (1, RIGHT)


def test_openllmetry_627_a_later_record_without_usage_does_not_erase_it(intake, span):
    counted = span({**WHO, **USAGE, "gen_ai.response.id": "r1"}, seconds=1)
    later = span({**WHO, "gen_ai.response.id": "r1"}, seconds=9)
    intake.spans(counted, later)
    assert (intake.request()["input"], intake.cost()) == (1000, RIGHT)


# 8: rows are lost


def test_litellm_13280_every_row_is_stored_once(intake, litellm_row):
    rows = [litellm_row(request_id=f"chatcmpl-{number}") for number in range(20)]
    intake.send("litellm", *rows, *rows[:7])
    # 20 × 0.0035
    assert (len(intake.requests()), intake.cost()) == (20, "0.07")


# 13: rows of a gateway and of the provider added together


def test_the_views_of_client_and_gateway_are_one_request(intake, span, litellm_row):
    intake.send("litellm", litellm_row(request_id="chatcmpl-9", team_id="search"))
    intake.spans(span({**WHO, **USAGE, "gen_ai.response.id": "chatcmpl-9", "customer": "acme"}))
    found = intake.request()
    assert (found["team"], intake.cost()) == ("search", RIGHT)


def test_a_retry_is_a_request_of_its_own(intake, litellm_row):
    intake.send("litellm", litellm_row(request_id="a"), litellm_row(request_id="b"))
    # 2 × 0.0035
    assert (len(intake.requests()), intake.cost()) == (2, "0.007")


def test_a_records_order_and_number_do_not_matter(intake, span, litellm_row):
    intake.spans(span({**WHO, **USAGE, "gen_ai.response.id": "chatcmpl-9"}))
    intake.send("litellm", litellm_row(request_id="chatcmpl-9"), litellm_row(request_id="chatcmpl-9"))
    intake.spans(span({**WHO, **USAGE, "gen_ai.response.id": "chatcmpl-9"}))
    assert (len(intake.requests()), intake.cost()) == (1, RIGHT)


# 14: history priced again in silence, or frozen at a wrong price


def cut_price(intake):
    wish = Override(
        provider="openai",
        model="gpt-4o",
        rates={"input": "2", "output": "8"},
        valid_from=date(2026, 7, 1),
        reason="MSA",
    )
    write_override(intake.settings, wish, today=date(2026, 11, 21))


def test_a_new_price_does_not_change_what_is_stored(intake, span):
    intake.spans(span({**WHO, **USAGE}, trace=1))
    card = intake.request()["card_id"]
    cut_price(intake)
    intake.pricing = build_pricing(intake.settings)
    intake.spans(span({**WHO, **USAGE}, trace=2, start=60))
    old, new = intake.requests()
    assert (old["card_id"], old["priced_cost"]) == (card, Decimal(RIGHT))
    # 1,000 × 2 + 100 × 8
    assert new["priced_cost"] == Decimal("0.0028")


def test_a_wrong_price_can_be_repaired_and_what_changed_is_told(intake, span):
    intake.spans(span({**WHO, **USAGE}))
    card = intake.request()["card_id"]
    cut_price(intake)
    wish = RepriceRequest(since=date(2026, 11, 1), reason="contract")
    report = reprice(intake.store, intake.settings, Imports(intake.store, intake.settings), wish)
    [cell] = report.cells
    assert (cell.old_card, cell.old_cost, cell.new_cost) == (card, Decimal(RIGHT), Decimal("0.0028"))
    assert intake.cost() == "0.0028"
    known = intake.store.fetch("SELECT card_id FROM price_card").column("card_id").to_pylist()
    assert {cell.old_card, cell.new_card} <= set(known)
