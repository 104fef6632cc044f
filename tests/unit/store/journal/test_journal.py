"""Appending from many threads, waiting, releasing, refusing."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from outlay.store.journal import JournalClosedError, JournalFullError, Mark, Position
from outlay.store.journal.disk import Disk


class StuckDisk(Disk):
    """Does not sync before it is told to."""

    def __init__(self):
        self.reached, self.free = threading.Event(), threading.Event()

    def sync(self, descriptor):
        self.reached.set()
        assert self.free.wait(10)
        super().sync(descriptor)


@pytest.fixture
def stuck(shelf):
    disk = StuckDisk()
    journal = shelf.open(disk=disk, waiting_bytes=100)
    yield journal, disk
    disk.free.set()
    journal.close()


def test_eight_threads_lose_nothing(shelf):
    journal = shelf.open(segment_bytes=20_000)

    def send(thread):
        for n in range(100):
            journal.append("events", b"%d:%d" % (thread, n) * 20, count=2).result(10)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(send, range(8)))
    journal.close()
    entries, damages = shelf.read(until=journal.mark)
    assert {entry.body for entry in entries} == {b"%d:%d" % (t, n) * 20 for t in range(8) for n in range(100)}
    assert [entry.number for entry in entries] == list(range(0, 1600, 2))
    assert (journal.accepted, damages) == (1600, [])


def test_records_that_wait_are_written_together(stuck, shelf):
    journal, disk = stuck
    futures = [journal.append("events", b"first", count=1)]
    assert disk.reached.wait(10)
    futures += [journal.append("events", b"more", count=1) for _ in range(5)]
    assert not any(future.done() for future in futures)
    disk.free.set()
    assert [future.result(10) for future in futures] == [None] * 6
    assert journal.accepted == 6


def test_a_full_queue_refuses_at_once(stuck):
    journal, disk = stuck
    journal.append("events", b"x" * 90, count=1)
    assert disk.reached.wait(10)
    with pytest.raises(JournalFullError) as refused:
        journal.append("events", b"x" * 11, count=1)
    assert (refused.value.stable_code, refused.value.http_status) == ("busy.journal_full", 503)
    journal.append("events", b"x" * 10, count=1)


def test_a_body_given_up_before_it_was_written_is_not_written(stuck, shelf):
    journal, disk = stuck
    journal.append("events", b"first", count=1)
    assert disk.reached.wait(10)
    assert journal.append("events", b"given up", count=1).cancel()
    last = journal.append("events", b"last", count=1)
    disk.free.set()
    last.result(10)
    assert [entry.body for entry in shelf.read()[0]] == [b"first", b"last"]


def test_waiting_ends_when_something_new_is_durable(shelf):
    journal = shelf.open()
    journal.append("events", b"first", count=1).result(10)
    at = journal.durable
    assert journal.wait_for(Position(0, 0), timeout=10)
    assert not journal.wait_for(at, timeout=0.01)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(journal.wait_for, at, 10)
        journal.append("events", b"second", count=1)
        assert waiting.result(10)
    journal.close()


def test_releasing_deletes_what_lies_before_a_position_and_never_the_last(shelf):
    journal = shelf.open(segment_bytes=1)
    for body in (b"a", b"b", b"c"):
        journal.append("events", body, count=1).result(10)
    second = shelf.read()[0][1]
    assert journal.release(second.position) == 1
    assert [entry.body for entry in shelf.read(second.position)[0]] == [b"b", b"c"]
    assert journal.release(Position(99, 0)) == 1
    journal.append("events", b"d", count=1).result(10)
    journal.close()
    assert [entry.body for entry in shelf.read()[0]] == [b"c", b"d"]


def test_pending_bytes_are_those_behind_a_position(shelf):
    journal = shelf.open(segment_bytes=1)
    for body in (b"a" * 10, b"b" * 10):
        journal.append("events", body, count=1).result(10)
    sizes = [path.stat().st_size for path in shelf.segments()]
    assert journal.pending_bytes(Position(0, 0)) == sum(sizes)
    assert journal.pending_bytes(Position(1, sizes[0])) == sizes[1]
    assert journal.pending_bytes(journal.durable) == 0
    journal.close()


def test_a_clock_that_goes_backwards_changes_nothing(shelf):
    clock = iter([3_000_000, -2_000_000, 1_000_000])
    mark = shelf.write([b"a", b"b", b"c"], now_us=lambda: next(clock))
    entries, _ = shelf.read(until=mark)
    assert [(entry.body, entry.received_at_us) for entry in entries] == [
        (b"a", 3_000_000),
        (b"b", -2_000_000),
        (b"c", 1_000_000),
    ]


def test_a_closed_journal_takes_nothing(shelf):
    journal = shelf.open()
    journal.close()
    with pytest.raises(JournalClosedError):
        journal.append("events", b"late", count=1)


def test_closing_writes_what_waits(stuck):
    journal, disk = stuck
    futures = [journal.append("events", b"waits", count=1) for _ in range(5)]
    disk.free.set()
    journal.close()
    assert [future.result(0) for future in futures] == [None] * 5


def test_an_emptied_folder_goes_on_behind_what_the_store_has_loaded(shelf):
    loaded = Mark(position=Position(7, 5000), number=90)
    journal = shelf.open(loaded=loaded)
    journal.append("events", b"new", count=1).result(10)
    journal.close()
    entries, damages = shelf.read(loaded.position, until=journal.mark)
    assert [(entry.body, entry.number, entry.position.segment) for entry in entries] == [(b"new", 90, 8)]
    assert damages == []


def test_kind_and_source_come_back_and_have_a_limit(shelf):
    journal = shelf.open()
    journal.append("otlp-traces", b"", count=0, source="größe").result(10)
    with pytest.raises(ValueError, match="too long"):
        journal.append("events", b"", count=0, source="x" * 256)
    journal.close()
    entry = shelf.read()[0][0]
    assert (entry.kind, entry.source, entry.body, entry.count) == ("otlp-traces", "größe", b"", 0)
