"""Damaged bytes are kept beside the journal."""

from __future__ import annotations

import json

from outlay.store.journal import Damage, Position, set_aside


def test_damaged_bytes_are_copied_with_their_story(shelf):
    mark = shelf.write([b"good", b"bad bytes", b"good"])
    second = shelf.read()[0][1]
    shelf.flip(shelf.segments()[0], second.end.offset - 30)
    damage = shelf.read(until=mark)[1][0]
    copy = set_aside(shelf.folder, damage)
    whole = shelf.segments()[0].read_bytes()
    assert copy.read_bytes() == whole[damage.position.offset : damage.end.offset]
    story = json.loads(copy.with_suffix(".json").read_text())
    assert (story["count"], story["reason"]) == (2, damage.reason)
    assert story["position"] == {"segment": 1, "offset": second.position.offset}


def test_setting_aside_again_changes_nothing(shelf):
    shelf.write([b"bad"])
    shelf.flip(shelf.segments()[0], 64 + 50)
    damage = shelf.read()[1][0]
    assert set_aside(shelf.folder, damage).read_bytes() == set_aside(shelf.folder, damage).read_bytes()
    assert len(list((shelf.folder / "quarantine").iterdir())) == 2


def test_quarantined_files_are_the_owners_alone(shelf):
    shelf.write([b"bad"])
    damage = Damage(position=Position(1, 0), end=Position(1, 10), count=None, reason="test")
    assert set_aside(shelf.folder, damage).stat().st_mode & 0o077 == 0


def test_missing_bytes_leave_an_empty_copy(shelf):
    shelf.folder.mkdir()
    damage = Damage(position=Position(3, 0), end=Position(3, 0), count=4, reason="bytes missing")
    assert set_aside(shelf.folder, damage).read_bytes() == b""
