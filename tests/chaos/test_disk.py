"""What goes wrong on disks and in clocks: found, set aside, reported, and nothing else is lost."""

from __future__ import annotations

import json
import random
import resource
import time

import httpx2
import pytest

from outlay.store.journal import Journal, Mark, Position, read_entries
from tests.chaos.family import Family
from tests.chaos.truth import Truth, World, plain
from tests.chaos.wire import Batch, write_batch

pytestmark = pytest.mark.slow

POISON = "gift-7f3a"


@pytest.fixture
def data_dir(tmp_path):
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


def make_batches(count: int, each: int = 20, **attributes: str) -> tuple[list[Batch], list[Truth]]:
    world = World(seed=random.randrange(1 << 30), base_ns=time.time_ns())
    batches, truths = [], []
    for _ in range(count):
        stories = [plain(world) for _ in range(each)]
        for records, _ in stories:
            records[0].content["attributes"].update(attributes)
        batches.append(write_batch([records[0] for records, _ in stories]))
        truths.append(sum((truth for _, truth in stories), Truth()))
    return batches, truths


def send(family: Family, batch: Batch) -> httpx2.Response:
    headers = {"content-type": batch.content_type}
    return httpx2.post(family.url + batch.path, content=batch.body, headers=headers, timeout=30)


def append(data_dir, batches, **options):
    """What the front would have acknowledged before it died."""
    journal = Journal(data_dir / "journal", **options)
    for batch in batches:
        journal.append("otlp-traces", batch.body, count=batch.records).result(10)
    journal.close()
    until = Mark(position=journal.durable, number=journal.accepted)
    return read_entries(data_dir / "journal", Position(0, 0), limit_bytes=1 << 30, limit_count=1 << 30, until=until)


def test_a_torn_last_record_is_forgotten_and_nothing_else(data_dir):
    batches, truths = make_batches(4)
    append(data_dir, batches[:3])
    (segment,) = (data_dir / "journal").glob("*.journal")
    segment.write_bytes(segment.read_bytes()[:-500])
    with Family(data_dir) as family:
        assert send(family, batches[3]).status_code == 200
        outcomes = family.wait_until_loaded()
        assert (outcomes["accepted"], outcomes["quarantined"]) == (60, 0)
        assert family.truth() == truths[0] + truths[1] + truths[3]


@pytest.mark.parametrize("place", ["body", "header"])
def test_a_flipped_byte_is_set_aside_and_reported(data_dir, place):
    batches, truths = make_batches(3)
    second = append(data_dir, batches).entries[1]
    (segment,) = (data_dir / "journal").glob("*.journal")
    content = bytearray(segment.read_bytes())
    content[second.position.offset + (900 if place == "body" else 20)] ^= 1
    segment.write_bytes(content)
    with Family(data_dir) as family:
        outcomes = family.wait_until_loaded()
        assert (outcomes["accepted"], outcomes["loaded"], outcomes["quarantined"]) == (60, 40, 20)
        assert family.truth() == truths[0] + truths[2]
        assert "quarantin" in family.doctor()
    (story,) = (data_dir / "journal" / "quarantine").glob("*.json")
    assert json.loads(story.read_text())["count"] == 20


def test_a_clock_that_goes_backwards_loses_nothing(data_dir):
    batches, truths = make_batches(3)
    clock = iter([2_000_000_000_000_000, 1_000_000_000_000_000, 0])
    append(data_dir, batches, now_us=lambda: next(clock))
    with Family(data_dir) as family:
        assert family.wait_until_loaded()["loaded"] == 60
        assert family.truth() == sum(truths, Truth())


def test_a_record_that_kills_the_decoder_is_set_aside_and_the_rest_goes_on(data_dir):
    good, truths = make_batches(3)
    (poisoned,), _ = make_batches(1, customer=POISON)
    with Family(data_dir, OUTLAY_TEST_POISON=POISON) as family:
        for batch in (good[0], poisoned, good[1]):
            assert send(family, batch).status_code == 200
        outcomes = family.wait_until_loaded()
        assert (outcomes["loaded"], outcomes["quarantined"]) == (40, 20)
        assert send(family, good[2]).status_code == 200
        assert family.wait_until_loaded()["loaded"] == 60
        assert family.truth() == sum(truths, Truth())
        assert "quarantin" in family.doctor()


def test_a_full_store_makes_senders_wait_and_loses_nothing(data_dir):
    batches, truths = make_batches(60, each=400)
    with Family(data_dir, OUTLAY_JOURNAL_LIMIT_MB="1") as family:
        assert send(family, batches[0]).status_code == 200
        family.wait_until_loaded()
        taken, told = [0], []
        limit_files(family, 1 << 20)
        for number, batch in enumerate(batches[1:], start=1):
            answer = send(family, batch)
            if answer.status_code == 200:
                taken.append(number)
            else:
                told.append((answer.status_code, answer.headers.get("retry-after")))
        assert told, "a server that can write nothing took everything"
        assert {status for status, _ in told} <= {429, 503}
        assert all(int(after) >= 1 for _, after in told)
        limit_files(family, resource.RLIM_INFINITY)
        family.wait_until_loaded()
        assert family.truth() == sum((truths[number] for number in taken), Truth())


def limit_files(family: Family, size: int) -> None:
    """Let no file of the family grow beyond `size`: what the kernel offers in place of a full disk."""
    for member in family.members:
        resource.prlimit(member, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))


def test_a_disk_without_reserve_refuses_with_a_time_to_wait(data_dir):
    (batch,), _ = make_batches(1)
    with Family(data_dir, OUTLAY_DISK_RESERVE_MB="1000000") as family:
        answer = send(family, batch)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "10")
        assert family.outcomes()["accepted"] == 0
