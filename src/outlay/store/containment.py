"""Bounds the dictionary of keys: a client that names something new with every request is contained, its usage kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from outlay.facts.keys import OWNERSHIP_DIMENSIONS, key_id
from outlay.store.keys import load_unknown_keys

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.store.engine import Write

OTHER: Final = "(other)"
"""What stands for values that there are too many of."""

FLAG: Final = "contained"
_CANDIDATES: Final = ("tags", *OWNERSHIP_DIMENSIONS, "credential", "account", "region", "service_tier", "model")
"""What may be contained; of equally varied ones the first. A price depends on the last, so they come last."""
_PRICED: Final = frozenset({"region", "service_tier", "model"})

Raw = Mapping[str, str | None]


def contain_keys(tx: Write, batch: pa.Table, keys: Sequence[Raw], limit: int) -> tuple[pa.Table, list[Raw]]:
    """Replace the most varied dimension of new keys where all of them would be more than the limit allows.

    Args:
        tx: The transaction that will register the keys.
        batch: Rows with `key_id` and `flags`.
        keys: The raw tuples of the rows.
        limit: How many keys there may be.

    Returns:
        The rows, those contained under another key and with a flag that names the dimensions, and their raw tuples.
    """
    wanted = {key_id(raw): raw for raw in keys}
    new = load_unknown_keys(tx, wanted)
    room = max(limit - tx.fetch("SELECT count(*) AS n FROM key").column("n")[0].as_py(), 0)
    if len(new) <= room:
        return batch, list(keys)
    contained: dict[int, dict[str, str | None]] = {number: dict(wanted[number]) for number in new}
    dimensions: list[str] = []
    while len({key_id(raw) for raw in contained.values()}) > max(room, 1):
        dimension = _most_varied(list(contained.values()), dimensions)
        if dimension is None:
            break
        dimensions.append(dimension)
        for raw in contained.values():
            if raw.get(dimension) is not None:
                raw[dimension] = OTHER
    replaced = {number: key_id(raw) for number, raw in contained.items()}
    known = [raw for number, raw in wanted.items() if number not in contained]
    return _relabelled(batch, replaced, dimensions), [*known, *contained.values()]


def _most_varied(raws: Sequence[Raw], done: Sequence[str]) -> str | None:
    counts = {name: len({raw.get(name) for raw in raws}) for name in _CANDIDATES if name not in done}
    varied = [name for name, count in counts.items() if count > 1]
    return max(varied, key=lambda name: (name not in _PRICED, counts[name]), default=None)


def _relabelled(batch: pa.Table, replaced: Mapping[int, int], dimensions: Sequence[str]) -> pa.Table:
    import pyarrow as pa
    import pyarrow.compute as pc

    numbers = batch.column("key_id")
    mask = pc.is_in(numbers, value_set=pa.array(list(replaced), pa.int64()))
    labels = pa.array([replaced.get(number, number) for number in numbers.to_pylist()], pa.int64())
    flag = ",".join(f"{FLAG}:{name}" for name in dimensions)
    flags = batch.column("flags").cast(pa.string())
    told = pc.binary_join_element_wise(flags, flag, ",", null_handling="skip")
    at = batch.column_names.index
    batch = batch.set_column(at("key_id"), "key_id", labels)
    return batch.set_column(at("flags"), "flags", pc.if_else(mask, told, flags))
