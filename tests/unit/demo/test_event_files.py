from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from outlay.ingest.events.model import SHAPE


def test_columns_are_those_that_the_import_knows(events):
    assert set(events.column_names) <= set(SHAPE.columns)


def test_every_request_has_its_own_ids(events):
    assert pc.count_distinct(events["source_id"]).as_py() == events.num_rows
    assert pc.count_distinct(events["response_id"]).as_py() == events.num_rows


def test_times_are_aware_and_end_at_a_fixed_moment(events, sample):
    assert events.schema.field("ts").type == pa.timestamp("us", tz="UTC")
    span = pc.min_max(events["ts"]).as_py()
    assert span["min"].date().isoformat() == sample.truth["events_since"]
    assert span["max"].isoformat() < sample.truth["now"] == "2026-11-21T15:00:00+00:00"


def test_files_say_how_tokens_are_counted(sample):
    metadata = pq.ParquetFile(sample.events[0]).metadata.metadata
    assert metadata[b"usage_convention"].startswith(b"disjoint")
    assert b"CC-BY 4.0" in metadata[b"token_shapes"]


def test_tokens_are_never_negative_and_reasoning_is_output(events):
    for name in ("input", "cache_read", "cache_write", "output", "reasoning"):
        assert pc.min(events[f"{name}_tokens"]).as_py() >= 0
    assert pc.all(pc.less_equal(events["reasoning_tokens"], events["output_tokens"])).as_py()


def test_staging_has_no_customer(events):
    staging = events.filter(pc.equal(events["environment"], "staging"))
    assert staging.num_rows > 0
    assert staging["customer"].null_count == staging["user"].null_count == staging.num_rows
    assert events["customer"].null_count == staging.num_rows


def test_a_customer_has_one_plan(events):
    named = events.filter(pc.is_valid(events["customer"]))
    pairs = named.group_by(["customer", "plan", "segment"]).aggregate([])
    assert pairs.num_rows == pc.count_distinct(named["customer"]).as_py()
