"""The inference driver: what telemetry saw is split by its calculated cost, what it missed is named `untracked_ai`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.facts.expressions import matches
from outlay.facts.models import model_family
from outlay.ledger.queries import PACKAGE
from outlay.ledger.rules import dimension_value
from outlay.ledger.split import split

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ledger.keyring import Keyring
    from outlay.ledger.rules import Rule, Ruleset
    from outlay.store.scratch import Scratch


def split_by_usage(
    scratch: Scratch, usage: pa.Table, provider_usage: pa.Table, ruleset: Ruleset, keyring: Keyring
) -> None:
    """Leave `part` in the scratch: every pool in parts, each with its key and the usage key that caused it."""
    scratch.register("usage_in", usage)
    scratch.register("rule_usage_in", _chosen_usage(usage, ruleset, keyring))
    scratch.register("provider_usage_in", _with_family(provider_usage))
    for name in ("usage", "counted", "inferred", "level", "family", "pool_cell", "cell"):
        scratch.run(PACKAGE, name)
    for name in ("usage_class", "usage_mean", "cell_usage", "cell_gap"):
        scratch.run(PACKAGE, name)
    scratch.run(PACKAGE, "pool_amount")
    scratch.run(PACKAGE, "gap_weight")
    split(scratch)
    scratch.run(PACKAGE, "missed")
    scratch.run(PACKAGE, "matched_amount")
    scratch.run(PACKAGE, "cell_weight")
    scratch.execute("CREATE OR REPLACE TABLE split_weight AS SELECT * RENAME (cell AS part_of) FROM cell_weight")
    split(scratch)
    scratch.run(PACKAGE, "share")
    _merge(scratch, keyring)
    scratch.run(PACKAGE, "part")


def _chosen_usage(usage: pa.Table, ruleset: Ruleset, keyring: Keyring) -> pa.Table:
    import pyarrow as pa

    numbers = usage.column("key_id").unique().to_pylist()
    pairs = [
        (rule.usage_group, number)
        for rule in ruleset.rules
        if rule.usage is not None
        for number in numbers
        if _is_chosen(rule, number, keyring)
    ]
    return pa.table(
        {
            "usage_group": pa.array([group for group, _ in pairs], pa.string()),
            "key_id": pa.array([number for _, number in pairs], pa.int64()),
        }
    )


def _is_chosen(rule: Rule, number: int, keyring: Keyring) -> bool:
    def value_of(name: str) -> str | None:
        return dimension_value(lambda dimension: keyring.value(number, dimension), name)

    return rule.usage is not None and matches(rule.usage, value_of)


def _with_family(provider_usage: pa.Table) -> pa.Table:
    import pyarrow as pa

    families = [model_family(model) for model in provider_usage.column("model").to_pylist()]
    return provider_usage.append_column("model_family", pa.array(families, pa.string()))


def _merge(scratch: Scratch, keyring: Keyring) -> None:
    import pyarrow as pa

    pairs = scratch.rows(
        "SELECT DISTINCT p.key_id, s.event_key FROM share AS s JOIN pool AS p USING (pool) "
        "WHERE s.event_key IS NOT NULL"
    )
    charges = [int(str(charge)) for charge, _ in pairs]
    events = [int(str(event)) for _, event in pairs]
    merged = [keyring.merge(charge, event) for charge, event in zip(charges, events, strict=True)]
    columns = {"charge_key": charges, "event_key": events, "key_id": merged}
    scratch.register("merged", pa.table({name: pa.array(values, pa.int64()) for name, values in columns.items()}))
