from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.core.errors import IntegrityError
from outlay.ledger.split import split
from outlay.store.scratch import lend_scratch

UNIT = Decimal(1).scaleb(-12)
MONEY = pa.decimal128(38, 12)
amounts = st.integers(-(10**23), 10**23).map(lambda units: Decimal(units).scaleb(-12))
small_amounts = st.integers(-1000, 1000).map(lambda units: Decimal(units).scaleb(-12))
weights = st.lists(st.integers(0, 10**14 // 2), min_size=1, max_size=12).filter(lambda w: sum(w) < 10**15)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory):
    with lend_scratch(tmp_path_factory.mktemp("scratch")) as lent:
        yield lent


def run(scratch, billed, weighed, effective=None, listed=None):
    """Split one amount over (target, weight) pairs; returns (billed, effective, list) by target."""
    amount = pa.table(
        {
            "pool": pa.array([1], pa.int64()),
            "part_of": pa.array([1], pa.int64()),
            "billed_cost": pa.array([billed], MONEY),
            "effective_cost": pa.array([billed if effective is None else effective], MONEY),
            "list_cost": pa.array([listed], MONEY),
        }
    )
    targets = pa.table(
        {
            "part_of": pa.array([1] * len(weighed), pa.int64()),
            "target": pa.array([target for target, _ in weighed], pa.int64()),
            "place": pa.array([target for target, _ in weighed], pa.int64()),
            "weight": pa.array([Decimal(weight) for _, weight in weighed], pa.decimal128(38, 0)),
        }
    )
    scratch.register("amount_in", amount)
    scratch.register("weight_in", targets)
    scratch.execute("CREATE OR REPLACE TABLE split_amount AS SELECT * FROM amount_in")
    scratch.execute(
        "CREATE OR REPLACE TABLE split_weight AS SELECT * REPLACE (weight::HUGEINT AS weight) FROM weight_in"
    )
    split(scratch)
    rows = scratch.rows("SELECT target, billed_cost, effective_cost, list_cost FROM split_share")
    return {row[0]: row[1:] for row in rows}


def oracle(amount, weighed):
    """The same split with fractions: floor, then largest remainders, ties by target."""
    total = sum(weight for _, weight in weighed)
    units = int(abs(amount).scaleb(12))
    exact = {target: Fraction(units) * weight / total for target, weight in weighed if weight}
    shares = {target: int(share) for target, share in exact.items()}
    left = units - sum(shares.values())
    for target in sorted(exact, key=lambda target: (shares[target] - exact[target], target))[:left]:
        shares[target] += 1
    sign = -1 if amount < 0 else 1
    return {target: Decimal(sign * share).scaleb(-12) for target, share in shares.items()}


@settings(max_examples=60)
@given(amount=amounts | small_amounts, found=weights)
def test_shares_equal_those_of_exact_fractions(scratch, amount, found):
    weighed = list(enumerate(found, start=1))
    shares = run(scratch, amount, weighed)
    if sum(found) == 0:
        assert shares == {None: (amount, amount, None)}
    else:
        assert {target: share[0] for target, share in shares.items()} == oracle(amount, weighed)


@settings(max_examples=40)
@given(billed=amounts, effective=small_amounts, listed=amounts, found=weights)
def test_each_measure_adds_up_by_itself(scratch, billed, effective, listed, found):
    shares = run(scratch, billed, list(enumerate(found)), effective, listed).values()
    units = [sum(int(share[at].scaleb(12)) for share in shares) for at in range(3)]
    assert units == [int(whole.scaleb(12)) for whole in (billed, effective, listed)]


@settings(max_examples=40)
@given(amount=small_amounts, found=weights, order=st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(scratch, amount, found, order):
    weighed = list(enumerate(found, start=1))
    shuffled = order.sample(weighed, len(weighed))
    assert run(scratch, amount, weighed) == run(scratch, amount, shuffled)


@settings(max_examples=40)
@given(amount=amounts, found=weights)
def test_a_credit_is_split_as_the_charge_it_mirrors(scratch, amount, found):
    weighed = list(enumerate(found, start=1))
    charge, credit = run(scratch, amount, weighed), run(scratch, -amount, weighed)
    assert {target: share[0] for target, share in charge.items()} == {
        target: -share[0] for target, share in credit.items()
    }


def test_equal_remainders_go_to_the_first_targets(scratch):
    shares = run(scratch, 2 * UNIT, [(3, 1), (1, 1), (2, 1)])
    assert [shares[target][0] for target in (1, 2, 3)] == [UNIT, UNIT, 0]


def test_the_largest_amount_and_weights_do_not_overflow(scratch):
    amount = Decimal(10) ** 11
    shares = run(scratch, amount, [(1, 10**15 - 2), (2, 1)])
    assert sum(share[0] for share in shares.values()) == amount


def test_an_unknown_list_cost_stays_unknown(scratch):
    assert run(scratch, Decimal(1), [(1, 1)])[1][2] is None


@pytest.mark.parametrize(
    ("amount", "weighed", "reason"),
    [
        (Decimal(1), [(1, -1), (2, 2)], "negative weight"),
        (Decimal(1), [(1, 10**15)], "weights of 1e15"),
        (Decimal(10) ** 11 + UNIT, [(1, 1)], "amount above 1e11"),
    ],
)
def test_what_cannot_be_split_exactly_is_refused(scratch, amount, weighed, reason):
    with pytest.raises(IntegrityError, match=reason):
        run(scratch, amount, weighed)
