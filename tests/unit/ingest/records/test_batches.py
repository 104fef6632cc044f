"""Result files of batches: usage as the provider wrote it, at the price of batches."""

from __future__ import annotations

import json

from tests.unit.ingest.records.kit import Read, fixture, one

OPENAI = [json.loads(line) for line in fixture("openai_batch_output.jsonl").splitlines()]
ANTHROPIC = [json.loads(line) for line in fixture("anthropic_batch_results.jsonl").splitlines()]
NAMES = ("provider", "processing", "source_kind", "response_id", "source_id", "model")


def test_openais_chat_and_responses_give_their_leaves(bench):
    # 1000 prompt tokens hold 200 cached ones, 100 completion tokens hold 30 of reasoning
    assert bench.leaves("openai-batch", OPENAI[0]) == (800, 200, 0, 0, 100, 30)
    assert bench.leaves("openai-batch", OPENAI[1]) == (50, 0, 0, 0, 5, 0)


def test_openais_line_says_who_and_when():
    custom = "customer=acme;feature=summary;17"
    assert one("openai-batch", OPENAI[0], *NAMES) == (
        "openai", "batch", "provider", "chatcmpl-b1", f"{custom}:batch_req_1", "gpt-4o-2024-08-06",
    )  # fmt: skip
    assert one("openai-batch", OPENAI[0], "ts", "customer", "feature", "tags", "service_tier") == (
        1795168800, "acme", "summary", None, None,
    )  # fmt: skip
    assert one("openai-batch", OPENAI[1], "ts", "customer") == (1795168860, None)


def test_failed_lines_used_nothing_and_an_input_file_is_no_result():
    found = Read("openai-batch", OPENAI)
    assert (len(found.rows), found.letters.without_usage) == (2, 2)
    assert found.dead == [("response", "not a result of a batch")]


def test_anthropics_message_gives_its_leaves_once_it_has_a_time(bench):
    # none of these contains another; 70 written are 50 + 20
    found = Read("anthropic-batch", ANTHROPIC[0])
    row = dict(zip(("raw_usage", "region", "team"), found.values("raw_usage", "region", "team")[0], strict=True))
    assert (row["region"], row["team"]) == ("us", "search")
    event = {"ts": 1795168800, "provider": "anthropic", "raw_usage": json.loads(row["raw_usage"])}
    assert bench.leaves("events", event) == (100, 300, 50, 20, 40, 0)


def test_anthropics_line_has_no_time_of_its_own(bench):
    assert one("anthropic-batch", ANTHROPIC[0], *NAMES)[:4] == ("anthropic", "batch", "provider", "msg_b1")
    assert bench.batch("anthropic-batch", ANTHROPIC[0]) == []
    assert [(found.column, found.reason) for found in bench.refused] == [("ts", "no timestamp")]


def test_unbilled_lines_are_counted_without_usage():
    found = Read("anthropic-batch", ANTHROPIC)
    assert (len(found.rows), found.letters.without_usage) == (1, 2)
    assert found.dead == [("result", "not a result of a batch")]


def test_no_answer_is_kept():
    kept = (
        Read("anthropic-batch", ANTHROPIC).rows.table().to_pylist()
        + Read("openai-batch", OPENAI).rows.table().to_pylist()
    )
    assert "SECRET" not in str(kept)
