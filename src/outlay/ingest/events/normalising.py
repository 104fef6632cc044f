"""Makes canonical, keyed rows of what was mapped: a chain of views in the scratch database, read once when loaded.

Telemetry comes in many small calls, so its leaves are kept in a table that the later steps read; files may be larger
than memory and are read through views alone.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from outlay.core.errors import IntegrityError
from outlay.facts.keys import key_id
from outlay.facts.providers import resolve_provider
from outlay.ingest.events.model import BATCH, KEY_COLUMNS, SHAPE
from outlay.ingest.events.rating import rate_rows
from outlay.ingest.events.raw_usage import read_raw_usage
from outlay.ingest.events.rows import COUNTS
from outlay.ingest.events.typed_columns import Typing, render_typed
from outlay.ingest.rejects import rejects_of

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from outlay.ingest.events.model import Extract, Pricing
    from outlay.ingest.rejects import Reject
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.events"

_ALWAYS: Final = frozenset({"provider", "model", "service_tier", "workload_kind"})
"""Key columns that may be derived even where the file has none of that name."""
_SCALED: Final = {
    "scaled": "CREATE OR REPLACE TEMP MACRO scaled(n, p) AS n",
    "scaled_money": "CREATE OR REPLACE TEMP MACRO scaled_money(amount, p) AS amount",
}
"""What scaling means where nothing is sampled: the whole formula would cost more than all other steps."""
_BESIDE: Final = "total_tokens = uncached + cached + seen + thought"
"""In a file, disjoint speaks of the input: reasoning is a part of the output, unless a total says that it is not."""
_END: Final = "CASE WHEN latency_ms IS NOT NULL THEN epoch_us(ts) + CAST(latency_ms * 1000 AS BIGINT) ELSE 0 END"
"""The time when a request ended: what speaks of its end is newer than what speaks of its start."""


def normalise(
    scratch: Scratch,
    present: Collection[str],
    extract: Extract | None = None,
    *,
    whole: Collection[str] = (),
    is_telemetry: bool = False,
) -> list[dict[str, str | None]]:
    """Make the view `batch` of the view `mapped`, whose columns `present` hold something, `whole` only whole numbers.

    Returns:
        The raw key tuples of the rows.
    """
    if extract and "raw_usage" in present:
        read_raw_usage(scratch, extract)
        typing = Typing(present=frozenset({*present, *COUNTS}), whole=frozenset(), rows="whole")
    else:
        typing = Typing(present=frozenset(present), whole=frozenset(whole), rows="mapped")
    _prepare(scratch, typing)
    names = [name for name in KEY_COLUMNS if name in present or name in _ALWAYS]
    leaves = scratch.text(PACKAGE, "leaves").replace("KEY_NAMES", ", ".join(dict.fromkeys((*names, "region"))))
    leaves = leaves.replace("REASONING_IS_BESIDE", "true" if is_telemetry else _BESIDE)
    scratch.execute(leaves.replace("TEMP VIEW leaves", "TEMP TABLE leaves", 1) if is_telemetry else leaves)
    _resolve_spellings(scratch)
    tuples = _assign_keys(scratch, names, _END if is_telemetry else "0")
    nameless = scratch.rows("SELECT count(*) FROM leaves WHERE source_id IS NULL")[0][0]
    identified = scratch.text(PACKAGE, "identified_by_content" if nameless else "identified")
    # of one delivery, rows that are alike are counted through; of telemetry only those of one body
    scratch.prepare("named", identified.replace("SCOPE", "alike, _file" if is_telemetry else "alike"))
    scratch.prepare("batch", scratch.text(PACKAGE, "batch"))
    return tuples


def _prepare(scratch: Scratch, typing: Typing) -> None:
    is_sampled = "sampling_probability" in typing.present
    for name, plain in _SCALED.items():
        scratch.prepare(name, scratch.text(PACKAGE, f"macro_{name}") if is_sampled else plain)
    for name in ("span_number", "response_identity"):
        scratch.prepare(name, scratch.text(PACKAGE, f"macro_{name}"))
    scratch.prepare("typed", render_typed(typing))


def normalise_rows(scratch: Scratch, table: pa.Table, extract: Extract | None = None) -> list[dict[str, str | None]]:
    """Make the view `batch` of canonical rows, as readers of telemetry make them.

    Rows that cannot be a request are left out; `refused_rows` names them.

    Returns:
        The raw key tuples of the rows.
    """
    import pyarrow as pa

    table = _with_times(table)
    scratch.register("arrived", table)
    present = {name for name in table.column_names if table.column(name).null_count < table.num_rows}
    whole = {field.name for field in table.schema if pa.types.is_integer(field.type)}
    scratch.project("mapped", "arrived", {name: name if name in present else None for name in SHAPE.columns}, {})
    return normalise(scratch, present, extract, whole=whole, is_telemetry=True)


def refused_rows(scratch: Scratch) -> list[Reject]:
    """Rows that cannot be a request and were left out, each with its column and reason."""
    return rejects_of(scratch.rows(scratch.text(PACKAGE, "rejects")))


def rated_batch(scratch: Scratch, pricing: Pricing) -> pa.Table:
    """The rows of the view `batch` in time order, rated: the columns of `BATCH`."""
    return rate_rows(scratch.fetch("SELECT * FROM batch ORDER BY ts"), pricing.rate).select(list(BATCH))


def open_batches(scratch: Scratch, batch_rows: int, condition: str = "true") -> pa.RecordBatchReader:
    """Stream the rows that meet a condition in time order, which keeps the store's row groups narrow in time."""
    is_unordered = scratch.rows(scratch.text(PACKAGE, "standing"))[0][0]
    order = "ORDER BY ts" if is_unordered else ""
    return scratch.reader(f"SELECT * FROM batch WHERE {condition} {order}", batch_rows)  # noqa: S608  # our own words


