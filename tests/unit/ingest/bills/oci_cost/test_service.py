from __future__ import annotations

import csv
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import FileFormatError, MissingColumnError, UsageError
from tests.unit.ingest.bills.kit import convert_alone

KIND = "oci-cost"
LINE = {
    "lineItem/referenceNo": "V1",
    "lineItem/tenantId": "ocid1.tenancy.1",
    "lineItem/intervalUsageStart": "2026-10-05T23:00Z",
    "lineItem/intervalUsageEnd": "2026-10-06T00:00Z",
    "product/service": "COMPUTE",
    "product/region": "eu-frankfurt-1",
    "product/resourceId": "ocid1.instance.1",
    "product/Description": "Standard E5 OCPU Per Hour",
    "usage/billedQuantity": "4",
    "cost/subscriptionId": "900",
    "cost/productSku": "B97384",
    "cost/myCost": "1.25",
    "cost/myCostOverage": "",
    "cost/currencyCode": "EUR",
    "cost/skuUnitDescription": "OCPU Per Hour",
    "lineItem/isCorrection": "false",
    "tags/team": "search",
    "tags/env": "",
}


def line(**changes: str) -> dict[str, str]:
    return {**LINE, **{name.replace("__", "/"): value for name, value in changes.items()}}


def write(folder, *lines, name="report.csv"):
    path = folder / name
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(LINE))
        writer.writeheader()
        writer.writerows(lines)
    return path


def test_pay_as_you_go_bills_what_it_costs(world, tmp_path):
    conversion, report = world.take_bill(KIND, write(tmp_path, line(), line(cost__myCost="2")))

    assert report.rejected == 0
    assert world.sums() == (Decimal("3.25"), Decimal("3.25"))
    assert any("read as pay-as-you-go" in note for note in conversion.notes)


def test_under_a_commitment_only_the_overage_is_billed(world, tmp_path):
    lines = line(), line(cost__myCost="2", cost__myCostOverage="2"), line(cost__myCost="3", cost__myCostOverage="1")

    found = world.charges(KIND, write(tmp_path, *lines))

    assert world.sums() == (Decimal(3), Decimal("6.25"))
    assert sorted((row["BilledCost"], row["CommitmentDiscountStatus"] or "") for row in found) == [
        (0, "Used"),
        (1, "Used"),
        (2, ""),
    ]


def test_a_plan_can_be_given_where_no_line_shows_it(world, tmp_path):
    conversion = world.convert(KIND, write(tmp_path, line()), Plan="commitment").conversion

    assert conversion.billed_out == {"EUR": 0}
    assert [(rule.rule, rule.billed) for rule in conversion.rules] == [("drawn", {"EUR": Decimal("-1.25")})]


def test_times_without_seconds_and_the_month_of_the_interval(world, tmp_path):
    (found,) = world.charges(KIND, write(tmp_path, line()))

    assert (
        f"{found['ChargePeriodStart']:%F %T} {found['ChargePeriodEnd']:%F %T}"
        == "2026-10-05 23:00:00 2026-10-06 00:00:00"
    )
    assert f"{found['BillingPeriodStart']:%F} {found['BillingPeriodEnd']:%F}" == "2026-10-01 2026-11-01"


def test_a_correction_is_one(world, tmp_path):
    (found,) = world.charges(KIND, write(tmp_path, line(lineItem__isCorrection="true", cost__myCost="-2")))

    assert (found["ChargeClass"], found["BilledCost"]) == ("Correction", -2)


def test_tag_columns_become_tags(world, tmp_path):
    (found,) = world.charges(KIND, write(tmp_path, line()))

    assert found["Tags"] == '{"team":"search"}'
    assert world.one("SELECT provider FROM key") == "oci"


@settings(max_examples=8)
@given(st.lists(st.tuples(st.decimals(-1000, 1000, places=9), st.booleans()), min_size=1, max_size=20))
def test_any_report_is_conserved_to_the_last_unit(tmp_path_factory, amounts):
    folder = tmp_path_factory.mktemp("oci")
    lines = [line(cost__myCost=f"{cost:f}", cost__myCostOverage=f"{cost:f}" if over else "0") for cost, over in amounts]
    has_overage = any(over and cost for cost, over in amounts)

    _, sums = convert_alone(KIND, folder, write(folder, *lines))

    effective = sum(cost for cost, _ in amounts)
    assert sums == (sum(cost for cost, over in amounts if over) if has_overage else effective, effective)


def test_order_and_parts_change_nothing(world, tmp_path):
    lines = [line(cost__myCost=str(number), cost__myCostOverage="1") for number in range(6)]
    world.take_bill(KIND, write(tmp_path, *lines))
    before = world.content()

    _, report = world.take_bill(
        KIND, write(tmp_path, *lines[3:], name="b.csv"), write(tmp_path, *reversed(lines[:3]), name="a.csv")
    )

    assert [scope.state for scope in report.scopes] == ["unchanged"]
    assert world.content() == before


def test_a_missing_column_is_named(world, tmp_path):
    path = write(tmp_path, line())
    path.write_text(path.read_text().replace("cost/subscriptionId", "cost/other", 1))

    with pytest.raises(MissingColumnError, match="lacks SubscriptionId") as caught:
        world.convert(KIND, path)

    assert "usage report bucket" in caught.value.hint


def test_a_usage_report_is_named(world, tmp_path):
    path = tmp_path / "usage.csv"
    path.write_text("lineItem/intervalUsageStart,usage/consumedQuantity\n1,1\n")

    with pytest.raises(FileFormatError, match="an OCI usage report"):
        world.convert(KIND, path)


def test_a_plan_must_be_one(world, tmp_path):
    with pytest.raises(UsageError, match="Plan is 'free'"):
        world.convert(KIND, write(tmp_path, line()), Plan="free")
