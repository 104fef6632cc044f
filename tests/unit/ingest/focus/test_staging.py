from __future__ import annotations

from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.ingest.focus.staging import PACKAGE
from outlay.store.scratch import lend_scratch
from tests.unit.ingest.focus.bill import row

RULES = {
    "decorated_number": {"BilledCost": "$1,234.50 "},
    "rounded": {"BilledCost": "0.1234567890125"},
    "slash_date": {"BillingPeriodStart": "10/1/26", "ChargePeriodStart": "10/15/26", "ChargePeriodEnd": "10/16/26"},
    "zone_assumed": {"ChargePeriodStart": "2026-10-05 00:00:00"},
    "hour_past_midnight": {"ChargePeriodEnd": "2026-10-05T30:00:00Z"},
    "period_end_derived": {"BillingPeriodEnd": ""},
    "period_end_inclusive": {"BillingPeriodEnd": "2026-10-31T00:00:00Z"},
    "enum_case": {"ChargeFrequency": "Usage-based"},
    "enum_unknown": {"PricingCategory": "Mystery"},
    "service_category_other": {"ServiceCategory": "Database"},
    "list_cost_unknown": {"ListCost": "0"},
    "contracted_cost_unknown": {"ContractedCost": "0.0"},
    "effective_from_billed": {"EffectiveCost": ""},
    "service_name_unknown": {"ServiceName": ""},
    "issuer_from_provider": {"InvoiceIssuerName": ""},
    "currency_case": {"BillingCurrency": "usd"},
    "quantity_unreadable": {"ConsumedQuantity": "many"},
    "null_word": {"ResourceId": "NULL"},
}


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_fires_alone_and_is_counted(world, rule):
    changes = RULES[rule]

    report = world.take(world.bill("b.csv", row(ResourceId="r") | changes, row(ResourceId="r")))

    expected = {rule, "zone_assumed"} if rule == "slash_date" else {rule}
    assert report.rejected == 0
    assert {count.rule: count.rows for count in report.rules} == dict.fromkeys(expected, 1)


def _value(world, column, **changes):
    world.take(world.bill("b.csv", row(**changes)))
    return world.one(f"SELECT {column} FROM charge")


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("$50,000.00 ", "50000"),
        ("1.5E-7", "0.00000015"),
        ("9e-05", "0.00009"),
        ("(12.50)", "-12.5"),
        ("-$3.10", "-3.10"),
        ("0.1234567890125", "0.123456789012"),
        ("0.1234567890135", "0.123456789014"),
        ("-0.1234567890135", "-0.123456789014"),
        ("0.12345678901250001", "0.123456789013"),
        ("+5", "5"),
    ],
)
def test_amounts_are_read_exactly(world, text, amount):
    assert _value(world, "BilledCost", BilledCost=text) == Decimal(amount)


def test_a_decimal_comma_is_not_guessed(world):
    report = world.take(world.bill("b.csv", row(), row(BilledCost="1.234,56"), row(BilledCost="12,34")))

    assert report.rejected == 2


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-10-05T01:00:00+02:00", datetime(2026, 10, 4, 23)),  # noqa: DTZ001 - stored naive
        ("2026-10-05", datetime(2026, 10, 5)),  # noqa: DTZ001 - stored naive
        ("2026-10-05T03:30Z", datetime(2026, 10, 5, 3, 30)),  # noqa: DTZ001 - stored naive
    ],
)
def test_moments_are_read_in_utc(world, text, moment):
    assert _value(world, "ChargePeriodStart", ChargePeriodStart=text) == moment


def test_day_before_month_is_read_where_the_file_shows_it(world):
    path = world.bill("b.csv", row(ChargePeriodStart="05/10/2026", ChargePeriodEnd="13/10/2026"))

    world.take(path)

    assert world.one("SELECT x_day FROM charge").isoformat() == "2026-10-05"


def test_an_ambiguous_date_is_refused(world):
    path = world.bill("b.csv", row(), row(ChargePeriodStart="5/10/26"))

    assert world.take(path).rejected == 1


def test_the_original_of_a_displaced_value_is_kept(world):
    assert _value(world, "x_extra", ServiceCategory="Database") == '{"ServiceCategory":"Database"}'


def test_a_zero_list_cost_of_a_free_row_stays_zero(world):
    assert _value(world, "ListCost", BilledCost="0", EffectiveCost="0", ListCost="0") == 0


def test_a_bill_without_accrual_view_uses_what_was_billed(world):
    report = world.take(world.bill("b.csv", row(EffectiveCost="0"), row(EffectiveCost="0", SubAccountId="2")))

    assert world.one("SELECT sum(EffectiveCost) FROM charge") == 20
    assert "x_EffectiveCostBasis" in world.rows("SELECT x_extra FROM charge")[0]["x_extra"]
    assert ("no_accrual_view", 2) in {(count.rule, count.rows) for count in report.rules}


def test_a_marketplace_row_is_served_by_its_publisher(world):
    world.take(world.bill("b.csv", row(PublisherName="Datadog", ServiceName="Datadog Pro", ServiceCategory="")))

    (found,) = world.rows(
        "SELECT c.ServiceProviderName AS s, c.HostProviderName AS h, k.* FROM charge c "
        "JOIN key k ON k.key_id = c.x_key_id"
    )
    assert (found["s"], found["h"], found["provider"], found["biller"]) == ("Datadog", "AWS", "datadog", "aws")
    assert found["cost_group"] == "saas"


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    with lend_scratch(tmp_path_factory.mktemp("scratch")) as lent:
        for macro in ("is_plain", "plain", "undecorated", "wide", "rounded", "in_currency"):
            lent.run(PACKAGE, f"macro_{macro}")
        yield lent


amounts = st.decimals(min_value=-(10**9), max_value=10**9, places=16)


ties = st.integers(-(10**20), 10**20).map(lambda units: Decimal(units * 10 + 5) * Decimal("1e-13"))


@settings(max_examples=60)
@given(amount=amounts | ties, written=st.sampled_from(["{:f}", "{:e}", "{:f}000"]))
def test_rounding_is_half_even(scratch, amount, written):
    ((found,),) = scratch.rows(
        "SELECT coalesce(plain(x), rounded(wide(x), x)) FROM (SELECT CAST(? AS VARCHAR) AS x)", [written.format(amount)]
    )

    assert found == amount.quantize(Decimal("1e-12"), ROUND_HALF_EVEN)


@settings(max_examples=60)
@given(
    amount=st.decimals(min_value=-(10**9), max_value=10**9, places=12),
    rate=st.decimals(min_value="0.000000000001", max_value=90, places=12),
)
def test_conversion_is_exact_and_half_even(scratch, amount, rate):
    from outlay.core.money import Money

    ((found,),) = scratch.rows(
        "SELECT in_currency(CAST(? AS DECIMAL(38, 12)), CAST(? AS DECIMAL(38, 12)))", [str(amount), str(rate)]
    )

    assert found == Money(amount=amount, currency="EUR").convert(rate, "USD").amount
