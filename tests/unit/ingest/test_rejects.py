"""Bad rows are named and set aside."""

from __future__ import annotations

import csv

from outlay.ingest.rejects import Reject, rejects_of, write_rejects

ROWS = [("a.csv", 3, "ts", "not a timestamp", 'say "x", é'), ("a.csv", 4, "ts", "no timestamp", None)]


def test_a_reject_reads_as_a_sentence():
    assert str(rejects_of(ROWS)[1]) == "a.csv row 4, ts: no timestamp (None)"


def test_rejects_are_written_and_read_back(tmp_path):
    path = write_rejects(tmp_path / "new", rejects_of(ROWS))
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0] == {
        "file": "a.csv", "row": "3", "column": "ts", "reason": "not a timestamp", "value": 'say "x", é'
    }  # fmt: skip
    assert rows[1]["value"] == ""


def test_the_same_rejects_are_one_file(tmp_path):
    assert write_rejects(tmp_path, rejects_of(ROWS)) == write_rejects(tmp_path, rejects_of(ROWS))
    assert len(list(tmp_path.iterdir())) == 1


def test_nothing_is_written_without_rejects_or_folder(tmp_path):
    assert write_rejects(tmp_path / "new", []) is None
    assert write_rejects(None, [Reject(file="a", row=1, column="b", reason="c", value=None)]) is None
    assert not (tmp_path / "new").exists()
