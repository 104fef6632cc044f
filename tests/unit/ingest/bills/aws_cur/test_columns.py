from __future__ import annotations

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError, UnknownNameError
from outlay.ingest.bills.aws_cur.columns import MANDATORY, check_constants, check_header, plain_name, read_header


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("lineItem/UnblendedCost", "line_item_unblended_cost"),
        ("line_item_unblended_cost", "line_item_unblended_cost"),
        ("bill/PayerAccountId", "bill_payer_account_id"),
        ("savingsPlan/SavingsPlanARN", "savings_plan_savings_plan_arn"),
        ("savings_plan_savings_plan_a_r_n", "savings_plan_savings_plan_arn"),
        ("reservation/ReservationARN", "reservation_reservation_arn"),
        ("reservation_reservation_a_r_n", "reservation_reservation_arn"),
        ("pricing/publicOnDemandCost", "pricing_public_on_demand_cost"),
        ("product/instanceType", "product_instance_type"),
    ],
)
def test_every_spelling_is_one_name(title, name):
    assert plain_name(title) == name


@pytest.mark.parametrize(
    ("title", "tag"),
    [
        ("resourceTags/user:CostCenter", "user:CostCenter"),
        ("resourceTags/aws:createdBy", "aws:createdBy"),
        ("resource_tags_user_team", "user:team"),
        ("costCategory/Unit", "costCategory:Unit"),
        ("cost_category_unit", "costCategory:unit"),
    ],
)
def test_columns_of_tags_are_members(title, tag):
    assert read_header([title]).members == ((tag, 0),)


@pytest.mark.parametrize(
    ("titles", "kind"),
    [
        (["BilledCost", "ChargeCategory"], "FOCUS CostAndUsage"),
        (["InvoiceID", "PayerAccountId", "RecordType", "RecordID"], "an AWS detailed billing report"),
        (["costInBillingCurrency", "meterCategory"], "an Azure MCA cost export"),
        (["a", "b"], "its first line names a, b"),
    ],
)
def test_other_files_are_named(titles, kind):
    with pytest.raises(FileFormatError, match=kind):
        check_header("b.csv", titles, read_header(titles), ())


def test_a_missing_column_is_named_in_both_versions():
    titles = [name for name in MANDATORY if name != "line_item_unblended_cost"]

    with pytest.raises(MissingColumnError, match=r"lacks line_item_unblended_cost \(CUR 1: lineItem/UnblendedCost\)"):
        check_header("b.csv", titles, read_header(titles), ())


def test_a_given_value_stands_for_a_column():
    titles = [name for name in MANDATORY if name != "line_item_currency_code"]

    check_header("b.csv", titles, read_header(titles), check_constants({"BillingCurrency": "USD"}))


def test_a_value_for_no_column_is_refused():
    with pytest.raises(UnknownNameError, match="BillingCurency"):
        check_constants({"BillingCurency": "USD"})
