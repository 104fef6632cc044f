"""Requests of files are loaded exactly once, and rollups always equal what the requests add up to."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.ingest.events import service
from outlay.ingest.merging import build_merge
from outlay.store.events import EventLoader
from tests.unit.ingest.events.kit import PRICE, Desk, rate

START = datetime(2026, 10, 31, 2, tzinfo=UTC)
IDS = st.integers(0, 4)
CONTENT = st.fixed_dictionaries(
    {
        "minute": st.integers(0, 40 * 60),
        "model": st.sampled_from(["m1", "m2", "mystery"]),
        "product": st.sampled_from(["p", None]),
        "feature": st.sampled_from(["f", "g"]),
        "customer": st.sampled_from(["a", "b", None]),
        "input_tokens": st.integers(0, 2000),
        "output_tokens": st.integers(0, 3),
        "status": st.sampled_from(["ok", "error"]),
        "latency_ms": st.sampled_from([None, 0, 12.5, 700]),
    }
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    found = Desk(tmp_path_factory.mktemp("desk"))
    yield found
    found.store.close()


@pytest.fixture(autouse=True)
def _clear(desk):
    desk.clear()


@pytest.fixture(autouse=True, scope="module")
def _small_batches():
    """Three rows a batch, so that repetitions and changes meet inside an import too."""
    whole = service.open_batches

    def open_small(scratch, rows, condition):
        for batch in whole(scratch, rows, condition):
            yield from (batch.slice(start, 3) for start in range(0, len(batch), 3))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(service, "open_batches", open_small)
        yield


@st.composite
def imports(draw):
    """Lists of rows, one list an import: some with an id and a version, some without any."""
    with_id = draw(st.dictionaries(st.tuples(IDS, st.integers(0, 2)), CONTENT, min_size=1, max_size=8))
    nameless = draw(st.lists(CONTENT, max_size=3))
    versions = [row(content, number, version) for (number, version), content in with_id.items()]
    pool = versions + [row(content) for content in nameless]
    return draw(st.lists(st.lists(st.sampled_from(pool), min_size=1, max_size=9), min_size=1, max_size=3))


def row(content, number=None, version=None):
    moment = START + timedelta(minutes=content["minute"])
    rest = {name: value for name, value in content.items() if name != "minute"}
    ids = {} if number is None else {"source_id": f"id-{number}", "version": version}
    return {"ts": moment.isoformat(), "provider": "openai", **rest, **ids}


def expected(batches):
    """The newest version of each id; of rows without an id as many as one import had at most."""
    newest, most = {}, Counter()
    for rows in batches:
        for found in rows:
            if "source_id" in found and found["version"] >= newest.get(found["source_id"], found)["version"]:
                newest[found["source_id"]] = found
        most |= Counter(tuple(found.items()) for found in rows if "source_id" not in found)
    return [*newest.values(), *(dict(found) for found in most.elements())]


def seen(found):
    return (found["customer"], found["status"], found["input"], found["output"], found["latency_ms"])


def told(found):
    return (found["customer"], found["status"], found["input_tokens"], found["output_tokens"], found["latency_ms"])


@settings(max_examples=8)
@given(batches=imports(), data=st.data())
def test_any_sequence_of_imports_gives_the_same_requests_and_true_rollups(desk, batches, data):
    desk.clear()
    for rows in data.draw(st.permutations(batches + batches)):
        report = desk.load(data.draw(st.permutations(rows)))
        assert report.rows == sum((report.loaded, report.merged, report.changed, report.duplicate, report.rejected))
    wanted = expected(batches)
    assert Counter(map(seen, desk.events())) == Counter(map(told, wanted))
    assert desk.rollups() == desk.recomputed()
    known = [found["input_tokens"] + found["output_tokens"] for found in wanted if found["model"] != "mystery"]
    assert sum(cell["priced_cost"] for cell in desk.rollups()["event_hour"].values()) == PRICE * sum(known)


@settings(max_examples=4)
@given(rows=st.lists(CONTENT, min_size=1, max_size=8), data=st.data())
def test_a_file_may_come_in_parts_or_whole(desk, rows, data):
    numbered = [row(content, number, 0) for number, content in enumerate(rows)]
    desk.clear()
    desk.load(numbered)
    whole = desk.events("request_key, content_hash"), desk.rollups()
    desk.clear()
    cut = data.draw(st.integers(0, len(rows)))
    for part in (numbered[cut:], numbered[: cut + 1]):
        if part:
            desk.load(part)
    assert (desk.events("request_key, content_hash"), desk.rollups()) == whole


def one(version=1, ts="2026-11-01T10:00:00Z", **rest):
    return {"ts": ts, "provider": "openai", "model": "m1", "input_tokens": 10, "id": "x", "version": version} | rest


def test_a_newer_version_replaces_and_its_old_cells_empty(desk):
    desk.load([one(customer="a")])
    report = desk.load([one(2, ts="2026-11-02T23:00:00Z", customer="b", input_tokens=30)])
    assert (report.loaded, report.changed, report.duplicate) == (0, 1, 0)
    assert [(event["customer"], event["input"]) for event in desk.events()] == [("b", 30)]
    assert [cell[:2] for cell in desk.rollups()["customer_day"]] == [(datetime(2026, 11, 2, tzinfo=UTC).date(), "b")]
    assert desk.rollups() == desk.recomputed()


def test_both_days_of_a_moved_request_are_marked_for_the_ledger(desk):
    desk.load([one()])
    with desk.store.write() as tx:
        tx.delete("dirty_day")
    desk.load([one(2, ts="2026-11-02T09:00:00Z")])
    assert sorted(str(found["day"]) for found in desk.rows("SELECT day FROM dirty_day")) == ["2026-11-01", "2026-11-02"]


def test_an_older_version_is_ignored(desk):
    desk.load([one(2, input_tokens=30)])
    report = desk.load([one(1)])
    assert (report.changed, report.duplicate) == (0, 1)
    assert [event["input"] for event in desk.events()] == [30]


def test_without_a_version_the_later_import_wins(desk):
    desk.load([one(0)])
    assert desk.load([one(0, input_tokens=11)]).changed == 1
    assert [event["input"] for event in desk.events()] == [11]


def test_a_repeated_import_marks_no_day(desk):
    desk.load([one()])
    with desk.store.write() as tx:
        tx.delete("dirty_day")
    assert desk.load([one()]).duplicate == 1
    assert desk.rows("SELECT * FROM dirty_day") == []


def test_the_first_price_stays_when_nothing_changed(desk):
    desk.load([one()])
    desk.load([one()], rate=_dearer)
    assert [event["priced_cost"] for event in desk.events()] == [PRICE * 10]


def _dearer(batch):
    from tests.unit.ingest.events.kit import rate

    rated = rate(batch)
    return rated.set_column(5, "priced_cost", [[Decimal(1)] * len(batch)])


@pytest.mark.parametrize("are_apart", [False, True])
def test_an_id_used_again_after_48_hours_is_another_request(desk, are_apart):
    rows = [one(ts="2026-11-01T10:00:00Z"), one(ts="2026-11-03T10:00:01Z"), one(ts="2026-11-05T10:00:02Z", version=2)]
    for part in [[found] for found in rows] if are_apart else [rows]:
        desk.load(part)
    assert len(desk.events()) == 3
    assert desk.rollups() == desk.recomputed()


def test_a_view_between_two_requests_of_one_id_replaces_both_once(desk):
    desk.load([one(ts="2026-11-01T10:00:00Z")])
    desk.load([one(ts="2026-11-04T10:00:00Z")])
    desk.load([one(2, ts="2026-11-02T22:00:00Z")])
    assert len(desk.events()) == 1
    assert desk.rollups() == desk.recomputed()


def test_only_recent_requests_are_kept_as_received(desk):
    recent = datetime.now(tz=UTC).isoformat()
    desk.load([one(), one(id="y", ts=recent, customer="a")])
    assert desk.rows("SELECT source, source_id FROM observation") == [{"source": "file", "source_id": "y"}]


def test_another_source_may_use_the_same_ids(desk):
    desk.load([one()])
    assert desk.load([one()], source="gateway").loaded == 1


def test_a_response_id_is_one_request_whatever_the_source(desk):
    desk.load([one(response_id="r")])
    assert desk.load([one(response_id="r", id="other")], source="gateway", provider="OpenAI").merged == 1


def test_an_empty_batch_loads_nothing(desk):
    with desk.store.write() as tx:
        loader = EventLoader(tx, merge=build_merge(desk.settings, rate))
        loader.load(desk.store.fetch("SELECT * FROM event"))
        counts = loader.finish()
    assert (counts.loaded, counts.changed, counts.without_price) == (0, 0, 0)
