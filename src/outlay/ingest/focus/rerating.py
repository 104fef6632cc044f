"""Converts stored charges again from what was billed, and puts taxes and credits in their classes, as settings say now.

The result is that of importing the same bills under these settings: a charge keeps its billed amounts, currency and
day, and everything else that settings decide follows from them.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.ingest.focus.blocking import restate_delivery
from outlay.ingest.focus.cost_class import CostClasses
from outlay.ingest.focus.currency import RateRow, rate_rows, rate_table
from outlay.ingest.focus.normalising import PACKAGE
from outlay.ingest.focus.recording import delivery_days, mark_bill_days
from outlay.store.scratch import MONEY_MACROS, load_sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import Rates
    from outlay.store.engine import Reader, Write


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedRate:
    """Charges of a currency and day that hold another rate than the settings give."""

    currency: str
    day: date
    charges: int
    held: Decimal
    held_source: str
    fresh: Decimal
    fresh_source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OutdatedClass:
    """Charges of a key that hold another cost class than the settings give."""

    key_id: int
    category: str
    pricing: str | None
    charges: int
    fresh: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CurrencyChange:
    """What charges in one currency came to and come to now, in the reporting currency: effective cost."""

    currency: str
    charges: int
    before: Decimal
    after: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeChanges:
    """What converting again did to charges."""

    by_currency: tuple[CurrencyChange, ...] = ()
    reclassed: int = 0


def find_outdated_rates(reader: Reader, settings: Settings, fx: Rates) -> list[OutdatedRate]:
    """The currencies and days whose charges hold another rate, date, source or staleness than the settings give.

    Raises:
        RateError: if the settings give no rate for a stored charge.
    """
    stored, fresh = _stored_and_fresh(reader, settings, fx)
    return _outdated(stored, fresh)


def _outdated(stored: Sequence[dict[str, Any]], fresh: Mapping[tuple[str, date], RateRow]) -> list[OutdatedRate]:
    return [
        OutdatedRate(
            currency=row["currency"],
            day=row["day"],
            charges=row["charges"],
            held=row["rate"],
            held_source=row["source"],
            fresh=now.rate,
            fresh_source=now.source,
        )
        for row in stored
        if (now := fresh[row["currency"], row["day"]]) != RateRow(**{name: row[name] for name in RateRow._fields})
    ]


def find_outdated_classes(reader: Reader, settings: Settings) -> list[OutdatedClass]:
    """The taxes and credits whose class is not that of the settings `tax` and `credits`."""
    classes = CostClasses(settings)
    found = []
    for row in reader.fetch(load_sql(PACKAGE, "stored_classes")).to_pylist():
        fresh = classes.judge(json.loads(row["raw"]), row["category"], row["pricing"])
        if fresh != row["class"]:
            named = {name: row[name] for name in ("key_id", "category", "pricing", "charges")}
            found.append(OutdatedClass(**named, fresh=fresh))
    return found


def rerate_charges(tx: Write, settings: Settings, fx: Rates) -> ChargeChanges:
    """Bring charges, their daily shares and deliveries to the settings; days that change become dirty.

    Raises:
        RateError: if the settings give no rate for a stored charge.
    """
    stored, fresh = _stored_and_fresh(tx, settings, fx)
    classes = find_outdated_classes(tx, settings)
    if not (_outdated(stored, fresh) or classes):
        return ChargeChanges()
    _stage(tx, fresh, classes)
    by_currency = tx.fetch(load_sql(PACKAGE, "rerated")).to_pylist()
    tx.execute(load_sql(PACKAGE, "rerated_deliveries"))
    tx.execute(load_sql(PACKAGE, "rerate_charges"))
    tx.execute(load_sql(PACKAGE, "reclass_charges"))
    deliveries = tx.fetch("SELECT delivery_id FROM changing ORDER BY 1").column(0).to_pylist()
    _slice_again(tx, settings, deliveries)
    for delivery in deliveries:
        restate_delivery(tx, delivery)
    for name in ("changing", "fresh_rate", "fresh_class"):
        tx.execute(f"DROP TABLE temp.{name}")
    return ChargeChanges(
        by_currency=tuple(CurrencyChange(**row) for row in by_currency),
        reclassed=sum(one.charges for one in classes),
    )


def _stored_and_fresh(
    reader: Reader, settings: Settings, fx: Rates
) -> tuple[list[dict[str, Any]], dict[tuple[str, date], RateRow]]:
    stored: list[dict[str, Any]] = reader.fetch(load_sql(PACKAGE, "stored_rates")).to_pylist()
    pairs = dict.fromkeys((row["currency"], row["day"]) for row in stored)
    return stored, rate_rows(pairs, fx, settings.currency)


def _stage(tx: Write, rates: Mapping[tuple[str, date], RateRow], classes: Sequence[OutdatedClass]) -> None:
    import pyarrow as pa

    for macro in (*MONEY_MACROS, *(load_sql(PACKAGE, f"macro_{name}") for name in ("share", "in_currency"))):
        tx.execute(macro)
    columns = {
        "key_id": pa.array([one.key_id for one in classes], pa.int64()),
        "category": pa.array([one.category for one in classes], pa.string()),
        "pricing": pa.array([one.pricing for one in classes], pa.string()),
        "class": pa.array([one.fresh for one in classes], pa.string()),
    }
    for name, table in (("fresh_rate", rate_table(rates)), ("fresh_class", pa.table(columns))):
        tx.stage(f"{name}_rows", table)
        tx.execute(f"CREATE OR REPLACE TEMP TABLE {name} AS FROM {name}_rows")


def _slice_again(tx: Write, settings: Settings, deliveries: list[str]) -> None:
    days = delivery_days(tx, deliveries)
    tx.execute("SET VARIABLE amortise = ?", [settings.amortise])
    for view in ("sliced", "parts"):
        tx.execute(load_sql(PACKAGE, view))
    tx.delete("charge_slice", x_delivery_id=deliveries)
    tx.execute(load_sql(PACKAGE, "charge_slice"))
    for view in ("parts", "sliced"):
        tx.execute(f"DROP VIEW {view}")
    mark_bill_days(tx, days | delivery_days(tx, deliveries))
