"""A disk that is full, short or lying never makes a record accepted that is not there."""

from __future__ import annotations

import errno
import os
import shutil
import subprocess
import sys

import pytest

from outlay.store.journal import JournalFullError
from outlay.store.journal.disk import Disk

SMALL_FILES = """
import resource, sys
from pathlib import Path
from outlay.store.journal import Journal, JournalFullError
journal = Journal(Path(sys.argv[1]))
resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, resource.RLIM_INFINITY))
for body in (b"a" * 9000, b"b" * 9000, b"too big" * 3000, b"c" * 9000):
    try:
        journal.append("events", body, count=1).result(10)
        print("taken")
    except JournalFullError as error:
        print(error.stable_code, error.hint)
journal.close()
"""


class FailingDisk(Disk):
    """Fails the next call of a method with an errno, after doing half of a write."""

    def __init__(self):
        self.failing = {}

    def fail(self, method, number):
        self.failing[method] = number

    def _check(self, method):
        if number := self.failing.pop(method, None):
            raise OSError(number, os.strerror(number))

    def create(self, path, content):
        self._check("create")
        return super().create(path, content)

    def write(self, descriptor, parts):
        if "write" in self.failing:
            whole = b"".join(parts)
            os.write(descriptor, whole[: len(whole) // 2])
        self._check("write")
        super().write(descriptor, parts)

    def sync(self, descriptor):
        self._check("sync")
        super().sync(descriptor)

    def truncate(self, descriptor, size):
        self._check("truncate")
        super().truncate(descriptor, size)


@pytest.mark.parametrize(
    "failures",
    [
        {"write": errno.ENOSPC},
        {"write": errno.EFBIG},
        {"write": errno.ENOSPC, "truncate": errno.EIO},
        {"sync": errno.EIO},
        {"sync": errno.EIO, "truncate": errno.EIO},
    ],
)
def test_a_refused_record_is_not_accepted_and_the_next_is(shelf, failures):
    disk = FailingDisk()
    journal = shelf.open(disk=disk)
    journal.append("events", b"before", count=1).result(10)
    for method, number in failures.items():
        disk.fail(method, number)
    with pytest.raises(JournalFullError, match="cannot be written"):
        journal.append("events", b"refused" * 40, count=5).result(10)
    assert journal.accepted == 1
    journal.append("events", b"after", count=1).result(10)
    journal.close()
    entries, damages = shelf.read(until=journal.mark)
    assert [entry.body for entry in entries] == [b"before", b"after"]
    assert sum(damage.count for damage in damages) == 0
    assert shelf.write([b"later"]).number == 3


def test_a_failed_fsync_ends_its_segment(shelf):
    disk = FailingDisk()
    journal = shelf.open(disk=disk)
    journal.append("events", b"before", count=1).result(10)
    disk.fail("sync", errno.EIO)
    refused = journal.append("events", b"refused", count=1)
    assert isinstance(refused.exception(10), JournalFullError)
    journal.append("events", b"after", count=1).result(10)
    journal.close()
    assert [entry.position.segment for entry in shelf.read()[0]] == [1, 2]


def test_a_segment_that_cannot_be_created_is_tried_again(shelf):
    disk = FailingDisk()
    journal = shelf.open(disk=disk)
    disk.fail("create", errno.ENOSPC)
    assert isinstance(journal.append("events", b"refused", count=1).exception(10), JournalFullError)
    journal.append("events", b"taken", count=1).result(10)
    journal.close()
    assert [entry.body for entry in shelf.read()[0]] == [b"taken"]


def test_a_real_limit_of_file_sizes_refuses_and_recovers(shelf):
    command = [sys.executable, "-c", SMALL_FILES, str(shelf.folder)]
    said = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.splitlines()
    assert [line.split()[0] for line in said] == ["taken", "taken", "busy.journal_full", "taken"]
    assert "send the same records again" in said[2]
    assert [entry.body[:1] for entry in shelf.read()[0]] == [b"a", b"b", b"c"]


def test_a_short_write_is_completed(shelf, monkeypatch):
    monkeypatch.setattr(os, "writev", lambda descriptor, parts: os.write(descriptor, b"".join(parts)[:7]))
    mark = shelf.write([b"a" * 100, b"b" * 100])
    entries, damages = shelf.read(until=mark)
    assert [entry.body[:1] for entry in entries] == [b"a", b"b"]
    assert damages == []


def test_a_folder_that_is_deleted_meanwhile_is_noticed_and_made_anew(shelf):
    journal = shelf.open()
    journal.append("events", b"before", count=2).result(10)
    shutil.rmtree(shelf.folder)
    refused = journal.append("events", b"refused", count=5)
    assert isinstance(refused.exception(10), JournalFullError)
    journal.append("events", b"after", count=1).result(10)
    journal.close()
    entries, _ = shelf.read(until=journal.mark)
    assert ([entry.body for entry in entries], journal.accepted) == ([b"after"], 3)
