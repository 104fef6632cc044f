from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.core.errors import ConflictError, FileFormatError, UsageError
from outlay.ingest.commitments import Commitment, Entry, add_entries, record_commitments
from tests.unit.ingest.declared import COPILOT

POOL = Commitment(commitment_id="pool", kind="credit_pool", biller="openai", billing_account="org-1", currency="USD")
USED = {
    "InvoiceIssuerName": "OpenAI",
    "ProviderName": "OpenAI",
    "BillingAccountId": "org-1",
    "BilledCost": "300",
    "EffectiveCost": "300",
    "ListCost": "",
    "ContractedCost": "",
}


def topup(amount, day=date(2026, 10, 1), movement="topup", **more):
    fields = {"commitment_id": "pool", "entry_id": "", "currency": "USD", **more}
    return Entry(day=day, movement=movement, amount=Decimal(amount), **fields)


def use(world, *days, **changes):
    from tests.unit.ingest.focus.bill import row

    spans = [{"ChargePeriodStart": f"2026-10-{day:02}", "ChargePeriodEnd": f"2026-10-{day + 1:02}"} for day in days]
    world.take(world.bill("openai.csv", *(row(**{**USED, **span, **changes}) for span in spans)), source="openai")


def sums(world):
    sql = "SELECT sum(BilledCost) AS billed, sum(EffectiveCost) AS effective FROM charge"
    return tuple(world.rows(sql)[0].values())


def test_a_top_up_is_paid_once_and_consumed_once(world):
    use(world, 5, 6)
    add_entries(world.context, [topup(1000)], [POOL])
    assert sums(world) == (Decimal(1000), Decimal(600))


def test_what_exceeds_the_pool_is_billed_as_before(world):
    use(world, 5, 6)
    add_entries(world.context, [topup(400)], [POOL])
    assert sums(world) == (Decimal(600), Decimal(600))


def test_credits_that_expire_are_a_cost_without_a_bill(world):
    use(world, 5)
    add_entries(world.context, [topup(1000), topup(700, date(2026, 11, 1), "expiry")], [POOL])
    assert sums(world) == (Decimal(1000), Decimal(1000))
    unused = world.rows("SELECT EffectiveCost AS e FROM charge WHERE CommitmentDiscountStatus = 'Unused'")
    assert unused == [{"e": Decimal(700)}]


def test_where_the_bill_shows_the_purchase_a_declared_one_adds_nothing(world):
    use(world, 5, ChargeCategory="Purchase", CommitmentDiscountId="pool", EffectiveCost="0")
    add_entries(world.context, [topup(300)], [POOL])
    assert sums(world) == (Decimal(300), Decimal(0))


def test_the_same_movement_again_changes_nothing(world):
    add_entries(world.context, [topup(1000, note="INV-1")], [POOL])
    before = world.snapshot()
    report = add_entries(world.context, [topup(1000, note="INV-1")])
    assert report.loaded == 0
    assert world.snapshot() == before


def test_a_movement_in_another_currency_is_refused(world):
    add_entries(world.context, [], [POOL])
    with pytest.raises(UsageError, match="pool is in USD"):
        add_entries(world.context, [topup(5, currency="EUR")])


def test_focus_contract_commitments_are_read(world):
    header = (
        "ContractCommitmentId,ContractCommitmentType,InvoiceIssuerName,BillingCurrency,ContractCommitmentCost,"
        "ContractCommitmentPeriodStart,ContractCommitmentPeriodEnd,ContractCommitmentPaymentModel"
    )
    row = "c-1,Savings Plan,AWS,USD,8760.00,2026-01-01T00:00:00Z,2027-01-01T00:00:00Z,No Upfront"
    world.declare("commitments", f"{header}\n{row}\n")
    (found,) = world.rows("SELECT kind, biller, starts, ends, committed_amount, payment_model FROM commitment")
    assert tuple(found.values()) == (
        "savings_plan", "aws", date(2026, 1, 1), date(2027, 1, 1), Decimal(8760), "No Upfront",
    )  # fmt: skip


def test_yaml_holds_commitments_with_their_entries(world):
    text = """
commitments:
  - id: credits
    kind: credit_pool
    vendor: Anthropic
    currency: USD
    entries:
      - {on: 2026-09-01, movement: topup, amount: 0.10}
      - {on: 2026-09-01, movement: topup, amount: 0.10}
"""
    report = world.declare("commitments", text, "yaml")
    assert (report.rows, report.loaded) == (3, 3)
    assert world.one("SELECT sum(amount) AS n FROM commitment_entry") == Decimal("0.2")
    assert world.declare("commitments", text, "yaml").loaded == 0


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("x,gift,AWS,USD,,,", "kind"),
        ("x,grant,,USD,,,", "vendor"),
        ("x,grant,AWS,US,,,", "currency"),
        ("x,grant,AWS,USD,,team ==,", "match"),
        ("x,,,USD,5,,lend", "movement"),
    ],
)
def test_a_bad_row_is_named(world, row, column):
    with pytest.raises(FileFormatError, match=column):
        world.declare("commitments", f"id,kind,vendor,currency,amount,match,movement\n{row}\n")


def test_sources_record_columns_of_the_tables(world):
    rows = [{"commitment_id": "sp", "kind": "savings_plan", "biller": "AWS", "committed_amount": "12.5"}]
    with world.store.write() as tx:
        assert record_commitments(tx, "aws", rows, []) == 1
        assert record_commitments(tx, "aws", rows, []) == 0
    assert world.one("SELECT biller FROM commitment") == "aws"


LINES = "id,kind,vendor,currency,amount\n"


def held(world):
    rows = world.rows("SELECT commitment_id, biller, committed_amount FROM commitment ORDER BY 1")
    return [tuple(row.values()) for row in rows]


def test_the_same_file_twice_changes_nothing(world):
    world.declare("commitments", f"{LINES}edp,enterprise_agreement,AWS,USD,100\n")
    report = world.declare("commitments", f"{LINES}edp,enterprise_agreement,AWS,USD,100\n")
    assert (report.loaded, report.unchanged, held(world)) == (0, 1, [("edp", "aws", Decimal(100))])


@pytest.mark.parametrize("again", ["edp,grant,OpenAI,USD,5", "EDP,enterprise_agreement,AWS,USD,90"])
def test_an_id_given_twice_in_a_file_is_named_and_nothing_is_taken(world, again):
    with pytest.raises(ConflictError, match="given twice") as raised:
        world.declare("commitments", f"{LINES}edp,enterprise_agreement,AWS,USD,100\n{again}\n")
    assert "id of its own" in raised.value.hint
    assert held(world) == []


def test_an_id_that_another_source_holds_for_another_vendor_is_named(world):
    world.declare("contracts", COPILOT)
    with pytest.raises(ConflictError, match="from source contracts: as annual_contract of github and as grant of aws"):
        world.declare("commitments", f"{LINES}copilot,grant,AWS,USD,100\n")
    assert [row[:2] for row in held(world)] == [("copilot", "github")]


def test_a_contract_is_not_replaced_by_a_plain_commitment_of_its_id(world):
    world.declare("contracts", COPILOT)
    with pytest.raises(ConflictError):
        world.declare("commitments", f"{LINES}copilot,annual_contract,GitHub,USD,100\n")


def test_a_vendor_may_be_corrected_in_the_file_that_named_it(world):
    world.declare("commitments", f"{LINES}edp,grant,AWS,USD,100\n")
    world.declare("commitments", f"{LINES}edp,grant,OpenAI,USD,100\n")
    assert held(world) == [("edp", "openai", Decimal(100))]
