"""The report's sums."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from outlay.ingest.events.tally import Tally

COUNTS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output")


def batch(hours, **columns):
    rows = len(hours)
    moments = [datetime(2026, 11, 1, hour) for hour in hours]  # noqa: DTZ001 - batches hold naive UTC
    table = {"ts": pa.array(moments, pa.timestamp("us"))}
    table |= {name: pa.array(columns.get(name, [None] * rows), pa.int64()) for name in COUNTS}
    table["role"] = pa.array(columns.get("role", ["request"] * rows), pa.string())
    table["card_id"] = pa.array(columns.get("card_id", [None] * rows), pa.string())
    table["flags"] = pa.array(columns.get("flags", [None] * rows), pa.string())
    return pa.table(table)


def test_nothing_seen_reaches_nowhere():
    tally = Tally()
    assert (tally.rows, tally.tokens, tally.since, tally.until) == (0, 0, None, None)


def test_batches_add_up():
    tally = Tally()
    tally.add(batch([3, 1], input=[1, None], output=[10, 100]))
    tally.add(batch([2], cache_read=[1000]))
    assert (tally.rows, tally.tokens) == (3, 1111)
    assert (tally.since, tally.until) == ("2026-11-01 01:00:00", "2026-11-01 03:00:00")


def test_each_flag_counts_where_a_row_has_several():
    tally = Tally()
    tally.add(batch([1, 2, 3], flags=["a,b,c", None, "a"]))
    assert tally.flags == {"a": 2, "b": 1, "c": 1}


def test_links_are_not_counted_and_cards_are_kept():
    tally = Tally()
    tally.add(batch([1, 2], input=[1, 2], role=["request", "passes"], flags=[None, "no_usage"], card_id=["c", None]))
    assert (tally.rows, tally.tokens, dict(tally.flags), tally.cards) == (1, 1, {}, {"c"})
