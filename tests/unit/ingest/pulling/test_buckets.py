from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.pulling.buckets import HeldBuckets
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Bucket

START = datetime(2026, 11, 1, tzinfo=UTC)


def bucket(day=0, dataset="costs", records=({"amount": Decimal("0.10"), "name": "ü"},)):
    start = START + timedelta(days=day)
    return Bucket(dataset=dataset, start=start, end=start + timedelta(days=1), records=records)


@pytest.fixture
def held(tmp_path):
    return HeldBuckets(tmp_path / "openai-main")


def test_a_bucket_comes_back_as_it_was(held):
    held.record(bucket())
    assert held.load_month(date(2026, 11, 1)) == [bucket()]
    assert held.load_month(date(2026, 10, 1)) == []


@given(st.decimals(allow_nan=False, allow_infinity=False, places=12, min_value=-(10**20), max_value=10**20))
def test_amounts_stay_exact(tmp_path_factory, amount):
    held = HeldBuckets(tmp_path_factory.mktemp("held"))
    held.record(bucket(records=({"amount": amount},)))
    assert held.load_month(date(2026, 11, 1))[0].records[0]["amount"] == amount


def test_a_bucket_replaces_the_one_of_its_start(held):
    held.record(bucket())
    assert not held.is_new(bucket())
    changed = bucket(records=())
    assert held.is_new(changed)
    held.record(changed)
    assert held.load_month(date(2026, 11, 1)) == [changed]


def test_a_torn_file_is_not_read(held):
    held.record(bucket())
    (held.folder / "costs" / ".20261102T000000Z.json.zst.99.tmp").write_bytes(b"half of a bu")
    assert held.load_starts() == [("costs", START)]


def test_a_damaged_file_is_named_and_replaced(held):
    held.record(bucket())
    path = next((held.folder / "costs").iterdir())
    path.write_bytes(path.read_bytes()[:-5])
    with pytest.raises(SourceError, match=r"20261101T000000Z\.json\.zst is damaged") as caught:
        held.load_month(date(2026, 11, 1))
    assert "--since 2026-11-01" in str(caught.value.hint)
    assert held.is_new(bucket())


def test_what_was_pulled_and_what_is_pending_is_remembered(held):
    assert (held.pulled_until, held.pending_months()) == (None, set())
    held.record_pending({date(2026, 10, 1)})
    held.record_pulled(START, START + timedelta(days=3))
    again = HeldBuckets(held.folder)
    assert (again.pulled_since, again.pulled_until) == (START, START + timedelta(days=3))
    assert again.pending_months() == {date(2026, 10, 1)}


def test_a_damaged_mark_is_as_if_there_was_none(held):
    held.record_pulled(START, START)
    (held.folder / "pulled.json").write_bytes(b"{")
    assert held.pulled_until is None


@pytest.mark.parametrize("name", ["../costs", "Costs", "", "a/b"], ids=["up", "upper", "empty", "path"])
def test_a_dataset_is_a_plain_name(held, name):
    with pytest.raises(SourceError, match="not a name of a dataset"):
        held.record(bucket(dataset=name))
