"""Computes the ledger of some days on a lent scratch database, from facts that are already in memory."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from outlay.core.errors import IntegrityError
from outlay.core.money import LIMIT
from outlay.ledger.coverage import coverage_table
from outlay.ledger.customers import split_by_customer
from outlay.ledger.inference import split_by_usage
from outlay.ledger.judging import judge
from outlay.ledger.payers import parse_payer
from outlay.ledger.queries import PACKAGE, load_of_days
from outlay.ledger.seats import split_by_seats

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ledger.keyring import Keyring
    from outlay.ledger.rules import Ruleset
    from outlay.ledger.standing import Standing
    from outlay.store import Store
    from outlay.store.scratch import Scratch


@dataclass(frozen=True, slots=True, kw_only=True)
class DayFacts:
    """What the ledger of some days is computed from."""

    pools: pa.Table
    usage: pa.Table
    provider_usage: pa.Table
    customers: pa.Table
    seats: pa.Table


def load_facts(store: Store, days: Collection[date]) -> DayFacts:
    """Read the facts of some days as they are at one moment, one scan per table."""
    with store.read() as reader:
        return DayFacts(
            pools=load_of_days(reader, "load_pools", days),
            usage=load_of_days(reader, "load_usage", days),
            provider_usage=load_of_days(reader, "load_provider_usage", days),
            customers=load_of_days(reader, "load_customers", days),
            seats=load_of_days(reader, "load_seats", days),
        )


def prepare(scratch: Scratch, keys: pa.Table, standing: Standing) -> None:
    """Put what all days share into a scratch: keys in order, payers' groups, coverage."""
    scratch.register("keys_in", keys)
    scratch.run(PACKAGE, "keys")
    scratch.run(PACKAGE, "axis_of")
    scratch.run(PACKAGE, "row_number_of")
    groups = {payer: usage_group(target) for payer, target in standing.settlement.settles_with.items()}
    scratch.register("payer_group_in", _text_pairs(("payer_id", "usage_group"), groups))
    scratch.register("coverage_in", coverage_table(standing.coverage))


def compute_days(scratch: Scratch, facts: DayFacts, ruleset: Ruleset, keyring: Keyring) -> None:
    """Leave `pool`, `part`, `ledger_row` and the customers' rows of some days in the scratch, verified.

    Raises:
        IntegrityError: if the rows do not add up to the charges, or an amount is too large to be split exactly.
    """
    scratch.register("pool_in", facts.pools)
    judge(scratch, ruleset, keyring)
    demand_splittable(scratch)
    split_by_usage(scratch, facts.usage, facts.provider_usage, ruleset, keyring)
    split_by_seats(scratch, facts.seats, keyring)
    scratch.run(PACKAGE, "axis")
    scratch.run(PACKAGE, "ledger_row")
    demand_conserved(scratch, "check_ledger")
    split_by_customer(scratch, facts.customers, keyring)
    demand_conserved(scratch, "check_customers")


def usage_group(payer_id: str) -> str:
    """Usage that may weigh a payer's charges: a marketplace and the account's own meter see the same requests."""
    payer = parse_payer(payer_id)
    kind = "metered" if payer.kind == "reseller" else payer.kind
    return f"{payer.biller}/{payer.billing_account}/{kind}"


def demand_splittable(scratch: Scratch) -> None:
    """Refuse amounts that 128-bit integers cannot split exactly."""
    sql = (
        "SELECT day, payer_id FROM pool WHERE greatest(abs(billed_cost), abs(effective_cost), "
        "abs(coalesce(list_cost, 0))) > CAST(? AS DECIMAL(38, 12)) LIMIT 1"
    )
    for day, payer_id in scratch.rows(sql, [LIMIT]):
        message = f"the charges of {payer_id} on {day} exceed {LIMIT:f}"
        raise IntegrityError(message, hint="check the amounts and the currency of that bill", code="integrity.amount")


def demand_conserved(scratch: Scratch, check: str) -> None:
    """Run a statement that finds what does not add up; there must be nothing."""
    scratch.run(PACKAGE, check)
    broken = scratch.fetch("SELECT * FROM imbalance LIMIT 1").to_pylist()
    if broken:
        message = f"{check}: the ledger does not add up: {broken[0]}"
        raise IntegrityError(message, hint="this is a bug; nothing was written", code="integrity.conservation")


def _text_pairs(names: tuple[str, str], pairs: Mapping[str, str]) -> pa.Table:
    import pyarrow as pa

    return pa.table({names[0]: pa.array(pairs.keys(), pa.string()), names[1]: pa.array(pairs.values(), pa.string())})
