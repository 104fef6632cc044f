from __future__ import annotations

import tempfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from outlay.core.errors import IntegrityError
from outlay.ingest.focus import transfer
from tests.unit.ingest.focus.bill import World, row

YEAR = {"ChargePeriodStart": "2026-10-01T00:00:00Z", "ChargePeriodEnd": "2027-10-01T00:00:00Z"}
LICENCE = {**YEAR, "ChargeCategory": "Purchase", "BilledCost": "1200", "EffectiveCost": "1200"}


def _slices(world, *rows, **options):
    world.take(world.bill("b.csv", *rows), **options)
    return world.rows("SELECT * FROM charge_slice ORDER BY day")


def test_a_day_of_usage_is_one_slice(world):
    (found,) = _slices(world, row())

    assert (found["day"], found["billed_cost"], found["effective_cost"]) == (date(2026, 10, 5), 10, 10)
    assert (found["quantity"], found["quantity_unit"]) == (3, "Hours")


def test_a_month_of_usage_is_spread_over_its_days_and_billed_once(world):
    monthly = row(ChargePeriodStart="2026-10-01T00:00:00Z", ChargePeriodEnd="2026-11-01T00:00:00Z")

    found = _slices(world, monthly)

    assert len(found) == 31
    assert [entry["billed_cost"] for entry in found if entry["billed_cost"]] == [10]
    assert sum(entry["effective_cost"] for entry in found) == 10
    assert found[0]["quantity"] == 3
    assert found[1]["quantity"] is None


def test_a_licence_is_spread_equally_by_month(world):
    found = _slices(world, row(**LICENCE))

    months = {}
    for entry in found:
        month = entry["day"].replace(day=1)
        months[month] = months.get(month, 0) + entry["effective_cost"]
    assert len(found) == 365
    assert set(months.values()) == {Decimal(100)}


def test_a_licence_can_be_spread_equally_by_day(world):
    found = _slices(world, row(**LICENCE), amortise="daily")

    amounts = {entry["effective_cost"] for entry in found}
    assert max(amounts) - min(amounts) == Decimal("1e-12")
    assert sum(entry["effective_cost"] for entry in found) == 1200


def test_a_commitment_purchase_is_never_spread(world):
    assert len(_slices(world, row(**LICENCE | {"EffectiveCost": "0"}))) == 1


def test_a_late_correction_counts_in_the_period_that_bills_it(world):
    (found,) = _slices(
        world,
        row(ChargeClass="Correction", ChargePeriodStart="2026-08-05T00:00:00Z", ChargePeriodEnd="2026-08-06T00:00:00Z"),
    )

    assert (found["day"], found["accounting_period"]) == (date(2026, 8, 5), date(2026, 10, 1))


def test_an_unknown_list_cost_stays_unknown_in_slices(world):
    found = _slices(world, row(**LICENCE | {"ListCost": ""}))

    assert {entry["list_cost"] for entry in found} == {None}


def test_what_does_not_add_up_is_not_stored(world, monkeypatch):
    monkeypatch.setattr(transfer.Transfer, "copy_slices", _lose_rows(transfer.Transfer.copy_slices))

    with pytest.raises(IntegrityError):
        world.take(world.bill("b.csv", row(), row(SubAccountId="2")))

    assert world.one("SELECT count(*) FROM delivery") == 0


def _lose_rows(original):
    def copy(self):
        original(self)
        self._tx.execute("DELETE FROM charge_slice WHERE x_charge_id = (SELECT min(x_charge_id) FROM charge_slice)")

    return copy


amount = st.decimals(min_value=-1000, max_value=100000, places=12).map(lambda value: f"{value:f}")
charge = st.fixed_dictionaries(
    {
        "BilledCost": amount,
        "EffectiveCost": amount,
        "BillingCurrency": st.sampled_from(["USD", "EUR"]),
        "ChargeCategory": st.sampled_from(["Usage", "Purchase", "Tax", "Credit", "Adjustment"]),
        "ChargePeriodStart": st.sampled_from(["2026-01-31T00:00:00Z", "2026-02-01T00:00:00Z", "2026-02-03T05:00:00Z"]),
        "ChargePeriodEnd": st.sampled_from(["2026-02-04T00:00:00Z", "2026-05-01T00:00:00Z", "2027-02-01T00:00:00Z"]),
        "BillingAccountId": st.sampled_from(["a", "b"]),
    }
)


@settings(max_examples=6, suppress_health_check=list(HealthCheck))
@given(charges=st.lists(charge, min_size=1, max_size=12), data=st.data())
def test_money_is_conserved_whatever_the_rows_order_and_files(charges, data):
    """Charges add up to the file, daily shares to the charges, and another order is the same delivery."""
    rows = [row(**changes) for changes in charges]
    shuffled = data.draw(st.permutations(rows))
    cut = data.draw(st.integers(0, len(rows) - 1))
    with tempfile.TemporaryDirectory() as folder:
        world = World(Path(folder))
        world.take(world.bill("a.csv", *rows))
        parts = [part for part in (shuffled[:cut], shuffled[cut:]) if part]
        again = world.take(*(world.bill(f"p{number}.csv", *part) for number, part in enumerate(parts)))
        billed = world.one("SELECT sum(BilledCost) FROM charge")
        worlds = world.rows("SELECT sum(x_billed_cost) AS b, sum(x_effective_cost) AS e FROM charge")
        shares = world.rows("SELECT sum(billed_cost) AS b, sum(effective_cost) AS e FROM charge_slice")
        world.close()
    assert billed == sum(Decimal(changes["BilledCost"]) for changes in charges)
    assert worlds == shares
    assert again.changed is False
