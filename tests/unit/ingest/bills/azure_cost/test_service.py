from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import FileFormatError, MissingColumnError, UnknownNameError
from tests.bills.azure import AzureMonth
from tests.unit.ingest.bills.kit import convert_alone

KIND = "azure-cost"


def both(month: AzureMonth, folder):
    return month.write(folder, "actual"), month.write(folder, "amortised")


@pytest.mark.parametrize("is_mca", [False, True], ids=["ea", "mca"])
def test_both_exports_give_each_money_once(world, tmp_path, is_mca):
    month = AzureMonth(is_mca=is_mca)

    _, report = world.take_bill(KIND, *both(month, tmp_path))

    assert report.rejected == 0
    assert world.sums() == (month.billed, month.effective)


def test_two_billing_accounts_and_months_come_in_one_delivery(world, tmp_path):
    months = [AzureMonth(), AzureMonth(account="7002", seed=2), AzureMonth(date(2026, 9, 1), seed=3)]
    files = [file for month in months for file in both(month, tmp_path)]

    _, report = world.take_bill(KIND, *files)

    assert {(scope.billing_account, f"{scope.billing_period:%Y-%m}", scope.billed) for scope in report.scopes} == {
        (month.account, f"{month.month:%Y-%m}", month.billed * Decimal("0.5")) for month in months
    }


def test_only_the_actual_export_says_that_there_is_no_accrual_view(world, tmp_path):
    month = AzureMonth()

    conversion, _ = world.take_bill(KIND, month.write(tmp_path, "actual"))

    assert world.sums() == (month.billed, month.billed)
    assert any("no accrual view" in note for note in conversion.notes)
    assert {rule.rule for rule in conversion.rules} >= {"no_accrual_view"}


def test_only_the_amortised_export_names_the_purchases_that_are_missing(world, tmp_path):
    month = AzureMonth()
    bought = sum((line.billed for line in month.lines if not line.in_amortised), Decimal(0))

    conversion, _ = world.take_bill(KIND, month.write(tmp_path, "amortised"))

    assert world.sums() == (month.billed - bought, month.effective)
    assert any("purchases of commitments are missing" in note for note in conversion.notes)


def test_every_line_and_every_unit_is_accounted_for(world, tmp_path):
    month = AzureMonth()

    conversion = world.convert(KIND, *both(month, tmp_path)).conversion

    rules = {rule.rule: rule for rule in conversion.rules}
    read = sum((line.billed * line.in_actual + line.effective * line.in_amortised for line in month.lines), Decimal(0))
    assert conversion.billed_in == {"EUR": read}
    assert conversion.billed_out == {"EUR": month.billed}
    assert conversion.rows_in == conversion.rows_out + rules["other_view"].rows
    assert sum(rule.billed.get("EUR", 0) for rule in conversion.rules) == month.billed - read


@settings(max_examples=8)
@given(st.integers(1, 10**6), st.booleans())
def test_any_month_is_conserved_to_the_last_unit(tmp_path_factory, seed, is_mca):
    folder = tmp_path_factory.mktemp("azure")
    month = AzureMonth(date(2026, 2, 1), seed=seed, is_mca=is_mca)

    conversion, sums = convert_alone(KIND, folder, *both(month, folder))

    assert conversion.billed_out == {"EUR": month.billed}
    assert sums == (month.billed, month.effective)


def test_order_and_parts_and_a_second_import_change_nothing(world, tmp_path):
    month = AzureMonth()
    world.take_bill(KIND, *both(month, tmp_path))
    before = world.content()
    parts = [
        month.write(
            tmp_path, view, name=f"{view}/part_{part}.csv", only=lambda n, part=part: n % 3 == part, shuffled=part
        )
        for view in ("amortised", "actual")
        for part in range(3)
    ]

    _, report = world.take_bill(KIND, *parts)

    assert [scope.state for scope in report.scopes] == ["unchanged"]
    assert world.content() == before


def test_a_month_issued_again_replaces_the_old_one(world, tmp_path):
    world.take_bill(KIND, *both(AzureMonth(seed=5), tmp_path))
    month = AzureMonth()

    _, report = world.take_bill(KIND, *both(month, tmp_path), replace=True)

    assert [scope.state for scope in report.scopes] == ["replaced"]
    assert world.sums() == (month.billed, month.effective)


def test_commitment_rows_obey_focus(world, tmp_path):
    month = AzureMonth()
    found = world.charges(KIND, *both(month, tmp_path), where="CommitmentDiscountId IS NOT NULL")

    used = [row for row in found if row["ChargeCategory"] == "Usage"]
    bought = [row for row in found if row["ChargeCategory"] == "Purchase"]
    assert all(row["BilledCost"] == 0 and row["PricingCategory"] == "Committed" for row in used)
    assert all(row["EffectiveCost"] == 0 and row["CommitmentDiscountStatus"] is None for row in bought)
    assert {row["CommitmentDiscountId"] for row in used} == {row["CommitmentDiscountId"] for row in bought}
    assert {row["CommitmentDiscountCategory"] for row in used} == {"Spend", "Usage"}


