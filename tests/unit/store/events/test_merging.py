"""However observations come, the same requests are counted, each once."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.unit.store.events.kit import LEAVES, Bench, observe, price
from tests.unit.store.events.model import expected

TOKENS = st.one_of(st.none(), st.integers(0, 900))
MINUTES = st.one_of(st.integers(0, 120), st.integers(0, 9 * 24 * 60))
STATED = st.sampled_from([None, None, Decimal("0.5"), Decimal(0)])


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    found = Bench(tmp_path_factory.mktemp("bench"))
    yield found
    found.store.close()


@st.composite
def views(draw):
    """One view of one of a few requests, by client, gateway or provider, whole or in part."""
    kind = draw(st.sampled_from(["client", "gateway", "provider"]))
    number = draw(st.integers(0, 2))
    tokens = draw(TOKENS)
    stated = draw(STATED)
    by = {"client": "caller", "gateway": "gateway", "provider": "provider"}[kind]
    return observe(
        f"{kind}-{number}",
        draw(MINUTES),
        source=kind,
        source_kind=kind,
        version=draw(st.integers(0, 2)),
        response_id=draw(st.sampled_from([None, f"r{number}", f"r{number}", "shared"])),
        input=tokens,
        output=tokens,
        customer=draw(st.sampled_from([None, "a", "b"])),
        team=draw(st.sampled_from([None, "t"])),
        tags=draw(st.sampled_from([None, '{"x":"1"}', '{"x":"2","y":"3"}'])),
        latency_ms=draw(st.sampled_from([None, 5.0])),
        requests=draw(st.sampled_from([1, 1, 10])),
        stated_cost=stated,
        stated_by=None if stated is None else by,
    )


@st.composite
def spans(draw):
    """A span of one of two traces: agents, calls, and spans that only link."""
    number, trace = draw(st.integers(0, 5)), draw(st.sampled_from(["t1", "t2"]))
    parent = draw(st.sampled_from([None, "lost", *(f"s{above}" for above in range(number))]))
    # what a span says does not change: the rest of it follows from its name
    role = ["aggregate", "passes", "request"][(number * 7 + len(trace)) % 3] if number else "aggregate"
    return number, trace, parent, role, draw(st.integers(0, 30)), draw(st.integers(1, 40)) * 60_000.0


def span(number, trace, parent, role, minute, lasted):
    tokens = None if role == "passes" else 10 + number
    place = {"trace": trace, "span": f"{trace}s{number}", "parent": parent and f"{trace}{parent}"}
    return observe(f"{trace}:{number}", minute, role=role, input=tokens, latency_ms=lasted, **place)


TRACES = st.lists(spans(), max_size=8, unique_by=lambda found: found[:2]).map(
    lambda found: [span(*fields) for fields in found]
)


def seen(bench):
    """The stored events as the model tells them."""
    events = bench.rows("SELECT event.*, key.team, key.tags FROM event JOIN key USING (key_id)")
    return sorted((_told(event) for event in events), key=repr)


def _told(event):
    leaves = tuple(event[name] for name in LEAVES)
    tags = json.dumps(json.loads(event["tags"] or "{}"), sort_keys=True)
    told = [event[name] for name in ("requests", "customer", "latency_ms", "status", "team")]
    return event["ts"], event["source_id"], leaves, *told, tags, (event["stated_cost"], event["stated_by"])


@settings(max_examples=40, deadline=None)
@given(observations=st.lists(views(), min_size=1, max_size=7), traces=TRACES, data=st.data())
def test_any_order_repetition_and_batching_gives_the_same_events(bench, observations, traces, data):
    everything = [*observations, *traces]
    bench.clear()
    sent = data.draw(st.permutations(everything + data.draw(st.lists(st.sampled_from(everything), max_size=4))))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(sent)), max_size=4)))
    parts = [sent[a:b] for a, b in zip([0, *cuts], [*cuts, len(sent)], strict=True)]
    loaded = sum(bench.take(*[parts[number]]).loaded for number in range(len(parts)))
    assert seen(bench) == expected(everything)
    assert loaded == len(bench.events())
    assert bench.rollups() == bench.recomputed()
    before = bench.state()
    again = bench.take(data.draw(st.permutations(everything)))
    assert (again.loaded, again.merged) == (0, 0)
    assert bench.state() == before
