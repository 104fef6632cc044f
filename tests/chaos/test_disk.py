"""What goes wrong on disks and in clocks: found, set aside, reported, and nothing else is lost."""

from __future__ import annotations

import json
import random
import resource
import time
from dataclasses import dataclass

import httpx2
import pytest

from outlay.store.journal import Journal, Position, read_entries
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


@dataclass(kw_only=True)
class Aftermath:
    """A journal that went through everything at once, and what a server made of it."""

    truths: list[Truth]
    outcomes: dict[str, int]
    found: Truth
    doctor: str
    stories: list[dict]


@pytest.fixture(scope="module")
def aftermath(tmp_path_factory):
    """Six bodies of twenty requests: one in its body and one in its header damaged, the last one torn off.

    The clock went backwards all the time; a seventh body comes when the server is up.
    """
    data_dir = tmp_path_factory.mktemp("aftermath") / "data"
    data_dir.mkdir()
    batches, truths = make_batches(7)
    entries = write_journal(data_dir / "journal", batches[:6])
    (segment,) = (data_dir / "journal").glob("*.journal")
    content = bytearray(segment.read_bytes())
    content[entries[1].position.offset + 900] ^= 1
    content[entries[3].position.offset + 20] ^= 1
    segment.write_bytes(content[:-500])
    with Family(data_dir) as family:
        assert send(family, batches[6]).status_code == 200
        outcomes, found, doctor = family.wait_until_loaded(), family.truth(), family.doctor()
    stories = [json.loads(path.read_text()) for path in (data_dir / "journal" / "quarantine").glob("*.json")]
    return Aftermath(truths=truths, outcomes=outcomes, found=found, doctor=doctor, stories=stories)


def write_journal(folder, batches):
    """What a front would have acknowledged before it died."""
    clock = iter(range(2_000_000_000_000_000, 0, -100_000_000_000_000))
    journal = Journal(folder, now_us=lambda: next(clock))
    for batch in batches:
        journal.append("otlp-traces", batch.body, count=batch.records).result(10)
    journal.close()
    return read_entries(folder, Position(0, 0), limit_bytes=1 << 30, limit_count=1 << 30).entries


def test_a_torn_last_record_is_forgotten(aftermath):
    assert aftermath.outcomes["accepted"] == 20 * 6


def test_flipped_bytes_are_set_aside_in_metrics_and_on_disk(aftermath):
    assert aftermath.outcomes["quarantined"] == 2 * 20
    assert [story["count"] for story in aftermath.stories] == [20, 20]


def test_flipped_bytes_are_named_by_the_doctor(aftermath):
    assert "quarantin" in aftermath.doctor


def test_a_clock_that_goes_backwards_and_damage_lose_nothing_else(aftermath):
    whole = [aftermath.truths[number] for number in (0, 2, 4, 6)]
    assert aftermath.found == sum(whole, Truth())


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
