"""Imports a provider's own usage report: quantities by key, model and token class. Never money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError
from outlay.facts.payers import Payer, payer_of_usage, payer_rules
from outlay.facts.providers import resolve_provider
from outlay.ingest.mapping import FileImport, Shape, open_mapped
from outlay.ingest.rejects import Reject, rejects_of, write_rejects
from outlay.store.keys import register_payers

if TYPE_CHECKING:
    from pathlib import Path

    from outlay.core.settings import Settings
    from outlay.store.engine import Store
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
        loaded = tx.execute(
            "INSERT INTO provider_usage BY NAME SELECT CAST($source AS VARCHAR) AS source, * FROM ready",
            {"source": source},
        )
        tx.execute("INSERT INTO dirty_day SELECT DISTINCT day, 'provider usage' FROM ready")
        buckets = tx.fetch("SELECT count(DISTINCT bucket) AS n FROM ready").column("n")[0].as_py()
    return loaded, int(buckets)
