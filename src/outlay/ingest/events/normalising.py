"""Makes canonical, keyed rows of a file: a chain of views in the scratch database, read once when they are loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.errors import IntegrityError
from outlay.facts.keys import key_id
from outlay.facts.providers import resolve_provider
from outlay.ingest.events.model import COUNTS, KEY_COLUMNS

if TYPE_CHECKING:
    from collections.abc import Collection

    import pyarrow as pa

    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.events"

_DEFAULT_WORKLOAD: Final = (
    "CASE WHEN processing = 'batch' THEN 'batch_inference' WHEN model ILIKE '%embed%' THEN 'embedding' "
    "ELSE 'inference' END"
)
_LARGEST_COUNT: Final = 10**12
"""No request uses more: what is larger is a mistake, and sums of such counts would not fit."""
_ALWAYS: Final = frozenset({"provider", "model", "service_tier", "workload_kind"})
"""Key columns that may be derived even where the file has none of that name."""


def normalise(scratch: Scratch, source: str, present: Collection[str]) -> list[dict[str, str | None]]:
    """Make the view `batch` of the view `mapped`, whose columns `present` hold something.

    Returns:
        The raw key tuples of the rows.
    """
    typed = scratch.text(PACKAGE, "typed")
    for mark, render, names in (
        ("COUNT_COLUMNS", _count, COUNTS),
        ("KEY_COLUMNS", _key, KEY_COLUMNS),
        ("COUNT_PROBLEMS", _problem, COUNTS),
    ):
        typed = typed.replace(mark, ",\n  ".join(render(name) for name in names))
    scratch.execute(typed)
    scratch.run(PACKAGE, "leaves")
    _resolve_providers(scratch)
    tuples = _assign_keys(scratch, [name for name in KEY_COLUMNS if name in present or name in _ALWAYS])
    scratch.execute("SET VARIABLE source = $source", {"source": source})
    nameless = scratch.rows("SELECT count(*) FROM leaves WHERE coalesce(response_id, source_id) IS NULL")[0][0]
    scratch.run(PACKAGE, "identified_by_content" if nameless else "identified")
    scratch.run(PACKAGE, "batch")
    return tuples


def open_batches(scratch: Scratch, batch_rows: int) -> pa.RecordBatchReader:
    """Stream the rows in time order, which keeps the store's row groups narrow in time."""
    is_unordered = scratch.rows(scratch.text(PACKAGE, "standing"))[0][0]
    return scratch.reader("SELECT * FROM batch ORDER BY ts" if is_unordered else "SELECT * FROM batch", batch_rows)


def _is_count(name: str) -> str:
    # compared as it is written, because 12.5 would round to a whole number
    number = f"TRY_CAST({name} AS BIGINT)"
    return f"coalesce({number} BETWEEN 0 AND {_LARGEST_COUNT} AND {number} = TRY_CAST({name} AS DOUBLE), false)"


def _count(name: str) -> str:
    return f"CASE WHEN {_is_count(name)} THEN TRY_CAST({name} AS BIGINT) END AS {name}"


def _problem(name: str) -> str:
    is_wrong = f"{name} IS NOT NULL AND NOT {_is_count(name)} AND CAST({name} AS VARCHAR) <> ''"
    return f"CASE WHEN {is_wrong} THEN 'invalid:{name}' END"


def _key(name: str) -> str:
    text = f"nullif(CAST({name} AS VARCHAR), '')"
    if name == "service_tier":
        return f"CASE WHEN processing = 'batch' THEN 'batch' ELSE lower({text}) END AS {name}"
    if name == "workload_kind":
        return f"coalesce({text}, {_DEFAULT_WORKLOAD}) AS {name}"
    return f"{text} AS {name}"


def _resolve_providers(scratch: Scratch) -> None:
    import pyarrow as pa

    spelled = [str(row[0]) for row in scratch.rows("SELECT DISTINCT provider FROM leaves WHERE provider IS NOT NULL")]
    columns = {"spelled": spelled, "slug": [resolve_provider(text) for text in spelled]}
    scratch.register("provider_slug", pa.table({name: pa.array(v, pa.string()) for name, v in columns.items()}))


def _assign_keys(scratch: Scratch, names: list[str]) -> list[dict[str, str | None]]:
    import pyarrow as pa

    columns = ", ".join("coalesce(provider_slug.slug, leaves.provider)" if n == "provider" else n for n in names)
    scratch.execute(scratch.text(PACKAGE, "keyed").replace("KEY_COLUMNS", columns))
    found = scratch.fetch(scratch.text(PACKAGE, "tuples").replace("KEY_COLUMNS", ", ".join(names))).to_pylist()
    hashes = [row.pop("tuple") for row in found]
    if len(set(hashes)) != len(hashes):
        message = "two key tuples have the same hash"
        raise IntegrityError(message, hint="import the files one at a time")
    raw: list[dict[str, str | None]] = [{**row, "cost_group": "ai"} for row in found]
    ids = [key_id(row) for row in raw]
    scratch.register(
        "tuple_key", pa.table({"tuple": pa.array(hashes, pa.uint64()), "key_id": pa.array(ids, pa.int64())})
    )
    scratch.run(PACKAGE, "content")
    return raw
