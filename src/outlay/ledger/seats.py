"""The seats driver: what is paid per person is split by who held a seat that day."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from outlay.ledger.queries import PACKAGE
from outlay.ledger.split import split

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ledger.keyring import Keyring
    from outlay.store.scratch import Scratch

_PLANS: Final = frozenset(
    ("business", "enterprise", "team", "teams", "pro", "plus", "premium", "standard", "basic", "individual", "seats")
)
"""Words that name a plan of a product."""


def split_by_seats(scratch: Scratch, seats: pa.Table, keyring: Keyring) -> None:
    """Put the shares of seats into `part`, for the pools of the seats driver whose product has seats that day.

    A seat without a team leaves its share as the charge says; one source and snapshot counts for a product and day.
    """
    if not seats.num_rows:
        return
    scratch.register("seats_in", seats)
    if not _register_products(scratch, seats, keyring):
        return
    for name in ("seat_weight", "seat_amount"):
        scratch.run(PACKAGE, name)
    scratch.execute("CREATE OR REPLACE TABLE split_weight AS SELECT part_of, target, place, weight FROM seat_weight")
    split(scratch)
    _register_keys(scratch, keyring)
    scratch.execute("DELETE FROM part WHERE pool IN (SELECT pool FROM split_amount)")
    scratch.run(PACKAGE, "seat_part")


def is_product(service_name: str | None, product: str, products: int) -> bool:
    """Whether a bill's service is a product with seats: one name holds the other, or the bill names no service.

    The name of a plan may stand on one side alone: `Copilot Business` is `GitHub Copilot`, no `Copilot Enterprise`.
    """
    if service_name is None:
        return products == 1
    service, wanted = _words(service_name), _words(product)
    if service <= wanted or wanted <= service:
        return True
    plans = service & _PLANS, wanted & _PLANS
    names = service - _PLANS, wanted - _PLANS
    is_one_plan = plans[0] <= plans[1] or plans[1] <= plans[0]
    return is_one_plan and all(names) and (names[0] <= names[1] or names[1] <= names[0])


def _words(name: str) -> frozenset[str]:
    return frozenset(re.findall(r"[a-z0-9]+", name.casefold()))


def _register_products(scratch: Scratch, seats: pa.Table, keyring: Keyring) -> int:
    """Make `seat_product_in`: which product's seats split the charges of a key."""
    import pyarrow as pa

    offered: dict[str, list[str]] = {}
    for row in seats.select(["biller", "product"]).group_by(["biller", "product"]).aggregate([]).to_pylist():
        offered.setdefault(row["biller"], []).append(row["product"])
    keys = scratch.fetch("SELECT DISTINCT key_id FROM pool WHERE is_seats").column("key_id").to_pylist()
    rows = []
    for number in keys:
        if keyring.value(number, "employee") is not None:
            # the charge itself says whose it is, as a vendor's usage by member does
            continue
        seller = keyring.value(number, "provider")
        vendor = seller if seller in offered else keyring.value(number, "biller")
        products = sorted(offered.get(vendor or "", []))
        service = keyring.value(number, "provider_service")
        fitting = [product for product in products if is_product(service, product, len(products))]
        rows += [(number, vendor, product) for product in fitting]
    table = {
        "key_id": pa.array([row[0] for row in rows], pa.int64()),
        "biller": pa.array([row[1] for row in rows], pa.string()),
        "product": pa.array([row[2] for row in rows], pa.string()),
    }
    scratch.register("seat_product_in", pa.table(table))
    return len(rows)


def _register_keys(scratch: Scratch, keyring: Keyring) -> None:
    import pyarrow as pa

    # by who holds them, not by day: the same people hold the same seats for months
    pairs = scratch.fetch(
        "SELECT DISTINCT p.key_id AS charge_key, w.team, w.employee FROM split_share AS s "
        "JOIN pool AS p USING (pool) JOIN seat_weight AS w USING (target) ORDER BY ALL"
    ).to_pylist()
    merged = [keyring.assign(row["charge_key"], team=row["team"], employee=row["employee"]) for row in pairs]
    table = {
        "charge_key": pa.array([row["charge_key"] for row in pairs], pa.int64()),
        "team": pa.array([row["team"] for row in pairs], pa.string()),
        "employee": pa.array([row["employee"] for row in pairs], pa.string()),
        "key_id": pa.array(merged, pa.int64()),
    }
    scratch.register("seat_key_in", pa.table(table))
