"""Result files of batches: usage as the provider wrote it, at the price of batches."""

from __future__ import annotations

import json

from tests.unit.ingest.records.kit import Read, fixture, one

OPENAI = [json.loads(line) for line in fixture("openai_batch_output.jsonl").splitlines()]
ANTHROPIC = [json.loads(line) for line in fixture("anthropic_batch_results.jsonl").splitlines()]
NAMES = ("provider", "processing", "source_kind", "response_id", "source_id", "model")


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
