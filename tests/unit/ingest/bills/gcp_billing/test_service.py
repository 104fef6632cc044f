from __future__ import annotations

from collections import defaultdict
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import FileFormatError, MissingColumnError
from outlay.core.money import format_plain
from tests.bills.gcp import REDUCTIONS, UNKNOWN, Commitments, GoogleMonth
from tests.unit.ingest.bills.kit import convert_alone

KIND = "gcp-billing"


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_billed_and_effective_are_cost_and_credits(world, tmp_path, form):
    month = GoogleMonth()

    _, report = world.take_bill(KIND, month.write(tmp_path, name=f"month.{form}"))

    assert report.rejected == 0
    assert world.sums() == (month.net, month.net)


@settings(max_examples=5)
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


def test_every_charge_of_covered_usage_is_worth_its_share_of_the_fee(world, tmp_path):
    month = GoogleMonth()

    found = world.charges(KIND, month.write(tmp_path), where="CommitmentDiscountStatus = 'Used'")

    worth = defaultdict(Decimal)
    for row in found:
        worth[row["SkuMeter"]] += row["EffectiveCost"]
    assert {sku: amount for sku, amount in worth.items() if amount} == month.commitments.worth


def test_a_row_that_is_covered_in_part_is_cut(world, tmp_path):
    found = world.charges(
        KIND, GoogleMonth().write(tmp_path), where=f"SkuMeter = '{Commitments.CPU}' AND ConsumedUnit = 'seconds'"
    )

    cut = [row for row in found if f"{row['ChargePeriodStart']:%F %H}" == "2026-10-01 16"]
    amounts = (
        "PricingCategory",
        "BilledCost",
        "EffectiveCost",
        "ContractedCost",
        "PricingQuantity",
        "ConsumedQuantity",
    )
    assert sorted(tuple(row[name] for name in amounts) for row in cut) == [
        ("Committed", 0, Decimal("0.344"), Decimal("0.64"), 16, 57_600),
        ("Standard", Decimal("0.16"), Decimal("0.16"), Decimal("0.16"), 4, 14_400),
    ]


def test_a_fee_that_cannot_be_told_to_cover_anything_is_told(world, tmp_path):
    month = GoogleMonth()

    conversion, _ = world.take_bill(KIND, month.write(tmp_path))

    (fee,) = world.rows(
        f"SELECT BilledCost AS b, EffectiveCost AS e FROM charge WHERE CommitmentDiscountId = '{UNKNOWN}'"
    )
    assert fee["b"] == fee["e"] != 0
    assert {rule.rule: rule.rows for rule in conversion.rules}["unknown_cover"] == 1
    assert any(note.startswith(f"{UNKNOWN}: {format_plain(fee['b'])} EUR of its fee") for note in conversion.notes)


def test_without_subscriptions_new_commitments_are_told_and_not_guessed(world, tmp_path):
    month = GoogleMonth()
    path = month.write(tmp_path)
    path.write_text(path.read_text().replace('"subscription"', '"other"'))

    conversion, _ = world.take_bill(KIND, path)

    assert world.sums() == (month.net, month.net)
    assert any("no column subscription" in note for note in conversion.notes)
    assert any(note.startswith("Compute Flexible Committed Use Discounts - 1 Year: ") for note in conversion.notes)


def test_the_offset_and_what_it_is_for_may_differ_by_rounding(world, tmp_path):
    month = GoogleMonth()

    (row,) = world.charges(KIND, month.write(tmp_path), where="ChargeDescription LIKE 'Offset and covered%'")

    assert (row["ChargeCategory"], row["BilledCost"]) == ("Adjustment", month.commitments.gap)
    assert row["EffectiveCost"] == row["BilledCost"]


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
    credits_given, cut, unused, gap = 29, 112, 5 * 28 + 14, 1
    assert conversion.rows_out == conversion.rows_in + credits_given + cut + unused + gap


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
