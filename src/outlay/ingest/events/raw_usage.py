"""Reads the raw bodies that providers answered with, where a row has one, before SQL sees the counts."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.ingest.events.rows import COUNTS

if TYPE_CHECKING:
    from outlay.ingest.events.model import Extract
    from outlay.store.scratch import Scratch

_PACKAGE: Final = "outlay.ingest.events"
_NAME_OF: Final = {"output_reasoning_tokens": "reasoning_tokens"}
NOT_UNDERSTOOD: Final = "raw_usage_not_understood"


def read_raw_usage(scratch: Scratch, extract: Extract) -> None:
    """Make the view `whole` of the view `mapped`, with what its raw bodies say; all its counts are text."""
    import pyarrow as pa

    rows = scratch.rows(scratch.text(_PACKAGE, "raw_bodies"))
    found = [(file, row, *_read(extract, str(body), provider)) for file, row, provider, body in rows]
    names = ("_file", "_row", *COUNTS, "units", "model", "flags")
    columns = list(zip(*found, strict=True)) or [()] * len(names)
    types = (pa.string(), pa.int64(), *(pa.string() for _ in names[2:]))
    arrays = {name: pa.array(column, type_) for name, column, type_ in zip(names, columns, types, strict=True)}
    scratch.register("extracted", pa.table(arrays))
    scratch.execute(scratch.text(_PACKAGE, "whole_with_raw").replace("REPLACED", _replaced()))


def _replaced() -> str:
    def taken(name: str) -> str:
        return f"CASE WHEN extracted._row IS NULL THEN CAST(mapped.{name} AS VARCHAR) ELSE extracted.{name} END"

    parts = [f"{taken(name)} AS {name}" for name in (*COUNTS, "units")]
    parts.append("coalesce(nullif(CAST(mapped.model AS VARCHAR), ''), extracted.model) AS model")
    parts.append(
        "CASE WHEN extracted._row IS NULL THEN CAST(mapped.usage_convention AS VARCHAR) END AS usage_convention"
    )
    parts.append("nullif(concat_ws(',', CAST(mapped.flags AS VARCHAR), extracted.flags), '') AS flags")
    return ",\n  ".join(parts)


def _read(extract: Extract, body: str, provider: object) -> tuple[str | None, ...]:
    """Counts, units, model and flags that a body gives, as text."""
    try:
        content = json.loads(body)
    except (ValueError, RecursionError):
        content = None
    found = extract(None if provider is None else str(provider), content) if isinstance(content, dict) else None
    if found is None:
        return (*(None for _ in COUNTS), None, None, NOT_UNDERSTOOD)
    counts, model = found
    named = {_NAME_OF.get(name, name): count for name, count in counts.items()}
    units = {name: count for name, count in named.items() if name not in COUNTS and count is not None}
    text = json.dumps(units, sort_keys=True, default=str) if units else None
    return (*(None if named.get(name) is None else str(named[name]) for name in COUNTS), text, model, None)
