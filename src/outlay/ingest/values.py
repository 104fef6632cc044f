"""Imports what the business earned and did: revenue, active users, transactions and other values per day."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.facts.keys import key_id
from outlay.facts.metrics import METRICS, Unit
from outlay.ingest.mapping import FileImport, Shape, open_mapped
from outlay.ingest.rejects import Reject, rejects_of, write_rejects
from outlay.store.keys import register_keys

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.core.settings import Settings
    from outlay.store.engine import Store
    from outlay.store.scratch import Scratch

Convert = Callable[[Iterable[tuple[str, date]]], Mapping[tuple[str, date], Decimal]]
"""Rates into the reporting currency, by currency and day."""

KEY_COLUMNS: Final = ("product", "feature", "plan", "segment", "team", "business_unit", "environment")
SHAPE: Final = Shape(
    columns=("metric", "day", "amount", "currency", "customer", *KEY_COLUMNS),
    aliases={
        "metric": ("name", "kind"),
        "day": ("date", "ts", "timestamp", "period"),
        "amount": ("value", "quantity", "revenue"),
        "customer": ("customer_id", "tenant"),
    },
    needed=("metric", "day", "amount"),
)
_PACKAGE: Final = "outlay.ingest"
_SHOWN: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReport:
    """What an import of values did."""

    rows: int
    loaded: int
    rejected: int
    metrics: Mapping[str, str]
    reject_file: Path | None
    rejects: tuple[Reject, ...]


def import_values(store: Store, settings: Settings, job: FileImport, convert: Convert) -> ValueReport:
    """Import value files; a row replaces the same source's amount of its metric, day and dimensions.

    Raises:
        MissingColumnError: without metric, day or amount.
        FileFormatError: if no row can be used.
    """
    with store.scratch() as scratch:
        open_mapped(scratch, job, SHAPE)
        _register_metrics(scratch)
        scratch.run(_PACKAGE, "value_typed")
        rejects = rejects_of(scratch.rows(scratch.text(_PACKAGE, "value_rejects")))
        rows = int(str(scratch.rows("SELECT count(*) FROM value_typed")[0][0]))
        if rows and len(rejects) == rows:
            message = f"no row can be used; {rejects[0]}"
            raise FileFormatError(message, hint="see docs/how-to/import-values.md")
        tuples = _price_and_key(scratch, settings, convert)
        loaded = _load(store, settings, scratch, tuples, job.source)
        reject_file = write_rejects(job.reject_dir, rejects)
        totals = scratch.rows("SELECT metric, CAST(sum(amount) AS VARCHAR) FROM value_ready GROUP BY 1 ORDER BY 1")
    return ValueReport(
        rows=rows,
        loaded=loaded,
        rejected=len(rejects),
        metrics={str(name): str(total) for name, total in totals},
        reject_file=reject_file,
        rejects=tuple(rejects[:_SHOWN]),
    )


def _register_metrics(scratch: Scratch) -> None:
    """Which imported metrics are money, and which names are computed and cannot be imported."""
    import pyarrow as pa

    imported = {metric.value_metric: metric.unit for metric in METRICS.values() if metric.value_metric}
    money = [name for name, unit in imported.items() if unit is Unit.MONEY]
    own = [name for name in METRICS if name not in imported and name != "revenue"]
    scratch.register("money_metric", pa.table({"metric": pa.array(money, pa.string())}))
    scratch.register("own_metric", pa.table({"metric": pa.array(own, pa.string())}))


def _price_and_key(scratch: Scratch, settings: Settings, convert: Convert) -> list[dict[str, str | None]]:
    import pyarrow as pa

    pairs = [
        (str(currency), day)
        for currency, day in scratch.rows(scratch.text(_PACKAGE, "value_currencies"), {"currency": settings.currency})
        if isinstance(day, date)
    ]
    rates = convert(pairs)
    rate_table = {
        "currency": pa.array([currency for currency, _ in pairs], pa.string()),
        "day": pa.array([day for _, day in pairs], pa.date32()),
        "rate": pa.array([rates[pair] for pair in pairs], pa.decimal128(38, 12)),
    }
    scratch.register("rate", pa.table(rate_table))
    tuples = scratch.fetch(
        "SELECT DISTINCT product, feature, plan, segment, team, business_unit, environment FROM value_typed"
    )
    raw: list[dict[str, str | None]] = tuples.to_pylist()
    ids = pa.array([key_id(row) for row in raw], pa.int64())
    scratch.register("tuple_key", tuples.append_column("key_id", ids))
    scratch.run(_PACKAGE, "value_ready", {"currency": settings.currency})
    return raw


def _load(store: Store, settings: Settings, scratch: Scratch, tuples: list[dict[str, str | None]], source: str) -> int:
    ready = scratch.fetch("SELECT metric, day, key_id, customer, amount, currency FROM value_ready")
    with store.write() as tx:
        register_keys(tx, tuples, settings)
        tx.stage("ready", ready)
        tx.execute(scratch.text(_PACKAGE, "value_replace"), {"source": source})
        return tx.execute(
            "INSERT INTO value (source, metric, day, key_id, customer, amount, currency) "
            "SELECT $source, metric, day, key_id, customer, amount, currency FROM ready",
            {"source": source},
        )
