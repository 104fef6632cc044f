"""Imports files of requests, all or nothing: bad rows are set aside, good rows are loaded exactly once."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from outlay.core.errors import FileFormatError, MissingColumnError
from outlay.core.money import format_plain
from outlay.facts.keys import key_id
from outlay.facts.providers import resolve_provider
from outlay.ingest.events.model import COUNTS, KEY_COLUMNS, RATING_COLUMNS, SHAPE, EventReport
from outlay.ingest.mapping import choose_columns
from outlay.ingest.rejects import Reject, rejects_of, write_rejects
from outlay.ingest.tabular import detect_format, open_table
from outlay.store.events import EventLoader, LoadCounts
from outlay.store.keys import register_keys

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.ingest.events.model import Rate
    from outlay.ingest.mapping import FileImport
    from outlay.store.engine import Store
    from outlay.store.scratch import Scratch

_PACKAGE = "outlay.ingest.events"
_BATCH_ROWS = 250_000
_DEFAULT_WORKLOAD = (
    "CASE WHEN processing = 'batch' THEN 'batch_inference' WHEN model ILIKE '%embed%' THEN 'embedding' "
    "ELSE 'inference' END"
)
_SHOWN_REJECTS = 20


def import_events(store: Store, settings: Settings, job: FileImport, rate: Rate) -> EventReport:
    """Import the files of a job in one transaction; importing them again changes nothing.

    Raises:
        FileFormatError: for a file that cannot be read, naming it.
        MissingColumnError: when no column holds the time, or any usage.
        UnknownNameError: for a mapping to a column that Outlay does not know.
    """
    files = [detect_format(path) for path in job.files]
    with store.scratch() as scratch:
        columns = open_table(scratch, files, "raw")
        found = choose_columns(job, SHAPE, columns)
        _demand_columns(job, columns, found)
        scratch.project("mapped", "raw", found, job.constants)
        _normalise(scratch, job.source)
        rows, rejects = _rejects(scratch)
        if rows and len(rejects) == rows:
            message = f"no row can be used; {rejects[0]}"
            raise FileFormatError(message, hint="check --map and --set, and docs/how-to/import-events.md")
        with store.write() as tx:
            register_keys(tx, [dict(raw) for raw in _key_tuples(scratch)], settings)
            loader = EventLoader(tx, source=job.source)
            for batch in _rated_batches(scratch, rate):
                loader.load(batch)
            counts = loader.finish()
        reject_file = write_rejects(job.reject_dir, rejects)
        return _report(scratch, rows, rejects, counts, reject_file)


def _demand_columns(job: FileImport, columns: list[str], found: dict[str, str | None]) -> None:
    listed = ", ".join(columns[:30])
    if found["ts"] is None and "ts" not in job.constants:
        message = "no column holds the time of the request (ts)"
        raise MissingColumnError(message, hint=f"add --map ts=COLUMN; the file has {listed}")
    usage = (*COUNTS, "units", "cost")
    if not any(found[name] or name in job.constants for name in usage):
        message = "no column holds usage (input_tokens, output_tokens, units or cost)"
        raise MissingColumnError(message, hint=f"add --map input_tokens=COLUMN; the file has {listed}")


def _normalise(scratch: Scratch, source: str) -> None:
    counts = ",\n".join(_count(name) for name in COUNTS)
    keys = ",\n".join(_key(name) for name in KEY_COLUMNS)
    problems = ",\n".join(_problem(name) for name in COUNTS)
    typed = scratch.text(_PACKAGE, "typed")
    typed = typed.replace("COUNT_COLUMNS", counts).replace("KEY_COLUMNS", keys).replace("COUNT_PROBLEMS", problems)
    scratch.execute(typed)
    scratch.run(_PACKAGE, "leaves")
    _resolve_providers(scratch)
    _assign_keys(scratch)
    scratch.run(_PACKAGE, "identified", {"source": source})


def _count(name: str) -> str:
    number = f"TRY_CAST(nullif(CAST({name} AS VARCHAR), '') AS BIGINT)"
    return f"CASE WHEN {number} >= 0 THEN {number} END AS {name}"


def _problem(name: str) -> str:
    text = f"nullif(CAST({name} AS VARCHAR), '')"
    return f"CASE WHEN {text} IS NOT NULL AND coalesce(TRY_CAST({text} AS BIGINT), -1) < 0 THEN 'invalid:{name}' END"


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
    slugs = pa.table({"spelled": pa.array(spelled, pa.string()), "slug": [resolve_provider(text) for text in spelled]})
    scratch.register("provider_slug", slugs.cast(pa.schema([("spelled", pa.string()), ("slug", pa.string())])))


def _assign_keys(scratch: Scratch) -> None:
    import pyarrow as pa

    parts = ", ".join(f"coalesce({name}, chr(30))" for name in KEY_COLUMNS if name != "provider")
    scratch.execute(scratch.text(_PACKAGE, "tupled").replace("TUPLE_TEXT", parts))
    scratch.run(_PACKAGE, "key_tuple")
    tuples = scratch.fetch("SELECT * FROM key_tuple").to_pylist()
    ids = [key_id(_raw(row)) for row in tuples]
    table = pa.table(
        {"tuple": pa.array([row["tuple"] for row in tuples], pa.string()), "key_id": pa.array(ids, pa.int64())}
    )
    scratch.register("tuple_key", table)
    scratch.run(_PACKAGE, "keyed")


def _raw(row: dict[str, str | None]) -> dict[str, str | None]:
    return {**{name: row[name] for name in KEY_COLUMNS}, "cost_group": "ai"}


def _key_tuples(scratch: Scratch) -> Iterator[dict[str, str | None]]:
    return (_raw(row) for row in scratch.fetch("SELECT * FROM key_tuple").to_pylist())


def _rejects(scratch: Scratch) -> tuple[int, list[Reject]]:
    rows = scratch.rows("SELECT count(*) FROM typed")[0][0]
    return int(str(rows)), rejects_of(scratch.rows(scratch.text(_PACKAGE, "rejects")))


def _rated_batches(scratch: Scratch, rate: Rate) -> Iterator[pa.Table]:
    import pyarrow as pa

    for record_batch in scratch.reader(scratch.text(_PACKAGE, "batch"), _BATCH_ROWS):
        batch = pa.Table.from_batches([record_batch])
        rated = rate(batch.select(list(RATING_COLUMNS)))
        for name in rated.column_names:
            batch = batch.append_column(name, rated.column(name))
        yield _with_contradictions(batch)


def _with_contradictions(batch: pa.Table) -> pa.Table:
    """A price on usage that contradicts itself is modelled, not priced."""
    import pyarrow.compute as pc

    state = batch.column("cost_state").cast("string")
    is_inferred = pc.and_(batch.column("contradiction"), pc.equal(state, "priced"))
    modelled = pc.if_else(is_inferred, "modelled", state)
    return batch.set_column(batch.column_names.index("cost_state"), "cost_state", modelled)


def _report(
    scratch: Scratch, rows: int, rejects: list[Reject], counts: LoadCounts, reject_file: Path | None
) -> EventReport:
    since, until, tokens = scratch.rows(
        "SELECT min(ts), max(ts), "
        "coalesce(sum(input + cache_read + cache_write_5m + cache_write_1h + output), 0) FROM identified"
    )[0]
    flags: Counter[str] = Counter()
    for listed, n in scratch.rows(
        "SELECT usage_flags, count(*) FROM identified WHERE usage_flags IS NOT NULL GROUP BY 1"
    ):
        for flag in str(listed).split(","):
            flags[flag] += int(str(n))
    good = rows - len(rejects)
    return EventReport(
        rows=rows,
        loaded=counts.loaded,
        changed=counts.changed,
        duplicate=good - counts.loaded - counts.changed,
        rejected=len(rejects),
        without_price=counts.without_price,
        reject_file=reject_file,
        rejects=tuple(rejects[:_SHOWN_REJECTS]),
        flags=dict(flags),
        since=str(since) if since else None,
        until=str(until) if until else None,
        priced_cost=format_plain(counts.priced_cost),
        tokens=int(str(tokens)),
    )
