"""What a conversion says at its end: its rules with the money that each moves, and what was written."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.ingest.focus.model import RuleCount
from outlay.store.scratch import file_pattern

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from outlay.store.scratch import Scratch


def load_rules(rows: Sequence[tuple[object, ...]], meanings: Mapping[str, str]) -> tuple[RuleCount, ...]:
    """Rules in the order of their meanings, from rows of name, currency, lines and change of what is billed."""
    lines: dict[str, int] = defaultdict(int)
    billed: dict[str, dict[str, Decimal]] = defaultdict(dict)
    for rule, currency, count, change in rows:
        lines[str(rule)] += int(str(count))
        if change:
            billed[str(rule)][str(currency or "")] = Decimal(str(change))
    return tuple(
        RuleCount(rule=rule, meaning=meaning, rows=lines[rule], billed=billed.get(rule, {}))
        for rule, meaning in meanings.items()
        if lines[rule]
    )


def load_written(scratch: Scratch, target: Path) -> tuple[int, dict[str, Decimal]]:
    """How many charges a file holds and what they bill, by currency."""
    rows = scratch.rows(
        "SELECT coalesce(BillingCurrency, ''), count(*), coalesce(sum(BilledCost), 0) "
        "FROM read_parquet(?, hive_partitioning = false) GROUP BY 1",
        [file_pattern(target)],
    )
    return sum(int(str(row[1])) for row in rows), {str(row[0]): Decimal(str(row[2])) for row in rows}
