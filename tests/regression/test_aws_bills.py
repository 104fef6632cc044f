"""What other tools got wrong about bills of AWS."""

from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError
from tests.bills import aws
from tests.bills.converting import convert_files
from tests.bills.importing import Books

ONE, OTHER = "211111111111", "311111111111"


@pytest.fixture
def bill():
    made = aws.AwsBill()
    made.on_demand(ONE, 10, Decimal("0.5"))
    made.on_demand(OTHER, 4, Decimal(2))
    return made


def test_blended_cost_plays_no_part(tmp_path, bill):
    """hystax/optscale#558: the total differs from the bill, because blended cost was taken."""
    path = aws.write([bill], tmp_path / "cur.csv", "cur1.csv")
    assert "lineItem/BlendedCost" in path.read_text(encoding="utf-8").splitlines()[0]

    rows, _ = convert_files("aws-cur", [path])

    assert sum(row["BilledCost"] for row in rows) == sum(row["EffectiveCost"] for row in rows) == 13


def test_every_linked_account_has_its_cost(tmp_path, bill):
    """hystax/optscale#787: linked accounts show 0."""
    rows, _ = convert_files("aws-cur", [aws.write([bill], tmp_path / "cur", "cur2.parquet")])

    assert {row["SubAccountId"]: row["BilledCost"] for row in rows} == {ONE: 5, OTHER: 8}


def test_every_file_of_a_delivery_counts(tmp_path, bill):
    """hystax/optscale#389: of several files only the latest is imported."""
    files = [aws.write([], tmp_path / f"{at}.csv", "cur2.csv", bill.lines[at::2]) for at in range(2)]
    books = Books(tmp_path)

    report = books.take("aws-cur", files)
    books.close()

    assert [scope.billed for scope in report.scopes] == [13]


def test_an_error_says_which_file_lacks_what(tmp_path, bill):
    """hystax/optscale#819: an import fails without a usable text."""
    for line in bill.lines:
        del line["line_item_currency_code"]

    with pytest.raises(MissingColumnError, match=r"cur\.csv lacks line_item_currency_code \(CUR 1: lineItem/Currency"):
        convert_files("aws-cur", [aws.write([bill], tmp_path / "cur.csv", "cur1.csv")])


@pytest.mark.parametrize("form", ["cur2.csv", "cur2.parquet"])
def test_cur_2_is_read(tmp_path, bill, form):
    """finopsfoundation/focus_converters#161: CUR 2.0 is not supported."""
    rows, _ = convert_files("aws-cur", [aws.write([bill], tmp_path / "cur", form)])

    assert {(row["RegionId"], row["ServiceName"]) for row in rows} == {("us-east-1", "Amazon Elastic Compute Cloud")}


def test_the_old_spelling_of_arn_is_found(tmp_path):
    """finopsfoundation/focus_converters#358: column not found; the suffix is `_arn` or `_a_r_n`."""
    bill = aws.AwsBill()
    arn = bill.reservation(ONE, Decimal(1), Decimal(0), used_hours=24)
    for line in bill.lines:
        line["reservation_reservation_a_r_n"] = line.pop("reservation_reservation_arn")

    rows, _ = convert_files("aws-cur", [aws.write([bill], tmp_path / "cur", "cur1.parquet")])

    assert {row["CommitmentDiscountId"] for row in rows} == {arn}


def test_lines_that_are_not_known_are_not_dropped(tmp_path, bill):
    """opencost/opencost#2324: lines that the tool does not know are dropped silently."""
    bill.line("SomethingNew", ONE, Decimal(7))

    rows, conversion = convert_files("aws-cur", [aws.write([bill], tmp_path / "cur", "cur2.parquet")])

    assert sum(row["BilledCost"] for row in rows) == 20
    assert any("'SomethingNew'" in note for note in conversion.notes)


@pytest.mark.parametrize(
    ("header", "kind"),
    [("BilledCost,ChargeCategory\n", "FOCUS CostAndUsage"), ("a,b,c\n", "not an AWS Cost and Usage Report")],
    ids=["focus", "nothing"],
)
def test_a_wrong_export_is_named(tmp_path, header, kind):
    """finopsfoundation/focus_converters#336, #346: the wrong kind of export is accepted."""
    (tmp_path / "wrong.csv").write_text(header + "1,2,3\n", encoding="utf-8")

    with pytest.raises(FileFormatError, match=kind):
        convert_files("aws-cur", [tmp_path / "wrong.csv"])


def test_a_recurring_fee_is_billed_once_and_consumed_once(tmp_path):
    """FOCUS_Spec#2673, #2674: billed and effective cost of commitments are confused."""
    bill = aws.AwsBill()
    bill.savings_plan(ONE, Decimal(2), [Decimal("0.25")])

    rows, _ = convert_files("aws-cur", [aws.write([bill], tmp_path / "cur", "cur2.parquet")])

    fee = Decimal(2) * 24 * aws.DAYS
    sums = {
        status: (sum(row["BilledCost"] for row in rows if row["CommitmentDiscountStatus"] == status),
                 sum(row["EffectiveCost"] for row in rows if row["CommitmentDiscountStatus"] == status))
        for status in (None, "Used", "Unused")
    }  # fmt: skip
    assert sums == {None: (fee, 0), "Used": (0, fee / 4), "Unused": (0, fee * 3 / 4)}
