"""Imports a provider's own usage report: quantities by key, model and token class. Never money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError, InputError
from outlay.core.time import add_months
from outlay.facts.payers import Payer, PayerRule, payer_of_usage, payer_rules
from outlay.facts.providers import resolve_provider
from outlay.ingest.mapping import FileImport, Shape, open_mapped
from outlay.ingest.rejects import Reject, rejects_of, write_rejects
from outlay.store.keys import register_payers

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence
    from pathlib import Path

    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.store.engine import Store, Write
    from outlay.store.scratch import Scratch

SHAPE: Final = Shape(
    columns=(
        "day",
        "provider",
        "billing_account",
        "account",
        "credential",
        "model",
        "token_class",
        "quantity",
        "requests",
    ),
    aliases={
        "day": ("date", "bucket", "start_time"),
        "account": ("project", "project_id", "workspace_id"),
        "billing_account": ("organization", "organization_id", "org_id"),
        "credential": ("api_key_id", "credential_id"),
        "quantity": ("tokens", "count"),
        "requests": ("num_model_requests", "num_requests"),
    },
    needed=("day", "provider", "token_class", "quantity"),
)
_PACKAGE: Final = "outlay.ingest"
_SHOWN: Final = 20
TOKEN_CLASSES: Final = ("input", "cache_read", "cache_write", "output", "units")
"""What a usage report counts; `units` are no tokens: searches, images, seconds."""
_CLASSES: Final = {"cache_write_5m": "cache_write", "cache_write_1h": "cache_write", "reasoning": "output"}
_CELL: Final = (
    "bucket",
    "payer_id",
    "provider",
    "billing_account",
    "account",
    "credential",
    "model",
    "token_class",
    "day",
    "quantity",
    "requests",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderUsageReport:
    """What an import of provider usage did. Buckets are (source, provider, billing account, day), replaced whole."""

    rows: int
    loaded: int
    rejected: int
    buckets: int
    reject_file: Path | None
    rejects: tuple[Reject, ...]


def import_provider_usage(store: Store, settings: Settings, job: FileImport) -> ProviderUsageReport:
    """Import usage reports; each day of a provider's billing account is replaced whole.

    Raises:
        MissingColumnError: without day, provider, token_class or quantity.
        FileFormatError: if no row can be used.
    """
    with store.scratch() as scratch:
        open_mapped(scratch, job, SHAPE)
        scratch.run(_PACKAGE, "provider_usage_typed")
        rejects = rejects_of(scratch.rows(scratch.text(_PACKAGE, "provider_usage_rejects")))
        rows = int(str(scratch.rows("SELECT count(*) FROM provider_usage_typed")[0][0]))
        if rows and len(rejects) == rows:
            message = f"no row can be used; {rejects[0]}"
            raise FileFormatError(message, hint="see docs/how-to/import-provider-usage.md")
        payers = _assign_payers(scratch, settings)
        loaded, buckets = _load(store, scratch, payers, job.source)
    return ProviderUsageReport(
        rows=rows,
        loaded=loaded,
        rejected=len(rejects),
        buckets=buckets,
        reject_file=write_rejects(job.reject_dir, rejects),
        rejects=tuple(rejects[:_SHOWN]),
    )


def _assign_payers(scratch: Scratch, settings: Settings) -> list[Payer]:
    import pyarrow as pa

    rules = payer_rules(settings.payers)
    tuples = scratch.fetch(
        "SELECT DISTINCT provider AS spelled, billing_account, account, credential, model FROM provider_usage_typed "
        "WHERE provider IS NOT NULL"
    ).to_pylist()
    rows, payers = [], []
    for row in tuples:
        provider = resolve_provider(row["spelled"])
        payer = payer_of_usage({**row, "provider": provider}, rules)
        payers.append(payer)
        rows.append({**row, "slug": provider, "payer_id": payer.payer_id})
    names = ("spelled", "billing_account", "account", "credential", "model", "slug", "payer_id")
    schema = pa.schema([(name, pa.string()) for name in names])
    scratch.register("payer_tuple", pa.Table.from_pylist(rows, schema=schema))
    scratch.run(_PACKAGE, "provider_usage_ready")
    return payers


def _load(store: Store, scratch: Scratch, payers: list[Payer], source: str) -> tuple[int, int]:
    ready = scratch.fetch("SELECT * FROM provider_usage_ready")
    with store.write() as tx:
        register_payers(tx, payers)
        tx.stage("ready", ready)
        tx.execute(
            "DELETE FROM provider_usage WHERE source = $source AND bucket IN (SELECT bucket FROM ready)",
            {"source": source},
        )
        loaded = _insert(tx, source)
        buckets = tx.fetch("SELECT count(DISTINCT bucket) AS n FROM ready").column("n")[0].as_py()
    return loaded, int(buckets)


def _insert(tx: Write, source: str) -> int:
    loaded = tx.execute(
        "INSERT INTO provider_usage BY NAME SELECT CAST($source AS VARCHAR) AS source, * FROM ready",
        {"source": source},
    )
    tx.execute("INSERT INTO dirty_day SELECT DISTINCT day, 'provider usage' FROM ready")
    return loaded


def record_provider_usage(
    tx: Write, settings: Settings, source: str, rows: Iterable[Mapping[str, Any]], months: Collection[date]
) -> int:
    """Replace what a source reported for whole months by rows of the same columns; equal cells are summed.

    Raises:
        InputError: naming the column of a row that is no usage.
    """
    rules = payer_rules(settings.payers)
    cells: dict[tuple[object, ...], list[int | None]] = {}
    payers: dict[str, Payer] = {}
    for row in rows:
        cell, payer = _cell_of(row, rules)
        payers[payer.payer_id] = payer
        sums = cells.setdefault(cell, [0, None])
        sums[0] = (sums[0] or 0) + _count_of(row, "quantity")
        if row.get("requests") is not None:
            sums[1] = (sums[1] or 0) + _count_of(row, "requests")
    ready = _table(cells)
    if _is_held(tx, source, ready, months):
        return len(cells)
    register_payers(tx, payers.values())
    tx.stage("ready", ready)
    for month in months:
        span = {"source": source, "since": month, "until": add_months(month, 1)}
        tx.execute(
            "INSERT INTO dirty_day SELECT DISTINCT day, 'provider usage' FROM provider_usage "
            "WHERE source = $source AND day >= $since AND day < $until",
            span,
        )
        tx.execute(
            "DELETE FROM provider_usage WHERE source = $source AND day >= $since AND day < $until",
            span,
        )
    return _insert(tx, source)


def _is_held(tx: Write, source: str, ready: pa.Table, months: Collection[date]) -> bool:
    """Whether the store holds exactly these rows, so that no day has to be computed again."""
    if not months:
        return True
    span = {"source": source, "since": min(months), "until": add_months(max(months), 1)}
    held = tx.fetch(
        "SELECT * EXCLUDE (source) FROM provider_usage WHERE source = $source AND day >= $since AND day < $until", span
    )
    touched = [row for row in held.select(list(_CELL)).to_pylist() if row["day"].replace(day=1) in months]
    return _sorted(touched) == _sorted(ready.select(list(_CELL)).to_pylist())


def _sorted(rows: list[dict[str, Any]]) -> list[tuple[str, ...]]:
    return sorted(tuple(repr(value) for value in row.values()) for row in rows)


def _cell_of(row: Mapping[str, Any], rules: Sequence[PayerRule]) -> tuple[tuple[object, ...], Payer]:
    provider, day = resolve_provider(str(row["provider"])), row["day"]
    token_class = _CLASSES.get(str(row["token_class"]), str(row["token_class"]))
    if token_class not in TOKEN_CLASSES or not isinstance(day, date):
        message = f"usage of {provider} on {day}: token_class {token_class!r} is not one of {', '.join(TOKEN_CLASSES)}"
        raise InputError(message, hint="the source of the usage has to say what it counts")
    account = row.get("billing_account") or None
    named = {name: row.get(name) or None for name in ("account", "credential", "model")}
    tier = {"service_tier": row.get("service_tier") or None}
    payer = payer_of_usage({**named, **tier, "billing_account": account, "provider": provider}, rules)
    bucket = f"{provider}/{account or ''}/{day}"
    return (bucket, payer.payer_id, provider, account or "", *named.values(), token_class, day), payer


def _count_of(row: Mapping[str, Any], name: str) -> int:
    value = row[name]
    if value != int(value) or value < 0:
        message = f"{name} of {row['provider']} on {row['day']} is {value}, not a count"
        raise InputError(message, hint="usage is whole tokens or units")
    return int(value)


def _table(cells: Mapping[tuple[object, ...], Sequence[int | None]]) -> pa.Table:
    import pyarrow as pa

    kinds = {"day": pa.date32(), "quantity": pa.int64(), "requests": pa.int64()}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in _CELL])
    rows = [dict(zip(_CELL, (*cell, *sums), strict=True)) for cell, sums in cells.items()]
    return pa.Table.from_pylist(rows, schema=schema)
