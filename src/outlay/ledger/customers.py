"""The second split: each ledger row of a day over the customers whose requests caused it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.ledger.queries import PACKAGE
from outlay.ledger.split import split

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ledger.keyring import Keyring
    from outlay.store.scratch import Scratch


def split_by_customer(scratch: Scratch, customers: pa.Table, keyring: Keyring) -> None:
    """Leave `customer_row` in the scratch; what no customer's request caused keeps no name."""
    scratch.register("customers_in", customers)
    scratch.register("owner_in", _owners(scratch, keyring))
    steps = ("customer_name", "customer_group", "customer_weight", "customer_pool", "customer_amount")
    for name in steps:
        scratch.run(PACKAGE, name)
    split(scratch)
    scratch.run(PACKAGE, "customer_row")


def _owners(scratch: Scratch, keyring: Keyring) -> pa.Table:
    import pyarrow as pa

    numbers = scratch.fetch("SELECT DISTINCT key_id FROM part").column("key_id").to_pylist()
    owners = [keyring.product_and_feature(number) for number in numbers]
    return pa.table(
        {
            "key_id": pa.array(numbers, pa.int64()),
            "product": pa.array([product for product, _ in owners], pa.string()),
            "feature": pa.array([feature for _, feature in owners], pa.string()),
        }
    )
