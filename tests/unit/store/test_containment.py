from __future__ import annotations

import pyarrow as pa
import pytest

from outlay.core.settings import Settings
from outlay.facts.keys import key_id
from outlay.store import open_store
from outlay.store.containment import OTHER, contain_keys
from outlay.store.keys import register_keys


@pytest.fixture
def place(tmp_path):
    settings = Settings(data_dir=tmp_path)
    store = open_store(settings)
    yield store, settings
    store.close()


def raws(count, **more):
    return [
        {"provider": "openai", "model": "gpt-4o", "feature": f"f{n}", "cost_group": "ai", **more} for n in range(count)
    ]


def contained(place, keys, limit, flags=None):
    """The rows of one request for each key: their raw tuples and flags."""
    store, _ = place
    batch = pa.table({"key_id": [key_id(raw) for raw in keys], "flags": pa.array([flags] * len(keys), pa.string())})
    with store.write() as tx:
        rows, tuples = contain_keys(tx, batch, keys, limit)
    by_id = {key_id(raw): raw for raw in tuples}
    return [(by_id[row["key_id"]], row["flags"]) for row in rows.to_pylist()]


def test_within_the_limit_nothing_changes(place):
    assert contained(place, raws(5), 5) == [(raw, None) for raw in raws(5)]


def test_the_most_varied_dimension_is_contained_and_told(place):
    rows = contained(place, raws(50, team="core"), 10)
    assert {raw["feature"] for raw, _ in rows} == {OTHER}
    assert {(raw["team"], raw["model"], flags) for raw, flags in rows} == {("core", "gpt-4o", "contained:feature")}


def test_flags_of_the_row_stay(place):
    assert {flags for _, flags in contained(place, raws(50), 10, "no_usage")} == {"no_usage,contained:feature"}


def test_known_keys_keep_their_names(place):
    store, settings = place
    with store.write() as tx:
        register_keys(tx, raws(3), settings)
    rows = contained(place, raws(50), 10)
    assert [raw["feature"] for raw, flags in rows if flags is None] == ["f0", "f1", "f2"]


def test_what_prices_depend_on_is_contained_last(place):
    keys = [{"provider": "openai", "model": f"m{n}", "feature": f"f{n % 2}", "cost_group": "ai"} for n in range(50)]
    rows = contained(place, keys, 100)
    assert len({raw["model"] for raw, _ in rows}) == 50
    assert {flags for _, flags in contained(place, keys, 10)} == {"contained:feature,contained:model"}
