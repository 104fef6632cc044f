"""Sums are those of an import, whatever repeats what: other requests, other sources, other spans."""

from __future__ import annotations

import json

import pytest

from outlay.core.settings import Settings
from outlay.ingest.events import import_events, sum_events
from outlay.ingest.mapping import FileImport
from outlay.ingest.merging import build_merge
from outlay.jobs.rating import build_pricing
from outlay.store import open_store

REQUEST = {"ts": "2026-10-05T12:00:00Z", "provider": "openai", "model": "gpt-5", "input_tokens": 1000}
HOURS = "SELECT * FROM event_hour WHERE requests > 0 ORDER BY ALL"


def request(number, **more):
    return REQUEST | {"id": f"r{number}", "ts": f"2026-10-05T{number % 24:02}:00:00Z", "output_tokens": number} | more


@pytest.fixture
def hours(tmp_path):
    """What `event_hour` holds after a step that takes rows from a file."""

    def take(step, rows):
        path = tmp_path / "events.jsonl"
        path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
        options = Settings(data_dir=tmp_path / step.__name__)
        pricing = build_pricing(options)
        store = open_store(options)
        step(store, options, FileImport(files=(path,)), pricing, build_merge(options, pricing.rate))
        found = store.fetch(HOURS).to_pylist()
        kept = store.fetch("SELECT count(*) AS n FROM event").to_pylist()[0]["n"]
        store.close()
        return found, kept

    return take


ROWS = [request(number) for number in range(30)]
CASES = {
    "all apart": (ROWS, 0),
    "repeated": ([*ROWS, *ROWS[:3]], 3),
    "said anew": ([*ROWS, request(4, output_tokens=77)], 1),
    "two sources of one answer": ([*ROWS, request(50, response_id="resp_a"), request(51, response_id="resp_a")], 1),
    "without ids": ([{**REQUEST, "output_tokens": 5}] * 2, 0),
    "a stated cost and an unknown model": ([*ROWS, request(40, cost=3), request(41, model="secret-1")], 0),
}


@pytest.mark.parametrize(("rows", "kept"), CASES.values(), ids=CASES)
def test_sums_are_those_of_an_import_and_only_rows_that_share_an_id_are_merged(hours, rows, kept):
    (imported, _), (summed, merged) = hours(import_events, rows), hours(sum_events, rows)
    assert summed == imported
    assert merged == kept


def test_a_span_that_repeats_its_descendants_counts_once(hours):
    trace = {"trace_id": "a" * 32, "ts": "2026-10-05T12:00:00Z"}
    outer = request(1, role="aggregate", span_id="b" * 16, latency_ms=9000, **trace)
    inner = request(2, span_id="c" * 16, parent_span_id="b" * 16, **trace)
    (imported, _), (summed, _) = hours(import_events, [outer, inner]), hours(sum_events, [outer, inner])
    assert summed == imported
    assert sum(hour["requests"] for hour in summed) == 1
