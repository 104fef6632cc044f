"""Imports what the business earned and did: revenue, active users, transactions and other values per day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, InputError
from outlay.facts.keys import key_id
from outlay.facts.metrics import METRICS, Unit
from outlay.ingest.fact_files.rating import unrated_reason
from outlay.ingest.focus.currency import RateRow, rate_rows, rate_table
from outlay.ingest.mapping import FileImport, Shape, open_mapped
from outlay.ingest.rejects import Reject, rejects_of, write_rejects
from outlay.store.keys import register_keys
from outlay.store.scratch import MONEY_MACROS, load_sql

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import Rates
    from outlay.store.engine import Reader, Store, Write
    from outlay.store.scratch import Scratch

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
_FOCUS: Final = "outlay.ingest.focus"
_SHOWN: Final = 20
_COLUMNS: Final = (
    "metric, day, key_id, customer, amount, currency, stated_amount, stated_currency, x_fx_rate, x_fx_date, x_fx_source"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ValueReport:
    """What an import of values did."""

    rows: int
    loaded: int
    rejected: int
    metrics: Mapping[str, str]
    reject_file: Path | None
    rejects: tuple[Reject, ...]


def import_values(store: Store, settings: Settings, job: FileImport, fx: Rates) -> ValueReport:
    """Import value files; a row replaces the same source's amount of its metric, day and dimensions.

    Raises:
        MissingColumnError: without metric, day or amount.
        FileFormatError: if no row can be used.
    """
    with store.scratch() as scratch:
        open_mapped(scratch, job, SHAPE)
        _register_metrics(scratch)
        scratch.run(_PACKAGE, "value_typed")
        _register_rates(scratch, settings, fx)
        rejects = rejects_of(scratch.rows(scratch.text(_PACKAGE, "value_rejects"), {"currency": settings.currency}))
        rows = int(str(scratch.rows("SELECT count(*) FROM value_typed")[0][0]))
        if rows and len(rejects) == rows:
            message = f"no row can be used; {rejects[0]}"
            raise FileFormatError(message, hint="see docs/how-to/import-values.md")
        tuples = _price_and_key(scratch, settings)
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


def _register_rates(scratch: Scratch, settings: Settings, fx: Rates) -> None:
    """The rate of each currency and day; a pair without one says why, so that its rows can."""
    import pyarrow as pa

    rates: dict[tuple[str, date], RateRow] = {}
    reasons: dict[tuple[str, date], str] = {}
    for code, day in scratch.rows(scratch.text(_PACKAGE, "value_currencies"), {"currency": settings.currency}):
        if not isinstance(day, date):
            continue
        pair = str(code), day
        try:
            rates |= rate_rows([pair], fx, settings.currency)
        except InputError as error:
            reasons[pair] = unrated_reason(error)
    scratch.register("rate", rate_table(rates))
    columns = {
        "currency": pa.array([code for code, _ in reasons], pa.string()),
        "day": pa.array([day for _, day in reasons], pa.date32()),
        "reason": pa.array(list(reasons.values()), pa.string()),
    }
    scratch.register("unrated", pa.table(columns))


def _price_and_key(scratch: Scratch, settings: Settings) -> list[dict[str, str | None]]:
    import pyarrow as pa

    tuples = scratch.fetch(
        "SELECT DISTINCT product, feature, plan, segment, team, business_unit, environment FROM value_typed"
    )
    raw: list[dict[str, str | None]] = tuples.to_pylist()
    ids = pa.array([key_id(row) for row in raw], pa.int64())
    scratch.register("tuple_key", tuples.append_column("key_id", ids))
    scratch.run(_PACKAGE, "value_ready", {"currency": settings.currency})
    return raw


def _load(store: Store, settings: Settings, scratch: Scratch, tuples: list[dict[str, str | None]], source: str) -> int:
    ready = scratch.fetch(f"SELECT {_COLUMNS} FROM value_ready")  # noqa: S608 - our own names
    with store.write() as tx:
        register_keys(tx, tuples, settings)
        tx.stage("ready", ready)
        tx.execute(scratch.text(_PACKAGE, "value_replace"), {"source": source})
        return tx.execute(
            f"INSERT INTO value (source, {_COLUMNS}) SELECT $source, {_COLUMNS} FROM ready",  # noqa: S608 - our own names
            {"source": source},
        )


def find_outdated_values(reader: Reader, settings: Settings, fx: Rates) -> dict[tuple[str, date], RateRow]:
    """The fresh rates of stated currencies and days whose values were converted at another rate or currency.

    Raises:
        RateError: if the settings give no rate for a stored value.
    """
    stored = reader.fetch(load_sql(_PACKAGE, "values_converted")).to_pylist()
    fresh = rate_rows(dict.fromkeys((row["stated_currency"], row["day"]) for row in stored), fx, settings.currency)
    found = {}
    for row in stored:
        now = fresh[row["stated_currency"], row["day"]]
        held = row["currency"], row["rate"], row["rate_date"], row["source"]
        if held != (settings.currency, now.rate, now.rate_date, now.source):
            found[row["stated_currency"], row["day"]] = now
    return found


def rerate_values(tx: Write, settings: Settings, fx: Rates) -> int:
    """Convert values again from what was stated; returns how many changed.

    Raises:
        RateError: if the settings give no rate for a stored value.
    """
    outdated = find_outdated_values(tx, settings, fx)
    if not outdated:
        return 0
    for macro in (*MONEY_MACROS, load_sql(_FOCUS, "macro_in_currency")):
        tx.execute(macro)
    tx.stage("fresh_rate", rate_table(outdated))
    return tx.execute(load_sql(_PACKAGE, "rerate_values"), {"currency": settings.currency})
