from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import permutations

import pytest

from outlay.core.errors import FileFormatError
from tests.unit.ingest.declared import COPILOT

MARCH = date(2026, 3, 1)
INVOICE = "GitHub,G-1,2026-03,700,70,USD,Issued,2026-04-02"
CREDIT = "GitHub,G-1c,2026-03,-20,0,USD,Issued,2026-04-20"
BOTH = COPILOT + (
    "  - {id: ghe, vendor: GitHub, product: Enterprise Server, price: 100, starts: 2026-01-01, ends: 2026-12-31}\n"
)


def test_a_month_of_a_contract_costs_its_share_and_bills_nothing(world):
    world.declare("contracts", COPILOT)
    assert world.charged(MARCH) == Decimal(760)
    assert world.charged(MARCH, "x_billed_cost") == 0
    assert world.one("SELECT count(*) AS n FROM charge") == 11
    assert world.one("SELECT DISTINCT team FROM key JOIN charge ON key_id = x_key_id") == "platform"


def test_the_same_contracts_again_change_nothing(world):
    world.declare("contracts", COPILOT)
    before = world.snapshot()
    report = world.declare("contracts", COPILOT)
    assert (report.loaded, report.unchanged) == (0, 1)
    assert world.snapshot() == before


def test_an_invoice_takes_the_place_of_its_month(world):
    world.declare("contracts", COPILOT)
    world.invoices(INVOICE)
    assert world.charged(MARCH) == world.charged(MARCH, "x_billed_cost") == Decimal(770)
    assert world.charged(date(2026, 4, 1)) == Decimal(760)
    kinds = world.rows("SELECT kind, count(*) AS n FROM delivery WHERE state = 'current' GROUP BY kind ORDER BY kind")
    assert kinds == [{"kind": "contract", "n": 10}, {"kind": "invoice", "n": 1}]


@pytest.mark.parametrize("order", [*permutations(["contract", "invoice", "credit"])], ids="-".join)
def test_the_order_of_arrival_does_not_matter(world, order):
    for name in order:
        if name == "contract":
            world.declare("contracts", COPILOT)
        else:
            world.invoices(INVOICE if name == "invoice" else CREDIT)
    assert world.charged(MARCH) == Decimal(750)
    assert len(world.charges()) == 13


def test_a_voided_invoice_brings_the_estimate_back(world):
    world.declare("contracts", COPILOT)
    before = world.charges()
    world.invoices(INVOICE)
    world.invoices(INVOICE.replace("Issued", "Voided"))
    assert world.charges() == before


def test_a_line_that_names_a_contract_stands_for_that_one_alone(world):
    world.declare("contracts", BOTH)
    header = "issuer,invoice_id,period,currency,amount,description"
    world.invoices("GitHub,G-9,2026-03,USD,777,Copilot Business March", header=header)
    assert world.charged(MARCH) == Decimal(877)
    assert world.charged(MARCH, "x_billed_cost") == Decimal(777)


def test_a_line_that_names_none_is_shared_by_what_the_contracts_cost(world):
    world.declare("contracts", BOTH)
    world.invoices("GitHub,G-9,2026-03,430,0,USD,Issued,")
    costs = world.rows("SELECT EffectiveCost AS c FROM charge WHERE InvoiceId = 'G-9' ORDER BY 1")
    assert [row["c"] for row in costs] == [Decimal(50), Decimal(380)]


def test_an_annual_invoice_is_billed_at_once_and_spread_over_its_year(world):
    text = "contracts:\n  - {id: slack, vendor: Slack, product: Pro, price: 1200, per: year, billing: annual, "
    world.declare("contracts", text + "starts: 2026-02-01, ends: 2027-01-31}\n")
    world.invoices("Slack,S-1,2026-02,990,0,USD,Issued,2026-02-03")
    (charge,) = world.charges()
    assert (charge["BilledCost"], charge["EffectiveCost"]) == (Decimal(990), Decimal(990))
    assert (charge["ChargePeriodStart"], charge["ChargePeriodEnd"]) == (datetime(2026, 2, 1), datetime(2027, 2, 1))  # noqa: DTZ001 - as stored
    may = "SELECT sum(effective_cost) AS n FROM charge_slice WHERE month(day) = 5"
    assert world.one(may) == Decimal("82.5")


def test_an_invoice_of_some_days_leaves_the_rest_of_the_month(world):
    world.declare("contracts", COPILOT)
    header = "issuer,invoice_id,period,currency,amount,service_start,service_end"
    world.invoices("GitHub,G-2,2026-04,USD,300,2026-04-01,2026-04-16", header=header)
    # days share to the last unit, so that half of the days are half of the money but for some units
    assert abs(world.charged(date(2026, 4, 1)) - 680) < Decimal("1e-10")


def test_an_invoice_that_another_bill_shows_is_no_charge_unless_it_names_a_contract(world):
    world.declare("contracts", COPILOT.replace("GitHub", "AWS"))
    world.take(world.bill("bill.csv", {"BilledCost": "9"} | _aws_row()))
    report = world.invoices("AWS,A-1,2026-10,5000,0,USD,Issued,")
    assert any("names no contract" in note for note in report.notes)
    assert world.one("SELECT count(*) AS n FROM charge WHERE InvoiceId = 'A-1'") == 0


def test_a_contract_that_is_gone_stops_with_the_next_month(world):
    world.declare("contracts", COPILOT)
    world.declare("contracts", "contracts: []\n")
    assert world.charged(date(2026, 11, 1)) == Decimal(760)
    world.at(datetime(2027, 2, 1, tzinfo=UTC))
    world.declare("contracts", "contracts: []\n")
    assert world.charged(date(2026, 12, 1)) == 0
    world.declare("contracts", COPILOT)
    assert world.charged(date(2026, 12, 1)) == Decimal(760)


def test_own_hardware_costs_its_depreciation_power_and_room(world):
    world.declare(
        "contracts",
        """
contracts:
  - {kind: asset, id: dgx, name: DGX, price: 300000, salvage: 12000, in_service: 2026-03-01, life_months: 36,
     power_kw: 10, price_per_kwh: 0.20, colocation_per_month: 1500, gpu_model: h100, gpu_count: 8, cluster: own}
""",
    )
    assert world.charged(date(2026, 4, 1)) == Decimal(8000) + Decimal(10 * 24 * 30) / 5 + 1500
    keys = world.rows("SELECT DISTINCT gpu_model, cluster, cost_group FROM key JOIN charge ON key_id = x_key_id")
    assert keys == [{"gpu_model": "h100", "cluster": "own", "cost_group": "ai"}]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("seats: 40", "seats: none", "contracts.yaml:6: seats"),
        ("seats: 40", "seets: 40", "contracts.yaml:6: seets"),
        ("ends: 2026-12-31", "ends: 2026-12-15", "not whole months"),
        ("price_per_seat: 19.00", "note: free", "price"),
        ("vendor: GitHub", "kind: gift", "kind 'gift'"),
        ("contracts:", "contract:", "known: contracts"),
    ],
)
def test_what_is_wrong_is_named_with_its_line_and_nothing_is_taken(world, old, new, said):
    with pytest.raises(FileFormatError) as caught:
        world.declare("contracts", COPILOT.replace(old, new))
    assert said in caught.value.message
    assert world.one("SELECT count(*) AS n FROM commitment") == 0


def _aws_row():
    from tests.unit.ingest.focus.bill import ROW

    return {name: value for name, value in ROW.items() if name != "BilledCost"}
