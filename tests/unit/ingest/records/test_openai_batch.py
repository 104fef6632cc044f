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


def test_no_answer_is_kept():
    kept = (
        Read("anthropic-batch", ANTHROPIC).rows.table().to_pylist()
        + Read("openai-batch", OPENAI).rows.table().to_pylist()
    )
    assert "SECRET" not in str(kept)
