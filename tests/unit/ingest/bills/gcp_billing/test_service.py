from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import FileFormatError, MissingColumnError
from tests.bills.gcp import REDUCTIONS, GoogleMonth
from tests.unit.ingest.bills.kit import convert_alone

KIND = "gcp-billing"


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_billed_and_effective_are_cost_and_credits(world, tmp_path, form):
    month = GoogleMonth()

    _, report = world.take_bill(KIND, month.write(tmp_path, name=f"month.{form}"))

    assert report.rejected == 0
    assert world.sums() == (month.net, month.net)


@settings(max_examples=8)
@given(st.integers(1, 10**6), st.sampled_from(["jsonl", "parquet"]))
def test_any_month_is_conserved_to_the_last_unit(tmp_path_factory, seed, form):
    folder = tmp_path_factory.mktemp("google")
    month = GoogleMonth(date(2026, 3, 1), seed=seed)

    conversion, sums = convert_alone(KIND, folder, month.write(folder, name=f"m.{form}"))

    assert conversion.billed_out == {"EUR": month.net}
    assert sums == (month.net, month.net)


def test_json_lines_and_parquet_give_the_same_charges(world, tmp_path):
    month = GoogleMonth()
    world.take_bill(KIND, month.write(tmp_path))
    before = world.content()

    _, report = world.take_bill(KIND, month.write(tmp_path, name="month.parquet"))

    assert [scope.state for scope in report.scopes] == ["unchanged"]
    assert world.content() == before


def test_money_given_is_a_credit_and_a_discount_is_not(world, tmp_path):
    month = GoogleMonth()

    found = world.charges(KIND, month.write(tmp_path), where="ChargeCategory = 'Credit'")

    assert sum(row["BilledCost"] for row in found) == month.credited("PROMOTION", "MOON_BONUS")
    assert {"PROMOTION" in row["x_extra"] or "MOON_BONUS" in row["x_extra"] for row in found} == {True}


def test_discounts_lower_the_charge_that_they_belong_to(world, tmp_path):
    month = GoogleMonth()
    world.take_bill(KIND, month.write(tmp_path))

    rest = world.one("SELECT sum(BilledCost) FROM charge WHERE ChargeCategory <> 'Credit'")

    assert rest == sum(row.cost for row in month.rows) + month.credited(*REDUCTIONS)


def test_every_kind_of_credit_is_told_with_its_sum(world, tmp_path):
    month = GoogleMonth()

    conversion = world.convert(KIND, month.write(tmp_path)).conversion

    notes = " ".join(conversion.notes)
    assert f"28 × SUSTAINED_USAGE_DISCOUNT: {month.credited('SUSTAINED_USAGE_DISCOUNT').normalize():f} EUR" in notes
    assert "MOON_BONUS" in notes
    assert "a type that is not known" in notes


def test_covered_usage_is_committed_and_bills_what_remains(world, tmp_path):
    month = GoogleMonth()

    found = world.charges(KIND, month.write(tmp_path), where="CommitmentDiscountStatus = 'Used'")

    full = [row for row in found if row["PricingCategory"] == "Committed"]
    assert (len(found), len(full)) == (56, 28)
    assert all(row["BilledCost"] == row["EffectiveCost"] == 0 for row in full)
    assert all(0 < row["BilledCost"] < row["ContractedCost"] for row in found if row not in full)


def test_the_fee_of_a_commitment_is_a_purchase_of_its_own_period(world, tmp_path):
    month = GoogleMonth()

    found = world.charges(KIND, month.write(tmp_path), where="ChargeCategory = 'Purchase'")

    assert {row["CommitmentDiscountId"] for row in found} == {"cud-1", "cud-2"}
    assert all(row["BilledCost"] == row["EffectiveCost"] != 0 for row in found)


@pytest.mark.parametrize(
    ("month", "start"), [(date(2026, 10, 1), "2026-10-01 07:00"), (date(2026, 12, 1), "2026-12-01 08:00")]
)
def test_a_billing_period_starts_at_midnight_in_california(world, tmp_path, month, start):
    found = world.charges(KIND, GoogleMonth(month).write(tmp_path))

    assert {f"{row['BillingPeriodStart']:%F %H:%M}" for row in found} == {start}


def test_usage_billed_late_stays_on_its_day_and_on_the_new_invoice(world, tmp_path):
    month = GoogleMonth()

    found = world.charges(KIND, month.write(tmp_path), where="ChargePeriodStart < BillingPeriodStart")

    assert {f"{row['ChargePeriodStart']:%F}" for row in found} == {"2026-09-28"}
    assert [row["ChargeClass"] for row in found if row["ChargeCategory"] == "Adjustment"] == ["Correction"]


