"""A journal goes on where it ended, however it ended."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.store.journal.recovery import recover

EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
BODIES = st.lists(st.binary(max_size=200), min_size=1, max_size=6)


def total(entries, damages):
    return sum(entry.count for entry in entries) + sum(damage.count or 0 for damage in damages)


def test_an_empty_folder_starts_at_nothing(shelf):
    shelf.folder.mkdir()
    assert recover(shelf.folder).number == 0


def test_numbers_go_on_after_a_restart(shelf):
    shelf.write([b"a", b"b"])
    assert shelf.write([b"c"]).number == 4
    entries, damages = shelf.read()
    assert [entry.number for entry in entries] == [0, 1, 3]
    assert damages == []


@EXAMPLES
@given(bodies=BODIES, data=st.data())
def test_a_torn_last_record_is_cut_off(new_shelf, bodies, data):
    shelf = new_shelf()
    shelf.write(bodies)
    path, ends = shelf.segments()[-1], [entry.end.offset for entry in shelf.read()[0]]
    size = data.draw(st.integers(0, ends[-1]))
    path.write_bytes(path.read_bytes()[:size])
    whole = sum(end <= size for end in ends)
    mark = shelf.write([b"next"])
    entries, damages = shelf.read(until=mark)
    assert [entry.body for entry in entries] == [*bodies[:whole], b"next"]
    assert damages == []


@EXAMPLES
@given(bodies=BODIES, data=st.data())
def test_a_flipped_byte_never_makes_recovery_forget_a_record(new_shelf, bodies, data):
    shelf = new_shelf()
    accepted = shelf.write(bodies).number
    path = shelf.segments()[-1]
    shelf.flip(path, data.draw(st.integers(0, path.stat().st_size - 1)))
    mark = shelf.write([b"next"])
    assert mark.number == accepted + 1
    entries, damages = shelf.read(until=mark)
    assert total(entries, damages) == mark.number
    assert entries[-1].body == b"next"


def test_bytes_that_tell_nothing_are_kept_and_reported(shelf):
    shelf.write([b"a", b"b" * 900])
    path, (_, second) = shelf.segments()[0], shelf.read()[0]
    path.write_bytes(path.read_bytes()[: second.position.offset] + bytes(900))
    mark = shelf.write([b"next"])
    entries, damages = shelf.read(until=mark)
    assert [entry.body for entry in entries] == [b"a", b"next"]
    assert [(damage.position, damage.count) for damage in damages] == [(second.position, 0)]


def test_a_segment_without_its_opening_is_reported(shelf):
    shelf.write([b"a"])
    path = shelf.segments()[0]
    path.write_bytes(bytes(path.stat().st_size))
    mark = shelf.write([b"next"])
    entries, damages = shelf.read(until=mark)
    assert [entry.body for entry in entries] == [b"next"]
    assert [damage.reason for damage in damages] == ["header unreadable"]


def test_a_segment_that_was_never_begun_is_removed(shelf):
    shelf.write([b"a"])
    (shelf.folder / "000000000002.journal").write_bytes(b"OUTLAY")
    assert shelf.write([b"b"]).number == 2
    assert [entry.body for entry in shelf.read()[0]] == [b"a", b"b"]
