"""Finds the rule of every pool: keys that look alike to rules are judged once, never a row."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from outlay.ledger.payers import parse_payer
from outlay.ledger.queries import PACKAGE, statement
from outlay.ledger.rules import CHARGE_DIMENSIONS, Ruleset, Values

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ledger.keyring import Keyring
    from outlay.store.scratch import Scratch


def judge(scratch: Scratch, ruleset: Ruleset, keyring: Keyring) -> None:
    """Leave `pool` in the scratch: the pools of `pool_in`, each with its rule."""
    scratch.run(PACKAGE, "kind")
    classes = _register_classes(scratch, ruleset, keyring)
    kinds = _kinds(scratch)
    pairs = scratch.fetch(statement("judged"))
    scratch.register("rule_in", _rules(pairs, classes, kinds, ruleset))
    scratch.run(PACKAGE, "pool")


def _register_classes(scratch: Scratch, ruleset: Ruleset, keyring: Keyring) -> list[Values]:
    import pyarrow as pa

    keys = scratch.fetch("SELECT DISTINCT key_id FROM pool_in").column("key_id").to_pylist()
    numbers: dict[Values, int] = {}
    found = [numbers.setdefault(ruleset.key_values(partial(keyring.value, key)), len(numbers)) for key in keys]
    columns = {"key_id": pa.array(keys, pa.int64()), "key_class": pa.array(found, pa.int64())}
    scratch.register("key_class_in", pa.table(columns))
    return list(numbers)


def _kinds(scratch: Scratch) -> dict[int, Values]:
    rows = scratch.fetch("SELECT * FROM kind").to_pylist()
    kinds = {}
    for row in rows:
        known = row | {"payer": row["payer_id"], "payer_kind": parse_payer(row["payer_id"]).kind}
        kinds[row["kind"]] = tuple(known[name] for name in CHARGE_DIMENSIONS)
    return kinds


def _rules(pairs: pa.Table, classes: list[Values], kinds: dict[int, Values], ruleset: Ruleset) -> pa.Table:
    import pyarrow as pa

    judged = [
        ruleset.find(classes[key_class], kinds[kind])
        for key_class, kind in zip(*(pairs.column(name).to_pylist() for name in ("key_class", "kind")), strict=True)
    ]
    return pa.table(
        {
            "key_class": pairs.column("key_class"),
            "kind": pairs.column("kind"),
            "rule": pa.array([rule.number for rule in judged], pa.int64()),
            "is_inference": pa.array([rule.driver == "inference" for rule in judged], pa.bool_()),
            "is_seats": pa.array([rule.driver == "seats" for rule in judged], pa.bool_()),
            "measure": pa.array([rule.measure for rule in judged], pa.string()),
            "is_own_usage": pa.array([rule.usage is None for rule in judged], pa.bool_()),
            "usage_group": pa.array([rule.usage_group for rule in judged], pa.string()),
        }
    )