@pytest.mark.parametrize(
    ("cost_type", "category"), [("tax", "Tax"), ("rounding_error", "Adjustment"), ("novelty", "Adjustment")]
)
def test_a_cost_type_has_its_category(world, tmp_path, cost_type, category):
    month = GoogleMonth()
    world.take_bill(KIND, month.write(tmp_path))

    (row,) = month.of_type(cost_type)
    assert world.rows(f"SELECT ChargeCategory FROM charge WHERE BilledCost = {row.cost}") == [
        {"ChargeCategory": category}
    ]


def test_tokens_have_model_and_class_and_storage_has_none(world, tmp_path):
    world.take_bill(KIND, GoogleMonth().write(tmp_path))

    found = world.rows(
        "SELECT k.model, k.token_class, sum(c.ConsumedQuantity) AS n FROM charge c JOIN key k ON k.key_id = c.x_key_id "
        "WHERE k.provider = 'gcp.vertex_ai' AND c.ConsumedUnit = 'Tokens' GROUP BY ALL ORDER BY ALL"
    )
    assert [(row["model"], row["token_class"], row["n"]) for row in found] == [
        ("gemini-2.5-flash-lite", "output", 1_400),
        ("gemini-2.5-pro", "cache_read", 5_600),
        ("gemini-2.5-pro", "input", 28_000),
    ]


def test_labels_of_the_resource_come_before_those_of_its_project(world, tmp_path):
    found = world.charges(KIND, GoogleMonth().write(tmp_path))[0]

    assert '"team":"search"' in found["Tags"]
    assert '"env":"prod"' in found["Tags"]
    assert world.one("SELECT DISTINCT team FROM key WHERE team IS NOT NULL") == "search"


def test_a_marketplace_row_names_who_serves(world, tmp_path):
    found = world.charges(KIND, GoogleMonth().write(tmp_path), where="ServiceProviderName = 'MongoDB'")

    assert [(row["InvoiceIssuerName"], row["HostProviderName"]) for row in found] == [("Google Cloud", "Google Cloud")]


def test_order_and_parts_and_two_accounts_change_nothing(world, tmp_path):
    months = [GoogleMonth(), GoogleMonth(account="01DDDD-EEEEEE-FFFFFF", seed=4)]
    world.take_bill(KIND, *(month.write(tmp_path) for month in months))
    before = world.content()
    parts = [
        month.write(
            tmp_path, name=f"{month.account}/{part}.jsonl", only=lambda n, part=part: n % 4 == part, shuffled=part
        )
        for month in reversed(months)
        for part in range(4)
    ]

    _, report = world.take_bill(KIND, *parts)

    assert [scope.state for scope in report.scopes] == ["unchanged", "unchanged"]
    assert world.content() == before


def test_a_month_issued_again_replaces_the_old_one(world, tmp_path):
    world.take_bill(KIND, GoogleMonth(seed=5).write(tmp_path))
    month = GoogleMonth()

    _, report = world.take_bill(KIND, month.write(tmp_path), replace=True)

    assert [scope.state for scope in report.scopes] == ["replaced"]
    assert world.sums() == (month.net, month.net)


def test_every_row_and_every_unit_is_accounted_for(world, tmp_path):
    month = GoogleMonth()

    conversion = world.convert(KIND, month.write(tmp_path)).conversion

    cost = sum((row.cost for row in month.rows), Decimal(0))
    changed = sum((rule.billed.get("EUR", Decimal(0)) for rule in conversion.rules), Decimal(0))
    assert conversion.billed_in == {"EUR": cost}
    assert conversion.billed_out == {"EUR": cost + changed}
    assert conversion.rows_out == conversion.rows_in + 29


def test_a_missing_column_is_named_with_the_setting_that_adds_it(world, tmp_path):
    path = GoogleMonth().write(tmp_path)
    path.write_text(path.read_text().replace('"invoice"', '"bill"'))

    with pytest.raises(MissingColumnError, match="lacks invoice") as caught:
        world.convert(KIND, path)

    assert "Detailed usage cost" in caught.value.hint


def test_the_standard_export_is_taken_and_named(world, tmp_path):
    path = GoogleMonth().write(tmp_path)
    path.write_text(path.read_text().replace('"resource"', '"other"'))

    conversion = world.convert(KIND, path).conversion

    assert "standard" in conversion.title
    assert any("no resource names" in note for note in conversion.notes)


@pytest.mark.parametrize(
    ("header", "name"),
    [
        ("usage_start_time,cost,invoice", "CSV, which cannot hold the credits"),
        ("Service description,SKU description,Cost", "a Google Cloud cost table of the console"),
        ("BilledCost,ChargeCategory", "FOCUS CostAndUsage"),
    ],
)
def test_another_kind_of_file_is_named(world, tmp_path, header, name):
    path = tmp_path / "x.csv"
    path.write_text(f"{header}\n{','.join('1' for _ in header.split(','))}\n")

    with pytest.raises(FileFormatError, match=name):
        world.convert(KIND, path)
