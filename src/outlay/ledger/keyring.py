"""The key dictionary in memory: values that rules judge, and tuples that a split makes of two keys."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.facts.keys import KEY_DIMENSIONS, OWNERSHIP_DIMENSIONS, UNTRACKED_AI, key_id
from outlay.store.keys import KeyResolver

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings

Raw = dict[str, "str | None"]
Owner = tuple["str | None", "str | None"]

UNTRACKED: Final = 0
"""Stands for an event key where no usage explains the charge; no real key has this id."""

_WHOSE: Final = frozenset({*OWNERSHIP_DIMENSIONS, "workload_kind"})


class Keyring:
    """Keys of the store and those that this run makes.

    `made` holds the raw tuples of keys that are to be registered with the next swap.
    """

    def __init__(self, keys: pa.Table, settings: Settings) -> None:
        self._table = keys
        self._position = {number: at for at, number in enumerate(keys.column("key_id").to_pylist())}
        self._columns: dict[str, list[str | None]] = {}
        self._raws: dict[int, Raw] = {}
        self._merged: dict[tuple[int, int], int] = {}
        self._owners: dict[int, Owner] = {}
        self._resolver = KeyResolver(settings)
        self._is_ruled = any({"product", "feature"} & set(rule.set) for rule in settings.dimension_rules)
        self._own: dict[int, Raw] = {}
        self.made: dict[int, Raw] = {}

    def value(self, number: int, name: str) -> str | None:
        """A resolved dimension of a stored key; None for a key that the store lacks."""
        column = self._columns.get(name)
        if column is None:
            column = self._columns[name] = self._table.column(name).to_pylist()
        at = self._position.get(number)
        return None if at is None else column[at]

    def merge(self, charge_key: int, event_key: int) -> int:
        """The key of a charge's share that an event key caused; `UNTRACKED` where none did."""
        pair = (charge_key, event_key)
        found = self._merged.get(pair)
        if found is None:
            charge = self._raw(charge_key)
            raw = untracked_key(charge) if event_key == UNTRACKED else merge_keys(charge, self._raw(event_key))
            found = self._merged[pair] = self._number(raw)
        return found

    def assign(self, charge_key: int, **owner: str | None) -> int:
        """The key of a charge's share that belongs to an owner; what is unknown stays as the charge says."""
        return self._number(merge_keys(self._raw(charge_key), owner))

    def _number(self, raw: Raw) -> int:
        found = key_id(raw)
        if found not in self._position and found not in self._own:
            self._own[found] = self.made[found] = raw
        return found

    def product_and_feature(self, number: int) -> Owner:
        """What customers' costs are grouped by, after rules."""
        found = self._owners.get(number)
        if found is None:
            found = self._owner_of_made(number) if number in self._own else self._owner_of_stored(number)
            self._owners[number] = found
        return found

    def _owner_of_stored(self, number: int) -> Owner:
        return self.value(number, "product"), self.value(number, "feature")

    def _owner_of_made(self, number: int) -> Owner:
        raw = self._own[number]
        row = self._resolver.row(raw) if self._is_ruled else raw
        product, feature = row.get("product"), row.get("feature")
        return str(product) if product else None, str(feature) if feature else None

    def _raw(self, number: int) -> Raw:
        found = self._raws.get(number)
        if found is None:
            text = self.value(number, "raw")
            found = self._raws[number] = json.loads(text) if text else {}
        return found


def merge_keys(charge: Raw, event: Raw) -> Raw:
    """The bill says who is paid and for what, usage says whose it is; each fills what the other does not know."""
    merged = {}
    for name in KEY_DIMENSIONS:
        first, second = (event, charge) if name in _WHOSE else (charge, event)
        merged[name] = first.get(name) or second.get(name)
    if charge.get("tags") and event.get("tags"):
        merged["tags"] = canonical_json(json.loads(charge["tags"] or "{}") | json.loads(event["tags"] or "{}"))
    return merged


def untracked_key(charge: Raw) -> Raw:
    """The key of what no telemetry explains: who is paid and for what stays, whose it is stays open."""
    kept: Raw = {name: value for name, value in charge.items() if name not in OWNERSHIP_DIMENSIONS}
    return kept | {"attribution": UNTRACKED_AI}
