"""Reads what stored requests were priced with, and gives them new prices, with their rollups, in one transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from outlay.store.events.batches import total
from outlay.store.events.rollups import Rollups
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pyarrow as pa

    from outlay.store.engine import Reader, Write

_PACKAGE: Final = "outlay.store"
_SLICE: Final = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Repricing:
    """A run of new prices: its name, when and why, and which requests it is limited to."""

    reprice_id: str
    at: datetime
    reason: str
    provider: str | None = None
    model: str | None = None


def load_priced_days(reader: Reader, since: date, until: date) -> list[date]:
    """The days with requests, from one day to before another."""
    sql = "SELECT DISTINCT CAST(ts AS DATE) AS day FROM event WHERE ts >= $since AND ts < $until ORDER BY day"
    return [row["day"] for row in reader.fetch(sql, {"since": since, "until": until}).to_pylist()]


def load_hours(reader: Reader, run: Repricing, day: date) -> Iterator[pa.Table]:
    """The requests of a day that may get a new price, an hour at a time."""
    begin = datetime.combine(day, datetime.min.time())
    for hour in range(24):
        span = {"since": begin + hour * _SLICE, "until": begin + (hour + 1) * _SLICE}
        rows = reader.fetch(load_sql(_PACKAGE, "reprice_rows"), {**span, "provider": run.provider, "model": run.model})
        if rows.num_rows:
            yield rows


class DayPrices:
    """New prices of one day's requests; `finish` brings rollups up to date and records what changed.

    Args:
        tx: The transaction that all of it becomes part of.
        run: What it is done for.
        day: The day of the requests.
        is_dry_run: Whether only to tell what would change.
    """

    def __init__(self, tx: Write, run: Repricing, day: date, *, is_dry_run: bool = False) -> None:
        self._tx = tx
        self._day = day
        self._is_dry_run = is_dry_run
        self._rollups = Rollups(tx)
        self._parts: list[pa.Table] = []
        at = run.at.replace(tzinfo=None)
        self._facts = {"reprice_id": run.reprice_id, "at": at, "reason": run.reason, "day": day}

    def replace(self, before: pa.Table, after: pa.Table) -> None:
        """Replace requests, given whole and in the same order as they are stored and as they are to be."""
        import pyarrow.compute as pc

        tx = self._tx
        tx.stage("before", before)
        tx.stage("after", after)
        self._parts.append(tx.fetch(load_sql(_PACKAGE, "reprice_report"), self._facts))
        if self._is_dry_run:
            return
        ends = pc.min_max(after.column("ts")).as_py()
        tx.execute(load_sql(_PACKAGE, "reprice_update"), {"since": ends["min"], "until": ends["max"]})
        requests = total(after, "requests")
        self._rollups.take_away("before", requests)
        self._rollups.add("after", requests)

    def finish(self) -> list[dict[str, Any]]:
        """Apply what was replaced, and mark the day for the ledger.

        Returns:
            The rows of table `reprice`.
        """
        if not self._parts:
            return []
        import pyarrow as pa

        tx = self._tx
        tx.stage("parts", pa.concat_tables(self._parts))
        report = tx.fetch(load_sql(_PACKAGE, "reprice_sum"))
        if not self._is_dry_run:
            self._rollups.apply()
            tx.insert("reprice", report)
            tx.execute("INSERT INTO dirty_day VALUES (?, 'reprice')", [self._day])
        return list(report.to_pylist())