def _with_times(table: pa.Table) -> pa.Table:
    """Times in nanoseconds as times, so that SQL need not read them from text."""
    import pyarrow as pa
    import pyarrow.compute as pc

    column = table.column("ts")
    if not pa.types.is_int64(column.type) or (pc.min(column).as_py() or 0) < 10**17:
        return table
    times = pc.divide(column, 1000).cast(pa.timestamp("us"))
    return table.set_column(table.column_names.index("ts"), "ts", times)


def _resolve_spellings(scratch: Scratch) -> None:
    """Answer who each provider of the rows is: the table `spelling`."""
    import pyarrow as pa

    found = [provider for (provider,) in scratch.rows("SELECT DISTINCT provider FROM leaves")]
    table = {
        "provider": pa.array(found, pa.string()),
        "slug": pa.array([provider and resolve_provider(str(provider)) for provider in found], pa.string()),
    }
    scratch.register("spelling", pa.table(table))


def _assign_keys(scratch: Scratch, names: list[str], version: str) -> list[dict[str, str | None]]:
    import pyarrow as pa

    columns = ", ".join("spelling.slug" if n == "provider" else n for n in names)
    keyed = scratch.text(PACKAGE, "keyed").replace("KEY_COLUMNS", columns).replace("DEFAULT_VERSION", version)
    scratch.prepare("keyed", keyed)
    found = scratch.fetch(scratch.text(PACKAGE, "tuples").replace("KEY_COLUMNS", ", ".join(names))).to_pylist()
    hashes = [row.pop("tuple") for row in found]
    if len(set(hashes)) != len(hashes):
        message = "two key tuples have the same hash"
        raise IntegrityError(message, hint="import the files one at a time")
    raw: list[dict[str, str | None]] = [{**row, "cost_group": "ai"} for row in found]
    ids = [_key_id(tuple(row.items())) for row in raw]
    scratch.register(
        "tuple_key", pa.table({"tuple": pa.array(hashes, pa.uint64()), "key_id": pa.array(ids, pa.int64())})
    )
    scratch.prepare("content", scratch.text(PACKAGE, "content"))
    return raw


@lru_cache(maxsize=65_536)
def _key_id(items: tuple[tuple[str, str | None], ...]) -> int:
    """The same few tuples come in every call."""
    return key_id(dict(items))
