"""The embedded engine: all or nothing, one owner, readers in any thread."""

from __future__ import annotations

import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pyarrow as pa
import pytest

from outlay.core.errors import BusyError, InputError
from outlay.store.duckdb import DuckStore

OPEN = """
import sys
from pathlib import Path
from outlay.core.errors import OutlayError
from outlay.store.duckdb import DuckStore
try:
    DuckStore(Path(sys.argv[1])).close()
except OutlayError as error:
    print(type(error).__name__, error.message, error.hint)
else:
    print("opened")
"""
INSERT = "INSERT INTO meta VALUES (?, ?)"


def count(store, table="meta"):
    return store.fetch(f"SELECT count(*) AS n FROM {table}").column("n")[0].as_py()


def open_elsewhere(path):
    command = [sys.executable, "-c", OPEN, str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def fail_after(store, work):
    def write():
        with store.write() as tx:
            work(tx)
            raise RuntimeError("stop")

    with pytest.raises(RuntimeError, match="stop"):
        write()


def test_a_failed_transaction_leaves_nothing(store):
    before = count(store)
    fail_after(store, lambda tx: tx.execute(INSERT, ["a", "b"]))
    assert count(store) == before


def test_a_write_works_after_a_failed_one(store):
    fail_after(store, lambda tx: tx.stage("staged", pa.table({"a": [1]})))
    with store.write() as tx:
        tx.execute(INSERT, ["a", "b"])
    assert store.fetch("SELECT value FROM meta WHERE name = 'a'").to_pylist() == [{"value": "b"}]


def test_a_wrong_statement_rolls_back_what_came_before(store):
    def write():
        with store.write() as tx:
            tx.execute(INSERT, ["a", "b"])
            tx.execute("SELECT * FROM nonsense")

    before = count(store)
    with pytest.raises(Exception, match="nonsense"):
        write()
    assert count(store) == before


def test_staged_rows_are_gone_after_the_transaction(store):
    with store.write() as tx:
        tx.stage("staged", pa.table({"a": [1]}))
        assert tx.fetch("SELECT a FROM staged").to_pylist() == [{"a": 1}]
    with pytest.raises(Exception, match="staged"), store.write() as tx:
        tx.fetch("SELECT a FROM staged")


def test_insert_goes_by_name_and_fills_with_null(store):
    rows = pa.table({"amount_source": ["focus"], "kind": ["seat"], "billing_account": ["a"], "biller": ["b"],
                     "settles_with": ["x"], "payer_id": ["x"]})  # fmt: skip
    with store.write() as tx:
        assert tx.insert("payer", rows) == 1
        assert tx.insert("payer", rows.drop_columns(["amount_source"])) == 1
    assert store.fetch("SELECT amount_source FROM payer ORDER BY 1").column(0).to_pylist() == ["focus", None]


def test_insert_takes_a_stream(store):
    table = pa.table({"name": [f"n{i}" for i in range(1000)], "value": ["v"] * 1000})
    with store.write() as tx:
        assert tx.insert("meta", table.to_reader(max_chunksize=100)) == 1000


def test_delete_by_values_and_lists(store):
    days = [date(2026, 11, day) for day in (1, 2, 3)]
    with store.write() as tx:
        tx.insert("dirty_day", pa.table({"day": days, "reason": ["a", "a", "b"]}))
        assert tx.delete("dirty_day", day=days[:2], reason="a") == 2
        assert tx.delete("dirty_day", reason="a") == 0
        assert tx.delete("dirty_day") == 1


def test_readers_in_threads_see_whole_transactions_only(store):
    is_done = threading.Event()
    seen = set()

    def read():
        while not is_done.is_set():
            seen.add(count(store, "dirty_day"))

    with ThreadPoolExecutor(3) as pool:
        readers = [pool.submit(read) for _ in range(3)]
        for _ in range(10):
            with store.write() as tx:
                for _ in range(5):
                    tx.execute("INSERT INTO dirty_day VALUES ('2026-11-01', 'x')")
        is_done.set()
        for reader in readers:
            reader.result()
    assert {number % 5 for number in seen} == {0}
    assert count(store, "dirty_day") == 50


def test_a_lent_reader_sees_one_moment(store):
    with store.read() as reader:
        before = reader.fetch("SELECT count(*) AS n FROM meta")
        with store.write() as tx:
            tx.execute(INSERT, ["a", "b"])
            tx.execute("INSERT INTO dirty_day VALUES ('2026-11-01', 'x')")
        assert reader.fetch("SELECT count(*) AS n FROM meta") == before
        # also of a table that it had not read before
        assert reader.fetch("SELECT * FROM dirty_day").num_rows == 0
    assert count(store) == 2


def test_a_lent_reader_cannot_write(store):
    with store.read() as reader, pytest.raises(Exception, match="read-only"):
        reader.fetch("INSERT INTO dirty_day VALUES ('2026-11-01', 'x') RETURNING *")
    assert count(store, "dirty_day") == 0


def test_readers_are_lent_to_many_at_once_and_again_after_a_failure(store):
    with pytest.raises(Exception, match="nonsense"), store.read() as reader:
        reader.fetch("SELECT * FROM nonsense")
    with store.read() as one, store.read() as other:
        assert one.fetch("SELECT 1 AS a") == other.fetch("SELECT 1 AS a")


def test_a_lent_reader_does_not_keep_the_file(tmp_path):
    store = DuckStore(tmp_path / "outlay.duckdb")
    with store.read() as reader:
        reader.fetch("SELECT * FROM meta")
    store.close()
    assert open_elsewhere(tmp_path / "outlay.duckdb") == "opened\n"


def test_writers_in_threads_take_turns(store):
    def write(number):
        with store.write() as tx:
            tx.execute(INSERT, [f"t{number}", "x"])

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(write, range(20)))
    assert count(store) == 21


def test_what_was_written_is_there_after_opening_again(tmp_path):
    store = DuckStore(tmp_path / "outlay.duckdb")
    with store.write() as tx:
        tx.execute(INSERT, ["a", "b"])
    store.close()
    again = DuckStore(tmp_path / "outlay.duckdb")
    assert count(again) == 2
    again.close()


def test_a_second_process_is_told_who_owns_the_file(store, tmp_path):
    told = open_elsewhere(tmp_path / "data" / "outlay.duckdb")
    assert told.startswith("BusyError another process owns")
    assert "running server" in told


def test_closing_lets_another_process_in_although_threads_have_read(tmp_path):
    store = DuckStore(tmp_path / "outlay.duckdb")
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(lambda _: count(store), range(4))) == [1, 1, 1, 1]
        store.close()
        assert open_elsewhere(tmp_path / "outlay.duckdb") == "opened\n"


def test_busy_is_a_reason_to_retry():
    assert (BusyError.http_status, BusyError.exit_code) == (503, 6)


def test_a_file_of_another_kind_is_refused(tmp_path):
    path = tmp_path / "outlay.duckdb"
    path.write_text("not a database " * 1000, encoding="utf-8")
    with pytest.raises(InputError, match="cannot be opened") as caught:
        DuckStore(path)
    assert caught.value.stable_code == "input.store"


def test_times_are_utc(store):
    assert store.fetch("SELECT current_setting('TimeZone') AS zone").to_pylist() == [{"zone": "UTC"}]
