from __future__ import annotations

import random
from collections import defaultdict

from hypothesis import given
from hypothesis import strategies as st

from outlay.ingest.bills.gcp_billing.amortisation import amortise, spread
from outlay.ingest.bills.gcp_billing.coverage import PRICED, RESOURCE, SPEND, Covered, Fee

ONE = 10**12
FEE = Fee(
    line=0, account="A", month="202610", currency="EUR", day="2026-10-01", is_long=False, start="s", end="e",
    kind=RESOURCE, commitment="cud-1", name="Commitment v1", covers="eu n2 cpu", origin=None, project="p",
    cost=10 * ONE, offset=0, quantity=10 * ONE, unit="hour", content="f",
)  # fmt: skip
USE = Covered(
    line=100, account="A", month="202610", currency="EUR", day="2026-10-01", kind=RESOURCE, commitment=None,
    covers="eu n2 cpu", project="p", sku="core", value=4 * ONE, rate=ONE, cost=4 * ONE, net=0, listed=4 * ONE,
    contracted=4 * ONE, consumed=ONE, priced=5 * ONE, unit="hour", content="u",
)  # fmt: skip

days = st.sampled_from(["2026-10-01", "2026-10-02"])
kinds = st.sampled_from([PRICED, SPEND, RESOURCE])
names = st.sampled_from(["cud-1", "cud-2", "cud-3"])
accounts = st.sampled_from(["A", "B"])
origins = st.sampled_from([None, None, "core", "ram"])
units = st.integers(-(10**13), 10**15)


@st.composite
def fees(draw):
    made = []
    for at in range(draw(st.integers(1, 8))):
        kind, cost = draw(kinds), draw(units)
        about = {"kind": kind, "commitment": f"{kind} {draw(names)}", "account": draw(accounts), "day": draw(days)}
        offset = -draw(st.integers(0, 10**13)) if kind == PRICED else 0
        origin = None if kind == PRICED else draw(origins)
        made.append(
            FEE._replace(line=at, cost=cost, quantity=cost, offset=offset, origin=origin, content=f"{at}", **about)
        )
    return made


@st.composite
def uses(draw):
    made = []
    for at in range(draw(st.integers(0, 10))):
        kind, value = draw(kinds), draw(units)
        about = {
            "kind": kind,
            "account": draw(accounts),
            "day": draw(days),
            "sku": draw(st.sampled_from(["core", "ram"])),
        }
        commitment = f"{kind} {draw(names)}" if kind == PRICED else None
        made.append(
            USE._replace(line=100 + at, value=value, cost=value, commitment=commitment, content=f"{at}", **about)
        )
    return made


def totals(found):
    """By account and commitment: what was bought, and what its use and its unused part are worth."""
    bought, worth = defaultdict(int), defaultdict(int)
    for fee in found.bought:
        bought[fee.account, fee.commitment] += fee.cost
    for use in found.uses:
        worth[use.fee.account, use.fee.commitment] += use.effective
    for leftover in found.unused:
        worth[leftover.fee.account, leftover.fee.commitment] += leftover.amount
    return bought, {name: worth[name] for name in bought}


@given(fees(), uses())
def test_each_fee_is_shared_out_to_the_last_unit(paid, covered):
    bought, worth = totals(amortise(paid, covered))

    assert worth == bought


@given(fees(), uses())
def test_nothing_that_is_read_is_lost(paid, covered):
    found = amortise(paid, covered)

    assert sorted([*found.bought, *found.unknown_fees]) == sorted(paid)
    values = defaultdict(int)
    for use in found.uses:
        values[use.item] += use.value
    assert all(item.value == value for item, value in values.items())
    assert sorted([*values, *found.unknown_uses]) == sorted(covered)


@given(fees(), uses(), st.randoms(use_true_random=False))
def test_the_order_of_rows_changes_nothing(paid, covered, dice: random.Random):
    before = amortise(paid, covered)
    after = amortise(dice.sample(paid, len(paid)), dice.sample(covered, len(covered)))

    def said(found):
        return {(use.item, use.fee.commitment, use.value, use.effective) for use in found.uses}

    assert said(after) == said(before)
    assert sorted(map(repr, after.unused)) == sorted(map(repr, before.unused))


@given(st.integers(-(10**20), 10**20), st.lists(units, min_size=1, max_size=20).filter(sum))
def test_a_total_is_spread_to_the_last_unit(total, weights):
    shares = spread(total, weights)

    assert sum(shares) == total
    assert all(
        abs(share * sum(weights) - total * weight) < abs(sum(weights))
        for share, weight in zip(shares, weights, strict=True)
    )


def test_a_reversal_takes_back_what_its_usage_was_worth():
    found = amortise(
        [FEE], [USE, USE._replace(line=101), USE._replace(line=102, value=-4 * ONE, cost=-4 * ONE, priced=-5 * ONE)]
    )

    assert [use.effective for use in found.uses] == [5 * ONE, 5 * ONE, -5 * ONE]
    assert [leftover.amount for leftover in found.unused] == [5 * ONE]


def test_use_above_the_commitment_is_worth_no_more_than_the_fee():
    found = amortise([FEE], [USE._replace(priced=50 * ONE)])

    assert ([use.effective for use in found.uses], found.unused) == ([10 * ONE], [])


def test_a_fee_that_counts_in_another_unit_is_not_shared_out():
    found = amortise([FEE], [USE._replace(unit="gibibyte hour")])

    assert (found.unknown_fees, found.unknown_uses, found.uses) == ([FEE], [USE._replace(unit="gibibyte hour")], [])


def test_a_fee_of_a_month_is_shared_out_over_the_month():
    found = amortise([FEE._replace(is_long=True)], [USE._replace(day=f"2026-10-0{day}", line=day) for day in (3, 4)])

    assert [use.effective for use in found.uses] == [5 * ONE, 5 * ONE]


def test_a_fee_is_no_doubt_unused_on_a_day_where_other_credits_match_no_fee():
    paid = [FEE, FEE._replace(day="2026-10-02", line=1)]
    found = amortise(paid, [USE, USE._replace(covers="us n2 cpu", day="2026-10-02", line=101)])

    assert [leftover.amount for leftover in found.unused] == [5 * ONE, 10 * ONE]
