"""Stored charges are converted again from what was billed, to the last unit."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.core.money import CONTEXT, quantize
from outlay.ingest.focus.rerating import find_outdated_rates, rerate_charges
from tests.unit.ingest.focus.bill import Rate, row

AMOUNTS = ("0.000000000001", "-0.000000000003", "99999999999.999999999999", "-12.345678901235", "0", "7")
RATES = st.decimals(min_value=Decimal("0.000001"), max_value=Decimal(900), places=12)


def rates_of(rate):
    return lambda pairs, _: {(code, day): Rate(rate, day) for code, day in pairs}


def long_rows():
    for number, amount in enumerate(AMOUNTS):
        costs = dict.fromkeys(("BilledCost", "EffectiveCost", "ListCost", "ContractedCost"), amount)
        yield row(**costs, BillingCurrency="EUR", SkuId=str(number), ChargePeriodEnd="2026-10-12T00:00:00Z")


@given(rates=st.lists(RATES, min_size=1, max_size=2))
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_rates_came_before_amounts_are_billed_times_rate_and_shares_add_up(world, rates):
    world.take(world.bill("bill.csv", *long_rows()), replace=True)
    for rate in rates:
        with world.store.write() as tx:
            rerate_charges(tx, world.settings, rates_of(rate))
    found = world.rows("SELECT EffectiveCost AS billed, x_effective_cost AS cost FROM charge")
    assert all(each["cost"] == quantize(CONTEXT.multiply(each["billed"], rates[-1])) for each in found)
    assert len(found) == len(AMOUNTS)
    charged = world.rows("SELECT x_charge_id, x_effective_cost, x_list_cost, x_billed_cost FROM charge ORDER BY 1")
    spread = "SELECT x_charge_id, sum(effective_cost), sum(list_cost), sum(billed_cost) FROM charge_slice GROUP BY 1"
    assert [[*each.values()] for each in world.rows(f"{spread} ORDER BY 1")] == [[*each.values()] for each in charged]


def test_what_holds_another_rate_is_named_with_both(world):
    world.take(world.bill("bill.csv", row(BillingCurrency="EUR"), row()))
    (found,) = find_outdated_rates(world.store, world.settings, rates_of(Decimal(2)))
    assert (found.currency, found.charges, found.held, found.fresh) == ("EUR", 1, Decimal("0.5"), Decimal(2))


def test_days_of_changed_charges_are_computed_again_and_no_others(world):
    world.take(world.bill("bill.csv", row(BillingCurrency="EUR"), row(ChargePeriodStart="2026-10-05", ServiceName="x")))
    with world.store.write() as tx:
        tx.delete("dirty_day")
        rerate_charges(tx, world.settings, rates_of(Decimal("0.5")))
        assert tx.fetch("SELECT * FROM dirty_day").num_rows == 0
        rerate_charges(tx, world.settings, rates_of(Decimal(2)))
    assert [str(each["day"]) for each in world.rows("SELECT day FROM dirty_day")] == ["2026-10-05"]
