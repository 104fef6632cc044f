"""What an import of events takes and tells, and the canonical columns with their other names."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from outlay.facts.keys import OWNERSHIP_DIMENSIONS
from outlay.ingest.events.rows import FIELDS
from outlay.ingest.mapping import Shape
from outlay.ingest.rejects import Reject
from outlay.store.events.model import EVENT_COLUMNS

if TYPE_CHECKING:
    import pyarrow as pa

Rate = Callable[["pa.Table"], "pa.Table"]
"""Prices a batch: the columns of `RATING_COLUMNS` in, cost columns in the same order out."""

Extract = Callable[[str | None, Mapping[str, object]], tuple[Mapping[str, object], str | None] | None]
"""Reads a raw provider body: provider and body in, inclusive counts under the price data's names and the model out."""

Describe = Callable[[Sequence[str]], "pa.Table"]
"""Card ids in, the rows of table `price_card` that describe them out."""

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

SOURCE_KINDS: Final = ("client", "gateway", "provider")
ROLES: Final = ("request", "aggregate", "passes")
STATED_BY: Final = ("provider", "gateway", "caller")

SHAPE: Final = Shape(
    columns=FIELDS,
    aliases={
        "ts": ("timestamp", "time", "start_time", "starttime", "created_at", "created", "date"),
        "source_id": ("id", "event_id", "request_id", "span_id"),
        "response_id": ("gen_ai.response.id",),
        "trace_id": ("traceid",),
        "span_id": ("spanid",),
        "parent_span_id": ("parent_id", "parentspanid"),
        "provider": ("gen_ai.provider.name", "gen_ai.system", "custom_llm_provider"),
        "model": ("gen_ai.response.model", "model_name", "gen_ai.request.model"),
        "input_tokens": ("prompt_tokens", "gen_ai.usage.input_tokens"),
        "output_tokens": ("completion_tokens", "gen_ai.usage.output_tokens"),
        "cache_read_tokens": ("cached_tokens", "cache_read_input_tokens", "gen_ai.usage.cache_read.input_tokens"),
        "cache_write_tokens": ("cache_creation_input_tokens", "gen_ai.usage.cache_creation.input_tokens"),
        "reasoning_tokens": ("output_reasoning_tokens", "gen_ai.usage.reasoning.output_tokens"),
        "total_tokens": ("tokens_total", "llm.usage.total_tokens"),
        "customer": ("customer_id", "tenant", "tenant_id"),
        "user": ("user_id", "end_user"),
        "session": ("session_id", "session.id", "gen_ai.conversation.id"),
        "credential": ("api_key_id", "credential_id"),
        "service": ("service.name", "service_name"),
        "environment": ("env", "deployment.environment.name"),
        "latency_ms": ("duration_ms",),
        "cost": ("cost_usd", "stated_cost", "total_cost"),
        "cost_input": ("input_cost",),
        "cost_output": ("output_cost",),
        "raw_usage": ("usage",),
        "tags": ("labels",),
    },
)
"""Every canonical column of a request, as decoders fill them; files give all but those that Outlay says itself."""

FILE_SHAPE: Final = Shape(
    columns=tuple(name for name in SHAPE.columns if name not in {"source", "flags"}), aliases=SHAPE.aliases
)
"""What a file may give: who it comes from is told by the import, and flags are Outlay's own."""

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
    "requests",
)

BATCH: Final = (*EVENT_COLUMNS, "role", "trace_key", "span_key", "parent_key")
"""Columns of a rated batch, as the store loads it: those of an event, and what its place in a trace decides."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pricing:
    """What ingest needs of prices, handed in as callables because it may not import them."""

    rate: Rate
    extract: Extract
    describe: Describe


@dataclass(frozen=True, slots=True, kw_only=True)
class EventReport:
    """What an import of events did. `rows == loaded + merged + changed + duplicate + skipped + rejected`.

    `priced_cost` is of what was loaded; None where no price of it is known.
    """

    rows: int
    loaded: int
    merged: int
    """Rows that joined a request which another row made."""
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
    skipped: int = 0
    """Records that carry no usage, such as spans between requests."""
