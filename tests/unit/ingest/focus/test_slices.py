from __future__ import annotations

import gzip

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import FileFormatError
from outlay.ingest.focus import slices, staging
from outlay.ingest.focus.slices import cut_slices
from outlay.ingest.focus.staging import Staging
from tests.unit.ingest.focus.bill import World, row

fields = st.text(st.sampled_from('ab,"\n\r é'), max_size=12)


def write_csv(records):
    lines = [",".join('"' + field.replace('"', '""') + '"' for field in record) for record in records]
    return "\n".join(lines).encode() + b"\n"


@settings(max_examples=60)
@given(records=st.lists(st.tuples(fields, fields), min_size=1, max_size=60), size=st.integers(1, 400))
def test_slices_are_whole_records_in_order(tmp_path_factory, records, size):
    folder = tmp_path_factory.mktemp("slices")
    path = folder / "b.csv"
    path.write_bytes(b"\n\r\na,b\n" + write_csv(records))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(slices, "SLICE_BYTES", size)
        patch.setattr(slices, "_BLOCK", 50)

        found = [piece.read_bytes() for piece in cut_slices(path, folder, "slice")]

    heads = {content[: len(b"\n\r\na,b\n")] for content in found}
    assert heads == {b"\n\r\na,b\n"}
    bodies = [content.removeprefix(b"\n\r\na,b\n") for content in found]
    assert b"".join(bodies) == write_csv(records)
    assert all(body.count(b'"') % 2 == 0 and body.endswith(b"\n") for body in bodies)


def rows(count):
    return [
        row(BilledCost=str(number), ChargeDescription=f'line "{number}"\nof two', ResourceName="")
        for number in range(count)
    ]


def charges(world):
    return world.rows("SELECT x_charge_id, x_row, BilledCost, ChargeDescription FROM charge ORDER BY x_row")


def take_sliced(folder, path, monkeypatch, *more):
    """Import a bill by slices of a few records, into a store of its own."""
    monkeypatch.setattr(slices, "SLICE_BYTES", 2000)
    monkeypatch.setattr(slices, "_BLOCK", 700)
    assert slices.is_large(path)
    folder.mkdir()
    cut = World(folder)
    report = cut.take(path, *more)
    found = charges(cut)
    cut.close()
    return report, found


@pytest.mark.parametrize("is_packed", [False, True])
def test_a_file_read_by_slices_is_the_same_as_read_whole(world, tmp_path, monkeypatch, is_packed):
    path = world.bill("b.csv", *rows(40))
    world.take(path)
    if is_packed:
        plain = path.read_bytes()
        path = tmp_path / "packed"
        path.write_bytes(gzip.compress(plain))

    report, found = take_sliced(tmp_path / "cut", path, monkeypatch)

    assert report.rows_out == 40
    assert found == charges(world)
    assert [charge["x_row"] for charge in found] == [*range(1, 41)]


def test_large_files_of_one_name_are_told_apart(world, tmp_path, monkeypatch):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    first, second = world.bill("a/bill.csv", *rows(40)), world.bill("b/bill.csv", *rows(90)[40:])
    world.take(first, second)
    monkeypatch.setattr(Staging, "_stage_together", lambda _self, _group: False)

    _, found = take_sliced(tmp_path / "cut", first, monkeypatch, second)

    assert len({charge["x_charge_id"] for charge in found}) == len(found) == 90
    assert {charge["x_charge_id"] for charge in found} == {charge["x_charge_id"] for charge in charges(world)}


def test_parquet_read_by_rows_is_the_same_as_read_whole(world, tmp_path, monkeypatch):
    path = tmp_path / "b.parquet"
    text = world.bill("b.csv", *rows(40), row(BilledCost="much"))
    with world.store.scratch() as scratch:
        scratch.execute(f"COPY (FROM read_csv('{text}', all_varchar = true)) TO '{path}' (FORMAT parquet)")
    world.take(path)
    monkeypatch.setattr(staging, "SLICE_ROWS", 7)

    report, found = take_sliced(tmp_path / "cut", path, monkeypatch)

    assert found == charges(world)
    assert [(reject.row, reject.column) for reject in report.rejects] == [(41, "BilledCost")]


def test_refused_rows_keep_their_numbers(world, tmp_path, monkeypatch):
    path = world.bill("b.csv", *rows(30), row(BilledCost="much"), *rows(9))

    report, found = take_sliced(tmp_path / "cut", path, monkeypatch)

    assert [(reject.row, reject.column) for reject in report.rejects] == [(31, "BilledCost")]
    assert len(found) == 39


@pytest.mark.parametrize(
    "line", ["1,2,3\n", 'a stray " quote,2\n', '"never closed\n'], ids=["short", "stray", "unclosed"]
)
def test_a_line_that_is_no_record_costs_the_others_nothing(world, tmp_path, monkeypatch, line):
    path = world.bill("b.csv", *rows(40))
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    middle = len(lines) // 2 // 2 * 2 + 1
    path.write_text("".join([*lines[:middle], line, *lines[middle:]]), encoding="utf-8")
    report = world.take(path)

    cut, found = take_sliced(tmp_path / "cut", path, monkeypatch)

    assert found == charges(world)
    assert cut.rejects == report.rejects


def test_slash_dates_are_read_as_the_whole_file_shows_them(world, tmp_path, monkeypatch):
    days = [
        row(ChargePeriodStart=f"10/{day}/2026", ChargePeriodEnd=f"10/{day + 1}/2026", SubAccountId=str(day))
        for day in range(1, 30)
    ]
    path = world.bill("b.csv", *days)
    world.take(path)

    assert take_sliced(tmp_path / "cut", path, monkeypatch)[1] == charges(world)


def test_a_damaged_packed_file_is_refused(world, tmp_path, monkeypatch):
    path = tmp_path / "b.csv.gz"
    path.write_bytes(gzip.compress(world.bill("b.csv", *rows(400)).read_bytes())[:-900])

    with pytest.raises(FileFormatError, match=r"b\.csv\.gz"):
        take_sliced(tmp_path / "cut", path, monkeypatch)


def test_a_long_line_at_the_end_of_a_slice_is_not_left_out(world, tmp_path, monkeypatch):
    path = world.bill("b.csv", *rows(20), row(BilledCost="77", ChargeDescription="x" * 9_000_000), *rows(9))
    world.take(path)

    report, found = take_sliced(tmp_path / "cut", path, monkeypatch)

    assert report.rows_in == 30
    assert found == charges(world)


def test_a_file_that_ends_in_no_line_is_damaged(world):
    path = world.bill("b.csv", *rows(3))
    with path.open("ab") as stream:
        stream.write(b"x" * 9_000_000)

    with pytest.raises(FileFormatError, match=r"b\.csv is damaged: its last line is longer than 4 MB"):
        world.take(path)
