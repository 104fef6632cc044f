"""Whatever happens to the bytes, each record is read or accounted for."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.store.journal import Mark, Position, read_entries
from outlay.store.journal.records import HEADER_MAGIC, OPENING_SIZE
from outlay.store.journal.walking import MISSING, UNREADABLE

BODIES = st.lists(st.binary(max_size=300) | st.just(HEADER_MAGIC * 9), min_size=1, max_size=12)
EXAMPLES = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def total(entries, damages):
    return sum(entry.count for entry in entries) + sum(damage.count or 0 for damage in damages)


@EXAMPLES
@given(bodies=BODIES, segment_bytes=st.integers(1, 900), limit=st.integers(1, 700))
def test_what_was_appended_is_read_in_order(new_shelf, bodies, segment_bytes, limit):
    shelf = new_shelf()
    mark = shelf.write(bodies, segment_bytes=segment_bytes)
    for until in (None, mark):
        entries, damages = shelf.read(until=until, limit_bytes=limit, limit_count=5)
        assert [entry.body for entry in entries] == bodies
        assert [entry.count for entry in entries] == list(range(1, len(bodies) + 1))
        assert [entry.number for entry in entries] == [n * (n + 1) // 2 for n in range(len(bodies))]
        assert damages == []


@EXAMPLES
@given(bodies=BODIES, data=st.data(), segment_bytes=st.integers(1, 2000))
def test_a_flipped_byte_loses_one_record_and_says_so(new_shelf, bodies, data, segment_bytes):
    shelf = new_shelf()
    mark = shelf.write(bodies, segment_bytes=segment_bytes)
    path = data.draw(st.sampled_from(shelf.segments()))
    shelf.flip(path, data.draw(st.integers(0, path.stat().st_size - 1)), data.draw(st.integers(1, 255)))
    for until in (mark, None):
        entries, damages = shelf.read(until=until, limit_bytes=200)
        assert total(entries, damages) == mark.number
        assert len(entries) >= len(bodies) - 1
        assert [entry.body for entry in entries] == [bodies[entry.count - 1] for entry in entries]


@EXAMPLES
@given(bodies=BODIES, data=st.data(), segment_bytes=st.integers(1, 2000))
def test_any_number_of_flipped_bytes_adds_up(new_shelf, bodies, data, segment_bytes):
    shelf = new_shelf()
    mark = shelf.write(bodies, segment_bytes=segment_bytes)
    for path in shelf.segments():
        for offset in data.draw(st.lists(st.integers(2 * 32, path.stat().st_size - 1), max_size=6)):
            shelf.flip(path, offset)
    entries, damages = shelf.read(until=mark)
    assert total(entries, damages) == mark.number
    assert [entry.body for entry in entries] == [bodies[entry.count - 1] for entry in entries]


@EXAMPLES
@given(bodies=BODIES, data=st.data(), segment_bytes=st.integers(1, 900))
def test_a_segment_cut_anywhere_adds_up(new_shelf, bodies, data, segment_bytes):
    shelf = new_shelf()
    mark = shelf.write(bodies, segment_bytes=segment_bytes)
    path = data.draw(st.sampled_from(shelf.segments()))
    size = data.draw(st.integers(OPENING_SIZE, path.stat().st_size))
    path.write_bytes(path.read_bytes()[:size])
    entries, damages = shelf.read(until=mark, limit_count=3)
    assert total(entries, damages) == mark.number
    assert [entry.body for entry in entries] == [bodies[entry.count - 1] for entry in entries]


@EXAMPLES
@given(rubbish=st.lists(st.binary(max_size=400), max_size=3))
def test_files_of_rubbish_never_raise(new_shelf, rubbish):
    shelf = new_shelf()
    shelf.folder.mkdir()
    for number, content in enumerate(rubbish, start=1):
        (shelf.folder / f"{number:012d}.journal").write_bytes(content)
    until = Mark(position=Position(4, 100), number=7)
    entries, damages = shelf.read(until=until)
    assert entries == []
    assert damages[-1].reason in {MISSING, UNREADABLE}


def test_a_missing_segment_is_a_damage_of_known_count(shelf):
    mark = shelf.write([b"a", b"b", b"c"], segment_bytes=1)
    shelf.segments()[1].unlink()
    entries, damages = shelf.read(until=mark)
    assert [entry.body for entry in entries] == [b"a", b"c"]
    assert [(damage.reason, damage.count) for damage in damages] == [(MISSING, 2)]


def test_a_destroyed_opening_is_a_damage_of_known_count(shelf):
    mark = shelf.write([b"a", b"b", b"c"], segment_bytes=1)
    path = shelf.segments()[1]
    path.write_bytes(bytes(OPENING_SIZE) + path.read_bytes()[OPENING_SIZE:])
    entries, damages = shelf.read(until=mark)
    assert [entry.body for entry in entries] == [b"a", b"c"]
    assert [(damage.reason, damage.count) for damage in damages] == [(UNREADABLE, 2)]


def test_a_record_that_is_being_written_is_not_there_yet(shelf):
    shelf.write([b"first", b"second"])
    path = shelf.segments()[0]
    whole = path.read_bytes()
    for size in range(len(whole) - 20, len(whole)):
        path.write_bytes(whole[:size])
        entries, damages = shelf.read()
        assert ([entry.body for entry in entries], damages) == ([b"first"], [])


def test_what_lies_behind_the_mark_is_left_for_later(shelf):
    journal = shelf.open()
    journal.append("events", b"first", count=1).result(10)
    mark = journal.mark
    journal.append("events", b"second", count=1).result(10)
    journal.close()
    assert [entry.body for entry in shelf.read(until=mark)[0]] == [b"first"]
    assert [entry.body for entry in shelf.read(mark.position)[0]] == [b"second"]


def test_a_record_hidden_in_a_body_is_never_taken_for_one(new_shelf):
    shelf, other = new_shelf(), new_shelf()
    other.write([b"x", b"forged"])
    smuggled = other.segments()[0].read_bytes()[OPENING_SIZE:]
    mark = shelf.write([b"a", smuggled, b"c"])
    shelf.flip(shelf.segments()[0], shelf.read()[0][1].position.offset + 5)
    entries, damages = shelf.read(until=mark)
    assert [entry.body for entry in entries] == [b"a", b"c"]
    assert [damage.count for damage in damages] == [2]


def test_one_entry_is_read_however_small_the_limit(shelf):
    shelf.write([b"a" * 1000, b"b" * 1000])
    result = read_entries(shelf.folder, Position(0, 0), limit_bytes=1, limit_count=1)
    assert [entry.body[:1] for entry in result.entries] == [b"a"]


def test_damage_behind_the_position_is_counted_from_there(shelf):
    mark = shelf.write([b"a", b"b", b"c"])
    first, second, _ = shelf.read()[0]
    shelf.flip(shelf.segments()[0], second.position.offset)
    entries, damages = shelf.read(first.end, until=mark)
    assert [damage.count for damage in damages] == [2]
    shelf.flip(shelf.segments()[0], first.end.offset - 1)
    assert shelf.read(first.end, until=mark) == (entries, damages)


def test_a_loss_at_the_very_start_is_counted_by_the_number_before_it(shelf):
    mark = shelf.write([b"a", b"b", b"c"], segment_bytes=1)
    first = read_entries(shelf.folder, Position(0, 0), limit_bytes=1, limit_count=1, until=mark)
    shelf.segments()[1].unlink()
    options = {"limit_bytes": 100, "limit_count": 100, "until": mark}
    rest = read_entries(shelf.folder, first.end, number=first.number, **options)
    assert [(damage.reason, damage.count) for damage in rest.damages] == [(MISSING, 2)]
    assert ([entry.body for entry in rest.entries], rest.number) == ([b"c"], mark.number)
