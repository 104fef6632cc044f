"""What an import of events takes and tells, and the canonical columns with their other names."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.facts.keys import OWNERSHIP_DIMENSIONS
from outlay.ingest.mapping import Shape
from outlay.ingest.rejects import Reject

if TYPE_CHECKING:
    import pyarrow as pa

Rate = Callable[["pa.Table"], "pa.Table"]
"""Prices a batch: the columns of `RATING_COLUMNS` in, cost columns in the same order out."""

COUNTS: Final = (
    "input_tokens",
    "cache_read_tokens",
    "cache_write_tokens",
    "cache_write_5m_tokens",
    "cache_write_1h_tokens",
    "output_tokens",
    "reasoning_tokens",
)

KEY_COLUMNS: Final = (
    "provider",
    "billing_account",
    "account",
    "region",
    "model",
    "credential",
    "service_tier",
    "workload_kind",
    *OWNERSHIP_DIMENSIONS,
    "tags",
)
"""Canonical columns that become part of the key; `cost_group` is always ai."""

OTHERS: Final = (
    "ts",
    "source_id",
    "response_id",
    "version",
    "usage_convention",
    "processing",
    "speed",
    "units",
    "cost",
    "customer",
    "user",
    "session",
    "status",
    "latency_ms",
)

SHAPE: Final = Shape(
    columns=(*OTHERS, *COUNTS, *KEY_COLUMNS),
    aliases={
        "ts": ("timestamp", "time", "start_time", "starttime", "created_at", "created", "date"),
        "source_id": ("id", "event_id", "request_id", "span_id"),
        "response_id": ("gen_ai.response.id",),
        "provider": ("gen_ai.provider.name", "gen_ai.system", "custom_llm_provider"),
        "model": ("gen_ai.response.model", "model_name", "gen_ai.request.model"),
        "input_tokens": ("prompt_tokens", "gen_ai.usage.input_tokens"),
        "output_tokens": ("completion_tokens", "gen_ai.usage.output_tokens"),
        "cache_read_tokens": ("cached_tokens", "cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"),
        "cache_write_tokens": ("cache_creation_input_tokens", "gen_ai.usage.cache_creation.input_tokens"),
        "reasoning_tokens": ("output_reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"),
        "customer": ("customer_id", "tenant", "tenant_id"),
        "user": ("user_id", "end_user"),
        "credential": ("api_key_id", "credential_id"),
        "service": ("service.name", "service_name"),
        "environment": ("env", "deployment.environment.name"),
        "latency_ms": ("duration_ms",),
        "cost": ("cost_usd", "stated_cost", "total_cost"),
        "tags": ("labels",),
    },
)

RATING_COLUMNS: Final = (
    "provider",
    "model",
    "ts",
    "service_tier",
    "processing",
    "speed",
    "region",
    "input",
    "cache_read",
    "cache_write_5m",
    "cache_write_1h",
    "output",
    "reasoning",
    "units",
    "stated_cost",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """What an import of events did. `rows == loaded + changed + duplicate + rejected`.

    `priced_cost` is of what was loaded; None where no price of it is known.
    """

    rows: int
    loaded: int
    changed: int
    duplicate: int
    rejected: int
    without_price: int
    reject_file: Path | None
    rejects: tuple[Reject, ...]
    flags: Mapping[str, int]
    ignored_columns: tuple[str, ...]
    """Columns of the files that mean nothing to the import: a wrong `--map` shows here."""
    since: str | None
    until: str | None
    priced_cost: str | None
    tokens: int