def test_unused_parts_are_rows_of_their_own(world, tmp_path):
    month = AzureMonth()

    found = world.charges(KIND, *both(month, tmp_path), where="CommitmentDiscountStatus = 'Unused'")

    expected = [line.effective for kind in ("UnusedReservation", "UnusedSavingsPlan") for line in month.by_kind(kind)]
    assert sorted(row["EffectiveCost"] for row in found) == sorted(expected)
    assert all(row["ConsumedQuantity"] is None and row["ResourceId"] == row["CommitmentDiscountId"] for row in found)


def test_tokens_are_counted_by_block_and_told_by_meter(world, tmp_path):
    world.take_bill(KIND, *both(AzureMonth(), tmp_path))

    found = world.rows(
        "SELECT k.model, k.token_class, sum(c.ConsumedQuantity) AS n FROM charge c JOIN key k ON k.key_id = c.x_key_id "
        "WHERE k.provider = 'azure.ai.openai' AND k.token_class IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )
    assert [(row["model"], row["token_class"], row["n"]) for row in found] == [
        ("gpt-4o-0806", "cache_read", 62_000),
        ("gpt-4o-0806", "input", 387_500),
        ("gpt-5", "output", 7_750_000),
    ]


@pytest.mark.parametrize(
    ("kind", "category"),
    [("Tax", "Tax"), ("Credit", "Credit"), ("RoundingAdjustment", "Adjustment"), ("GreenOffset", "Adjustment")],
)
def test_a_charge_type_has_its_category(world, tmp_path, kind, category):
    month = AzureMonth()
    world.take_bill(KIND, *both(month, tmp_path))

    (line,) = month.by_kind(kind)
    found = world.rows(f"SELECT ChargeCategory FROM charge WHERE BilledCost = {line.billed}")
    assert found == [{"ChargeCategory": category}]


def test_an_unknown_charge_type_is_named(world, tmp_path):
    conversion = world.convert(KIND, *both(AzureMonth(), tmp_path)).conversion

    assert "unknown ChargeType GreenOffset: kept as Adjustment" in conversion.notes


def test_the_period_end_is_inclusive_and_a_charge_lasts_its_day(world, tmp_path):
    found = world.charges(KIND, *both(AzureMonth(), tmp_path))[0]

    assert f"{found['BillingPeriodStart']:%F} {found['BillingPeriodEnd']:%F}" == "2026-10-01 2026-11-01"
    assert f"{found['ChargePeriodStart']:%F} {found['ChargePeriodEnd']:%F}" == "2026-10-01 2026-10-02"


@pytest.mark.parametrize(("is_mca", "known"), [(False, 0), (True, 1)], ids=["ea", "mca"])
def test_the_list_cost_is_unknown_without_pay_as_you_go_prices(world, tmp_path, is_mca, known):
    world.take_bill(KIND, *both(AzureMonth(is_mca=is_mca), tmp_path))

    assert bool(world.one("SELECT count(ListCost) FROM charge")) == bool(known)


def test_a_marketplace_row_names_who_serves_and_who_bills(world, tmp_path):
    found = world.charges(KIND, *both(AzureMonth(), tmp_path), where="ServiceProviderName = 'Datadog'")

    assert {(row["InvoiceIssuerName"], row["HostProviderName"]) for row in found} == {("Microsoft", "Microsoft")}
    assert len(found) == 2


def test_a_missing_column_is_named_with_the_setting_that_adds_it(world, tmp_path):
    path = AzureMonth().write(tmp_path, "actual")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("ChargeType", "Nothing", 1), encoding="utf-8")

    with pytest.raises(MissingColumnError, match=r"lacks ChargeType .* looks like an Azure cost export") as caught:
        world.convert(KIND, path)

    assert "Cost and usage details" in caught.value.hint


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("BilledCost,ChargeCategory,BillingAccountId", "FOCUS CostAndUsage"),
        ("lineItem/UnblendedCost,lineItem/LineItemType", "an AWS Cost and Usage Report"),
        ("ReservationId,UsageDate,UsedHours,ReservedHours", "Azure reservation details"),
        ("MeterID,BasePrice,MarketPrice,UnitPrice", "an Azure price sheet"),
        ("a,b,c", "is not an Azure cost export"),
    ],
)
def test_another_kind_of_file_is_named(world, tmp_path, header, name):
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n", encoding="utf-8")

    with pytest.raises(FileFormatError, match=name):
        world.convert(KIND, path)


def test_a_constant_fills_a_column_that_is_missing(world, tmp_path):
    path = AzureMonth().write(tmp_path, "actual")
    path.write_text(path.read_text(encoding="utf-8-sig").replace("BillingCurrencyCode", "Nothing", 1), encoding="utf-8")

    assert world.convert(KIND, path, BillingCurrency="EUR").conversion.billed_out == {"EUR": AzureMonth().billed}


def test_a_constant_must_name_a_column(world, tmp_path):
    with pytest.raises(UnknownNameError, match="BillingCurency"):
        world.convert(KIND, AzureMonth().write(tmp_path, "actual"), BillingCurency="EUR")
