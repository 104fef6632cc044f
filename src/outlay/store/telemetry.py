"""Records what telemetry brings besides requests: the cards used, records set aside, and counters of clients."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final, Protocol

from outlay.core.ids import stable_id
from outlay.facts.tables import TABLE
from outlay.store.dead_letters import OPEN
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pyarrow as pa

    from outlay.store.engine import Write

METRIC_AGE: Final = timedelta(days=90)
"""Counters of clients check recent requests; older ones are of no use."""
_PACKAGE: Final = "outlay.store"


class Letter(Protocol):
    """A record set aside."""

    @property
    def reason(self) -> str: ...
    @property
    def field(self) -> str | None: ...
    @property
    def record(self) -> str | None: ...
    @property
    def source(self) -> str: ...
    @property
    def kind(self) -> str: ...


def register_cards(tx: Write, cards: pa.Table, now: datetime | None = None) -> None:
    """Keep the cards that are not known yet, with when they were first used."""
    if cards.num_rows:
        tx.stage("used_card", cards)
        tx.execute(load_sql(_PACKAGE, "card_register"), {"now": _utc(now)})


def record_dead_letters(tx: Write, letters: Sequence[Letter], now: datetime | None = None) -> None:
    """Keep records set aside. The same record is one letter, open again if it had been retried."""
    import pyarrow as pa

    if not letters:
        return
    at = _utc(now)
    rows = {
        stable_id("dl", letter.source, letter.kind, letter.reason, letter.field, letter.record): letter
        for letter in letters
    }
    table = pa.table(
        {
            "dead_letter_id": pa.array(list(rows), pa.string()),
            "received_at": pa.array([at] * len(rows), pa.timestamp("us")),
            "source": pa.array([letter.source for letter in rows.values()], pa.string()),
            "kind": pa.array([letter.kind for letter in rows.values()], pa.string()),
            "reason": pa.array([letter.reason for letter in rows.values()], pa.string()),
            "field": pa.array([letter.field for letter in rows.values()], pa.string()),
            "record": pa.array([letter.record for letter in rows.values()], pa.string()),
            "state": pa.array([OPEN] * len(rows), pa.string()),
        }
    )
    tx.delete("dead_letter", dead_letter_id=list(rows))
    tx.insert("dead_letter", table)


def record_metrics(tx: Write, metrics: Sequence[Mapping[str, object]], now: datetime | None = None) -> None:
    """Keep counters of clients: of one series, day and interval the highest reading, however often it is sent."""
    import pyarrow as pa

    if not metrics:
        return
    types = {
        "int": pa.int64(),
        "text": pa.string(),
        "date": pa.date32(),
        "time": pa.timestamp("us"),
        "bool": pa.bool_(),
    }
    schema = pa.schema([(column.name, types[column.type]) for column in TABLE["usage_metric"].columns])
    rows = [{**row, "start_time": _utc(row["start_time"])} for row in metrics]
    tx.stage("read_metric", pa.Table.from_pylist(rows, schema=schema))
    tx.execute(load_sql(_PACKAGE, "metric_upsert"))
    tx.execute("DELETE FROM usage_metric WHERE day < ?", [(_utc(now) - METRIC_AGE).date()])


def _utc(moment: object) -> datetime:
    """A moment, or the present, as tables hold it."""
    found = moment if isinstance(moment, datetime) else datetime.now(tz=UTC)
    return (found if found.tzinfo is not None else found.replace(tzinfo=UTC)).astimezone(UTC).replace(tzinfo=None)
