"""Keeps with an event the observations that it was made of, so that merging stays exact for ever."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from outlay.facts.tables import TABLE
from outlay.store.events.model import EVENT_COLUMNS, NEAR

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import pyarrow as pa

    from outlay.store.events.model import Record

_TYPES: Final = {column.name: column.type for column in TABLE["event"].columns}
_UNPRICED: Final = tuple(
    name for name in EVENT_COLUMNS if _TYPES[name] != "money" and name not in {"cost_state", "card_id"}
)


def records_of(rows: pa.Table) -> list[Record]:
    """Rows of a batch or of events, as observations."""
    return list(map(dict, rows.select(list(EVENT_COLUMNS)).to_pylist()))


def table_of(records: Sequence[Record]) -> pa.Table:
    """Observations as rows of events."""
    import pyarrow as pa

    types = {"text": pa.string(), "int": pa.int64(), "money": pa.decimal128(38, 12), "real": pa.float64()}
    types["time"] = pa.timestamp("us")
    return pa.table({name: pa.array([row[name] for row in records], types[_TYPES[name]]) for name in EVENT_COLUMNS})


def unfold(event: Record) -> list[Record]:
    """The observations of a stored event."""
    contributors = event["contributors"]
    if contributors is None:
        return [{name: event[name] for name in EVENT_COLUMNS}]
    return read_records(str(contributors))


def fold(records: Sequence[Record]) -> str | None:
    """What an event keeps of its observations: all of them, or nothing where the event itself is the only one."""
    return None if len(records) == 1 else _write([_kept(record) for record in records])


def write_records(records: Iterable[Record]) -> str:
    """Observations as text, the same whatever their order."""
    return _write(
        [{name: value for name in EVENT_COLUMNS if (value := record[name]) is not None} for record in records]
    )


def read_records(text: str) -> list[Record]:
    """Observations from their text."""
    import msgspec

    return [msgspec.structs.asdict(found) for found in _decoder().decode(text)]


def identity(record: Record) -> tuple[object, object, object]:
    """What two observations share that are the same."""
    return record["source_key"], record["version"], record["content_hash"]


def alias_rows(event: Record, records: Sequence[Record]) -> set[tuple[object, object, object]]:
    """Key, request and time of every id of an event that is not found by its own row."""
    shown = {event["request_key"], event["source_key"]}
    moment: Any = event["ts"]
    return {
        (record[name], event["request_key"], record["ts"])
        for record in records
        for name in ("request_key", "source_key")
        if record[name] not in shown or abs(record["ts"] - moment) > NEAR
    }


def _kept(record: Record) -> Record:
    # what a merged event costs is computed anew, unless it was stated
    names = _UNPRICED if record["stated_cost"] is None else EVENT_COLUMNS
    return {name: value for name in names if (value := record[name]) is not None}


def _write(kept: list[Record]) -> str:
    import msgspec

    kept.sort(key=_order)
    return msgspec.json.encode(kept).decode()


def _order(record: Record) -> tuple[Any, ...]:
    # events from before observations had keys of their own show none
    return record.get("source_key", 0), record["version"], record["content_hash"]


@cache
def _decoder() -> Any:  # noqa: ANN401  # a decoder of a type made at run time
    from datetime import datetime
    from decimal import Decimal

    import msgspec

    types = {"text": str, "int": int, "money": Decimal, "real": float, "time": datetime}
    fields = [(name, types[_TYPES[name]] | None, None) for name in EVENT_COLUMNS]
    return msgspec.json.Decoder(list[msgspec.defstruct("Contributor", fields)])  # type: ignore[misc]  # see above
