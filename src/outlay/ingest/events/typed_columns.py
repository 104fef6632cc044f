"""Prints the statement that reads mapped columns into types: short where a column holds nothing or is typed already.

Planning is most of the cost of a small batch, and it grows with the text.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from outlay.ingest.events.model import KEY_COLUMNS
from outlay.ingest.events.rows import COUNTS
from outlay.store.scratch import load_sql

_DEFAULT_WORKLOAD: Final = (
    "CASE WHEN processing = 'batch' THEN 'batch_inference' WHEN model ILIKE '%embed%' THEN 'embedding' "
    "ELSE 'inference' END"
)
_LARGEST_COUNT: Final = 10**11
"""No request uses more: what is larger is a mistake, and sums of such counts would not fit."""
_AMOUNTS: Final = {"cost": "stated", "cost_input": "stated_in", "cost_output": "stated_out"}
_NOTHING: Final = "NULL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Typing:
    """What is known of the columns: which hold anything, which hold whole numbers, and the view that has them."""

    present: frozenset[str]
    whole: frozenset[str]
    rows: str


@lru_cache(maxsize=256)
def render_typed(typing: Typing) -> str:
    """The statement that makes the view `typed`."""
    text = load_sql("outlay.ingest.events", "typed").replace("RAW_ROWS", typing.rows)
    present = typing.present
    for mark, parts in (
        ("COUNT_COLUMNS", [_count(name, present, typing.whole) for name in COUNTS]),
        ("KEY_COLUMNS", [_key(name) for name in KEY_COLUMNS]),
        ("COUNT_PROBLEMS", [_problem(name, typing.whole) for name in COUNTS if name in present] or [_NOTHING]),
        ("MONEY_PROBLEMS", [_money_problem(name) for name in _AMOUNTS if name in present] or [_NOTHING]),
    ):
        text = text.replace(mark, ",\n  ".join(parts))
    return text


def _is_count(name: str, whole: frozenset[str]) -> str:
    if name in whole:
        return f"{name} BETWEEN 0 AND {_LARGEST_COUNT}"
    # compared as it is written, because 12.5 would round to a whole number
    number = f"TRY_CAST({name} AS BIGINT)"
    return f"coalesce({number} BETWEEN 0 AND {_LARGEST_COUNT} AND {number} = TRY_CAST({name} AS DOUBLE), false)"


def _count(name: str, present: frozenset[str], whole: frozenset[str]) -> str:
    if name not in present:
        return f"CAST(NULL AS BIGINT) AS {name}"
    return f"CASE WHEN {_is_count(name, whole)} THEN TRY_CAST({name} AS BIGINT) END AS {name}"


def _problem(name: str, whole: frozenset[str]) -> str:
    is_given = "true" if name in whole else f"CAST({name} AS VARCHAR) <> ''"
    return f"CASE WHEN {name} IS NOT NULL AND NOT {_is_count(name, whole)} AND {is_given} THEN 'invalid:{name}' END"


def _money_problem(name: str) -> str:
    is_given = f"nullif(CAST({name} AS VARCHAR), '') IS NOT NULL"
    is_wrong = f"coalesce({_AMOUNTS[name]} NOT BETWEEN 0 AND 100000000000, true)"
    return f"CASE WHEN {is_given} AND {is_wrong} THEN 'invalid:{name}' END"


def _key(name: str) -> str:
    text = f"nullif(CAST({name} AS VARCHAR), '')"
    if name == "service_tier":
        return f"CASE WHEN processing = 'batch' THEN 'batch' ELSE lower({text}) END AS {name}"
    if name == "workload_kind":
        return f"coalesce({text}, {_DEFAULT_WORKLOAD}) AS {name}"
    return f"{text} AS {name}"
