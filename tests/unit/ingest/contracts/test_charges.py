from __future__ import annotations

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from outlay.core.time import add_months
from outlay.ingest.contracts.charges import compute_charges
from outlay.ingest.contracts.claims import BilledLine
from outlay.ingest.contracts.model import Contract

TODAY = date(2027, 12, 31)
MONEY = st.decimals(min_value=0, max_value=100_000, places=2)


def contract(**changes):
    fields = {"id": "c1", "vendor": "Slack", "product": "Pro", "price": "100", "starts": "2026-01-01"}
    return Contract.model_validate({**fields, "ends": "2026-12-31", **changes})


def line(number, month, amount):
    start = add_months(date(2026, 1, 1), month)
    return BilledLine(
        biller="slack", issuer="Slack", invoice_id=f"I{number}", line_id="net", billing_account=None,
        period_start=start, period_end=add_months(start, 1), currency="USD", category="Purchase", amount=amount,
    )  # fmt: skip


LINES = st.lists(st.tuples(st.integers(0, 11), MONEY | MONEY.map(Decimal.copy_negate)), max_size=8).map(
    lambda pairs: [line(number, month, amount) for number, (month, amount) in enumerate(pairs) if amount]
)


@given(MONEY, st.integers(1, 48), st.integers(1, 28), st.sampled_from(["monthly", "daily"]))
def test_a_contract_without_invoices_costs_its_whole_price(price, months, day, amortise):
    starts = date(2022, 1, day)
    one = contract(
        price=str(price), per="term", starts=starts.isoformat(), ends=add_months(starts, months).isoformat(),
        amortise=amortise,
    )  # fmt: skip
    charges, _ = compute_charges([one], [], set(), TODAY, "monthly")
    assert sum(charge["EffectiveCost"] for charge in charges) == price
    assert all(charge["BilledCost"] == 0 for charge in charges)


@given(LINES)
def test_never_both_a_month_costs_its_invoices_or_its_contract(lines):
    charges, _ = compute_charges([contract()], lines, set(), TODAY, "monthly")
    invoiced = {one.period_start for one in lines if one.amount > 0}
    expected = sum((one.amount for one in lines), Decimal(0)) + 100 * (12 - len(invoiced))
    assert sum(charge["EffectiveCost"] for charge in charges) == expected
    assert sum(charge["BilledCost"] for charge in charges) == sum(one.amount for one in lines)


@given(LINES, st.randoms())
def test_the_order_of_invoices_and_contracts_does_not_matter(lines, random):
    contracts = [contract(), contract(id="c2", product="Grid", price="30")]
    first, _ = compute_charges(contracts, lines, set(), TODAY, "monthly")
    shuffled = [*lines]
    random.shuffle(shuffled)
    second, _ = compute_charges(contracts[::-1], shuffled, set(), TODAY, "monthly")
    assert sorted(map(str, first)) == sorted(map(str, second))


def test_nothing_is_charged_for_months_to_come():
    charges, _ = compute_charges([contract()], [], set(), date(2026, 3, 10), "monthly")
    assert [charge["ChargePeriodStart"].month for charge in charges] == [1, 2, 3]


def test_a_cancelled_contract_ends_with_the_month_that_has_begun():
    charges, _ = compute_charges([contract(cancelled="2026-03-10")], [], set(), TODAY, "monthly")
    assert [charge["ChargePeriodStart"].month for charge in charges] == [1, 2, 3]
