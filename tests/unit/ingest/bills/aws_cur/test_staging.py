"""Files of one delivery may differ in columns, format and version."""

from __future__ import annotations

import os
import zipfile
from decimal import Decimal

import pytest

from outlay.core.errors import ConflictError, FileFormatError
from tests.bills import aws
from tests.bills.converting import convert_files

ACCOUNT = "211111111111"


@pytest.fixture
def lines(bill):
    bill.on_demand(ACCOUNT, 1, Decimal(1))
    bill.plain("Tax", ACCOUNT, Decimal(2))
    return bill.lines


def test_files_of_every_form_make_one_delivery(tmp_path, lines):
    parts = [lines[:1], lines[1:], lines[:1], lines[1:]]
    files = [aws.write([], tmp_path / f"{form}.x", form, part) for form, part in zip(aws.FORMATS, parts, strict=True)]

    rows, _ = convert_files("aws-cur", files)

    assert sorted(row["BilledCost"] for row in rows) == [1] * 2 + [2] * 2


def test_all_lines_again_in_another_form_are_refused(tmp_path, lines):
    files = [aws.write([], tmp_path / f"{form}.x", form, lines) for form in aws.FORMATS]

    with pytest.raises(ConflictError, match=r"cur1\.csv\.x and cur2\.parquet\.x both hold the bill"):
        convert_files("aws-cur", files)


def test_a_copy_of_a_report_under_other_bytes_is_refused_and_both_are_named(tmp_path, lines):
    first = aws.write([], tmp_path / "run.csv", "cur1.csv", lines)
    changed = [{**line, "line_item_line_item_description": "told again"} for line in lines]
    again = aws.write([], tmp_path / "run (1).csv", "cur1.csv", changed)
    os.utime(again, (2_000_000_000, 2_000_000_000))

    with pytest.raises(
        ConflictError, match=r"run\.csv and run \(1\)\.csv both hold .* for 2026-10: 2 lines"
    ) as refused:
        convert_files("aws-cur", [first, again])
    assert refused.value.hint.endswith("the newer is run (1).csv")


def test_a_month_in_reports_of_two_names_with_ids_of_their_own_is_refused(tmp_path, lines):
    files = []
    for name in ("daily", "hourly"):
        (tmp_path / name).mkdir()
        own = [{**line, "identity_line_item_id": f"{name}-{at}"} for at, line in enumerate(lines)]
        files.append(aws.write([], tmp_path / name / "bill.csv", "cur1.csv", own))

    with pytest.raises(ConflictError, match=r"daily/bill\.csv and hourly/bill\.csv both hold the bill"):
        convert_files("aws-cur", files)


def test_parts_of_one_report_may_be_of_the_same_sums(tmp_path, lines):
    own = [[{**line, "identity_line_item_id": f"{part}-{at}"} for at, line in enumerate(lines)] for part in range(2)]
    files = [aws.write([], tmp_path / f"part-{part}.csv", "cur1.csv", own[part]) for part in range(2)]

    rows, _ = convert_files("aws-cur", files)

    assert len(rows) == 4


def test_a_column_that_came_in_the_middle_of_the_month_is_null_before(tmp_path, lines):
    old = aws.write([], tmp_path / "old", "cur1.csv", [lines[1]])
    new = aws.write([], tmp_path / "new", "cur1.csv", [lines[0]])

    rows, _ = convert_files("aws-cur", [old, new])

    assert {row["ChargeCategory"]: row["Tags"] is None for row in rows} == {"Tax": True, "Usage": False}


def test_a_torn_file_is_named(tmp_path, lines):
    path = aws.write([], tmp_path / "torn.csv", "cur1.csv", lines)
    path.write_text(path.read_text()[:-40] + '"', encoding="utf-8")

    with pytest.raises(FileFormatError, match=r"torn\.csv"):
        convert_files("aws-cur", [path])


def test_a_zip_says_to_unpack_it(tmp_path, lines):
    path = aws.write([], tmp_path / "bill.csv", "cur1.csv", lines)
    with zipfile.ZipFile(tmp_path / "bill.zip", "w") as packed:
        packed.write(path, "bill.csv")

    with pytest.raises(FileFormatError, match="ZIP") as caught:
        convert_files("aws-cur", [tmp_path / "bill.zip"])
    assert "unpack it" in caught.value.hint


def test_an_unreadable_cost_is_remarked(tmp_path, lines):
    lines[1]["line_item_unblended_cost"] = "n/a"
    path = aws.write([], tmp_path / "bill.csv", "cur1.csv", lines)

    _, conversion = convert_files("aws-cur", [path])

    assert any("have no readable cost" in note for note in conversion.notes)
