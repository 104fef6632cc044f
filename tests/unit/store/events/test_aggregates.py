"""Spans that repeat their children's usage count only while no child is known."""

from __future__ import annotations

import pytest

from outlay.store.events import fold_observations
from outlay.store.events.retention import OBSERVATION_AGE
from tests.unit.store.events.kit import NOW, observe


def agent(name="agent", parent=None, minute=0, lasted=600_000.0, **fields):
    return observe(name, minute, role="aggregate", trace="t", span=name, parent=parent, latency_ms=lasted, **fields)


def call(name="call", parent="agent", minute=1, **fields):
    return observe(name, minute, trace="t", span=name, parent=parent, **{"input": 10, "output": 5} | fields)


def link(name, parent):
    return observe(name, 1, role="passes", trace="t", span=name, parent=parent)


def counted(bench):
    assert bench.rollups() == bench.recomputed()
    return [(event["source_id"], event["flags"]) for event in bench.events()]


def test_an_agent_alone_counts_and_says_so(bench):
    counts = bench.take([agent(input=10, output=5)])
    assert (counts.loaded, counted(bench)) == (1, [("agent", "aggregate_only")])


def test_a_late_child_withdraws_its_parent(bench):
    bench.take([agent(input=10, output=5)])
    counts = bench.take([call()])
    assert (counts.loaded, counts.merged) == (0, 1)
    assert counted(bench) == [("call", None)]


def test_a_child_is_found_through_spans_without_usage(bench):
    bench.take([agent(input=10, lasted=0.0), link("tool", "agent")])
    bench.take([call(parent="tool")])
    assert counted(bench) == [("call", None)]


@pytest.mark.parametrize(("minute", "count"), [(5, 1), (11, 2)])
def test_where_a_parent_is_missing_time_decides(bench, minute, count):
    bench.take([agent(input=10), call(parent="unknown", minute=minute)])
    assert len(counted(bench)) == count


def test_a_link_that_comes_late_restores_an_agent_that_is_no_parent(bench):
    bench.take([agent("left", input=10), agent("right", input=20), call(parent="tool")])
    assert counted(bench) == [("call", None)]
    bench.take([link("tool", "right")])
    assert counted(bench) == [("left", "aggregate_only"), ("call", None)]


def test_the_innermost_agent_counts(bench):
    bench.take([agent("outer", input=30), agent("inner", "outer", 1, 60_000.0, input=30)])
    assert counted(bench) == [("inner", "aggregate_only")]


def test_a_failed_call_without_usage_withdraws_none(bench):
    bench.take([agent(input=10), call(input=None, output=None, status="error")])
    assert [name for name, _ in counted(bench)] == ["agent", "call"]


def test_an_answer_id_on_both_makes_one_request(bench):
    bench.take([agent(input=10, response_id="r"), call(response_id="r")])
    assert counted(bench) == [("call", None)]


def test_repeated_agents_are_repetitions_withdrawn_or_not(bench):
    rows = [agent(input=10), call(), agent("other", input=7, minute=700)]
    bench.take(rows)
    assert bench.take(rows).duplicate == 3
    assert [name for name, _ in counted(bench)] == ["call", "other"]


@pytest.mark.parametrize("again", ["call", "agent"])
def test_what_is_sent_again_after_observations_were_forgotten_counts_once(bench, again):
    rows = {"agent": agent(input=10, output=5), "call": call()}
    bench.take(list(rows.values()))
    later = NOW + 2 * OBSERVATION_AGE
    with bench.store.write() as tx:
        fold_observations(tx, later)
    bench.take([rows[again]], now=later)
    assert counted(bench) == [("call", None)]


def test_an_aggregate_without_a_trace_keeps_no_other_observation(bench):
    bench.take([observe("rollup", role="aggregate", input=10), observe("single", trace="t", input=10)])
    with bench.store.write() as tx:
        fold_observations(tx, NOW + 2 * OBSERVATION_AGE)
    kept = bench.store.fetch("SELECT source_id FROM observation").column("source_id").to_pylist()
    assert kept == ["rollup"]


def test_an_agent_of_an_old_file_counts_until_its_call_is_read(bench):
    later = NOW + 2 * OBSERVATION_AGE
    bench.take([agent(input=10, output=5)], now=later, is_last_winning=True)
    assert counted(bench) == [("agent", "aggregate_only")]
    bench.take([call()], now=later, is_last_winning=True)
    assert counted(bench) == [("call", None)]


def test_an_agent_read_after_its_call_of_an_old_file_does_not_count(bench):
    later = NOW + 2 * OBSERVATION_AGE
    bench.take([call()], [agent(input=10, output=5)], now=later, is_last_winning=True)
    assert counted(bench) == [("call", None)]
