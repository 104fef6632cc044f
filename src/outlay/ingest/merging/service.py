"""Merges groups of observations into rows for the store: each field from its best observation, keyed and priced."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Final

from outlay.facts.keys import key_id
from outlay.facts.tables import TABLE
from outlay.ingest.events.rating import rate_again
from outlay.ingest.merging.preferences import Merged, merge_dimensions, merge_records, nearest_first
from outlay.store.events.model import EVENT_COLUMNS, PRICE_COLUMNS
from outlay.store.keys import register_keys

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Rate
    from outlay.store.engine import Write
    from outlay.store.events import Merge, Record

_PRICED: Final = ("provider", "model", "service_tier", "region")
"""Dimensions of the key that a price depends on."""
_MOST_REMEMBERED: Final = 100_000

Raw = dict[str, str | None]
_Ids = tuple[int, tuple[int, ...], tuple[int, ...]]
"""Keys of a request's observations: of its usage, of all with the best first, and with the client's first."""


class _Keys:
    """The raw dimensions of keys, and the keys that their unions have."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._raw: dict[int, Raw] = {}
        self._united: dict[_Ids, tuple[int, Raw]] = {}

    def unite(self, tx: Write, merged: Sequence[Merged]) -> list[tuple[int, Raw]]:
        """The key of each request, registered."""
        if len(self._united) > _MOST_REMEMBERED:
            self._united.clear()
        wanted = [_key_ids(request) for request in merged]
        fresh = {ids for ids in wanted if ids not in self._united}
        self._read(tx, {number for usage, order, _ in fresh for number in (usage, *order)})
        found = {ids: self._unite(ids) for ids in fresh}
        known = {number for number, _ in found.values()} & self._raw.keys()
        new = [raw for number, raw in found.values() if number not in known]
        if new:
            # a transaction that is rolled back takes its keys with it, so that these are not remembered as stored
            register_keys(tx, new, self._settings)
        kept = {ids: united for ids, united in found.items() if united[0] in known}
        self._united |= kept
        return [found[ids] if ids in found else self._united[ids] for ids in wanted]

    def _unite(self, ids: _Ids) -> tuple[int, Raw]:
        usage, order, near = ids
        raws = self._raw
        raw = merge_dimensions([raws[number] for number in order], [raws[number] for number in near], raws[usage])
        return key_id(raw), raw

    def _read(self, tx: Write, numbers: set[int]) -> None:
        import pyarrow as pa

        missing = sorted(numbers - self._raw.keys())
        if missing:
            tx.stage("merged_key", pa.table({"key_id": pa.array(missing, pa.int64())}))
            for row in tx.fetch("SELECT key_id, raw FROM key SEMI JOIN merged_key USING (key_id)").to_pylist():
                self._raw[row["key_id"]] = json.loads(row["raw"])


def build_merge(settings: Settings, rate: Rate) -> Merge:
    """What makes rows of groups of observations, with the rules of the settings and the prices of `rate`."""
    keys = _Keys(settings)

    def merge(tx: Write, groups: Sequence[Sequence[Record]]) -> pa.Table:
        merged = [merge_records(records) for records in groups]
        return _priced(merged, keys.unite(tx, merged), rate)

    return merge


def _key_ids(request: Merged) -> _Ids:
    usage: Any = request.usage["key_id"]
    order, near = (
        tuple(dict.fromkeys(record["key_id"] for record in records))
        for records in (request.order, nearest_first(request.order))
    )
    return usage, order, near  # type: ignore[return-value]  # ids are numbers


def _priced(merged: Sequence[Merged], keyed: Sequence[tuple[int, Raw]], rate: Rate) -> pa.Table:
    import pyarrow as pa

    for request, (number, _) in zip(merged, keyed, strict=True):
        request.fields["key_id"] = number
    types = {"text": pa.string(), "int": pa.int64(), "money": pa.decimal128(38, 12), "real": pa.float64()}
    types["time"] = pa.timestamp("us")
    columns: dict[str, pa.Array] = {}
    request_columns = {*EVENT_COLUMNS} - {*PRICE_COLUMNS, "flags"}
    for column in TABLE["event"].columns:
        if column.name in request_columns:
            values = [request.fields[column.name] for request in merged]
            columns[column.name] = pa.array(values, types[column.type])
    for name in _PRICED:
        columns[name] = pa.array([_priced_by(raw, name) for _, raw in keyed], pa.string())
    columns["usage_flags"] = pa.array([request.usage_flags for request in merged], pa.string())
    return _with_stated(rate_again(pa.table(columns), rate), merged)


def _priced_by(raw: Raw, name: str) -> str | None:
    found = raw.get(name)
    return None if name == "service_tier" and found == "batch" else found


def _with_stated(rows: pa.Table, merged: Sequence[Merged]) -> pa.Table:
    """What provider or caller said it costs stands as it was."""
    import pyarrow as pa

    rows = rows.select(list(EVENT_COLUMNS))
    for name in PRICE_COLUMNS:
        changed = rows.column(name).to_pylist()
        for place, request in enumerate(merged):
            if request.cost is not None:
                changed[place] = request.cost[name]
        kind = pa.decimal128(38, 12) if name not in {"cost_state", "card_id"} else pa.string()
        rows = rows.set_column(EVENT_COLUMNS.index(name), name, pa.array(changed, kind))
    return rows
