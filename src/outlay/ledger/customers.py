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
    _register_owners(scratch, keyring)
    steps = ("customer_name", "customer_group", "customer_weight", "customer_pool", "customer_amount")
    for name in steps:
        scratch.run(PACKAGE, name)
    split(scratch)
    scratch.run(PACKAGE, "customer_row")


def _register_owners(scratch: Scratch, keyring: Keyring) -> None:
    """Number the pairs of product and feature that keys resolve to."""
    import pyarrow as pa

    keys = scratch.fetch("SELECT DISTINCT key_id FROM part").column("key_id").to_pylist()
    numbers: dict[tuple[str | None, str | None], int] = {}
    owner_of = [numbers.setdefault(keyring.product_and_feature(key), len(numbers)) for key in keys]
    of_keys = {"key_id": pa.array(keys, pa.int64()), "owner": pa.array(owner_of, pa.int64())}
    scratch.register("owner_of_in", pa.table(of_keys))
    owners = {
        "owner": pa.array(numbers.values(), pa.int64()),
        "product": pa.array([product for product, _ in numbers], pa.string()),
        "feature": pa.array([feature for _, feature in numbers], pa.string()),
    }
    scratch.register("owner_in", pa.table(owners))
