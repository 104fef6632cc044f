"""However observations come, the same requests are counted, each once."""

from __future__ import annotations

import json
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.store.events import fold_observations
from tests.unit.ingest.events.kit import PRICE
from tests.unit.store.events.kit import LEAVES, NOW, observe
from tests.unit.store.events.model import expected

TOKENS = st.one_of(st.none(), st.integers(0, 900))
MINUTES = st.one_of(st.integers(0, 120), st.integers(0, 9 * 24 * 60))
STATED = st.sampled_from([None, None, Decimal("0.5"), Decimal(0)])


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


@settings(max_examples=12, deadline=None)
@given(observations=st.lists(views(), min_size=1, max_size=7), traces=TRACES, data=st.data())
def test_any_order_repetition_and_batching_gives_the_same_events(shared_bench, observations, traces, data):
    bench, everything = shared_bench, [*observations, *traces]
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


def two_views():
    """The same answer, seen by the client with a customer and by the gateway with other counts."""
    client = observe("c", 0, response_id="r", customer="acme", input=10, output=2)
    gateway = observe("g", 1, source="litellm", source_kind="gateway", response_id="r", team="core", input=12, output=2)
    return client, gateway


def test_client_and_gateway_see_one_request(bench):
    client, gateway = two_views()
    bench.take([client])
    counts = bench.take([gateway])
    (event,) = bench.rows("SELECT event.*, key.team FROM event JOIN key USING (key_id)")
    assert (counts.loaded, counts.merged) == (0, 1)
    assert (event["source"], event["input"], event["customer"], event["team"]) == ("litellm", 12, "acme", "core")
    assert event["priced_cost"] == PRICE * 14
    assert [found["source"] for found in json.loads(event["contributors"])].count("otlp") == 1


def test_an_end_without_an_answer_id_joins_its_start_however_late_the_gateway_is(bench):
    start = observe("c", 0, version=1, customer="acme")
    end = observe("c", 0, version=2, response_id="r", input=10, output=2)
    gateway = observe("g", 1, source="litellm", source_kind="gateway", response_id="r")
    bench.take([start])
    bench.take([gateway])
    counts = bench.take([end])
    (event,) = bench.events()
    # the end shows that two events were one
    assert (counts.loaded, counts.merged) == (-1, 2)
    assert (event["customer"], event["input"]) == ("acme", 10)


def test_a_merged_request_knows_its_first_record_after_observations_are_folded(bench):
    start = observe("c", 0, version=1, customer="acme")
    end = observe("c", 0, version=2, response_id="r", input=10, output=2)
    gateway = observe("g", 1, source="litellm", source_kind="gateway", response_id="r", input=10, output=2)
    bench.take([start, end, gateway])
    with bench.store.write() as tx:
        fold_observations(tx, NOW + timedelta(days=9))
    assert bench.take([start]).duplicate == 1
    assert bench.rows("SELECT * FROM observation") == []


def test_a_later_version_without_usage_erases_none(bench):
    bench.take([observe("c", 0, version=1, input=10, output=2)])
    bench.take([observe("c", 0, version=2, status="error")])
    (event,) = bench.events()
    assert (event["version"], event["input"], event["status"]) == (2, 10, "error")


def test_what_the_provider_says_it_cost_stands(bench):
    client, gateway = two_views()
    said = observe("p", 2, source="batch", source_kind="provider", response_id="r", stated_cost=Decimal("0.25"),
                   stated_by="provider")  # fmt: skip
    bench.take([client, gateway, said])
    (event,) = bench.events()
    assert (event["priced_cost"], event["cost_state"], event["input"]) == (Decimal("0.25"), "stated", 12)


def test_an_answer_id_used_again_after_48_hours_is_another_request(bench):
    bench.take([observe("a", 0, response_id="r", input=1), observe("b", 48 * 60, response_id="r", input=1)])
    bench.take([observe("c", 96 * 60 + 1, response_id="r", input=1)])
    assert len(bench.events()) == 2


def test_a_sampled_request_stands_for_many(bench):
    bench.take([observe("c", 0, requests=10, input=100, output=0)])
    assert [cell["requests"] for cell in bench.rollups()["event_hour"].values()] == [10]
    assert [cell["n"] for cell in bench.rollups()["event_hist"].values()] == [10]
    assert bench.rollups() == bench.recomputed()


def test_days_of_repeated_requests_are_not_marked(bench):
    client, gateway = two_views()
    bench.take([client, gateway])
    with bench.store.write() as tx:
        tx.delete("dirty_day")
    bench.take([gateway], [client])
    assert bench.rows("SELECT * FROM dirty_day") == []
