"""Refused rows of a native bill are told as the user's own: file, row and column."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from outlay.jobs.imports import ImportRequest, Imports
from tests.bills import aws
from tests.unit.ingest.bills.oci_cost.test_service import LINE
from tests.unit.ingest.focus.bill import World

PLAIN = {**LINE, "cost/currencyCode": "USD"}


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path)
    yield opened
    opened.close()


def oci(path, *changes):
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [*PLAIN])
        writer.writeheader()
        writer.writerows({**PLAIN, "lineItem/referenceNo": str(at), **change} for at, change in enumerate(changes))
    return path


def take(world, kind, *files):
    report = Imports(world.store, world.settings).run(ImportRequest(kind=kind, files=files)).report
    return report, [(one.file, one.row, one.column, one.reason, one.value) for one in report.rejects]


def test_the_file_row_column_and_text_are_those_of_the_user(world, tmp_path):
    one = oci(tmp_path / "one.csv", {}, {"cost/myCost": "much"}, {})
    two = oci(tmp_path / "two.csv", {"lineItem/tenantId": "b"}, {}, {}, {"lineItem/intervalUsageStart": "soon"})

    report, rejects = take(world, "oci-cost", one, two)

    assert report.files == ("one.csv", "two.csv")
    assert rejects == [
        ("one.csv", 2, "cost/myCost (BilledCost)", "is not a number", "much"),
        ("two.csv", 4, "lineItem/intervalUsageStart (BillingPeriodStart)", "is not a readable date", "soon"),
    ]


@pytest.mark.parametrize("form", ["cur1.csv", "cur2.csv"])
def test_lines_of_a_report_in_parts_keep_the_numbers_of_their_own_file(world, tmp_path, form):
    bill = aws.AwsBill()
    for day in range(1, 7):
        bill.on_demand("211111111111", day, Decimal(day))
    lines = [{**line} for line in bill.lines]
    lines[4]["line_item_unblended_cost"] = "n/a?"
    files = [aws.write([], tmp_path / f"{at}.csv", form, lines[at * 3 : at * 3 + 3]) for at in range(2)]

    _, rejects = take(world, "aws-cur", *files)

    title = "lineItem/UnblendedCost" if form == "cur1.csv" else "line_item_unblended_cost"
    assert rejects == [("1.csv", 2, f"{title} (BilledCost)", "is not a number", "n/a?")]


def test_what_came_from_where_is_no_part_of_a_charge(world, tmp_path):
    report, _ = take(world, "oci-cost", oci(tmp_path / "one.csv", {}, {"lineItem/tenantId": "b"}))

    assert not any("origin" in name for name in report.unknown_columns)
    assert "origin" not in str(world.rows("SELECT * FROM charge"))
