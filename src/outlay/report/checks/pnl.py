"""Looks for cost that no rule puts on a line of the profit and loss statement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import divide
from outlay.core.time import add_months, month_start
from outlay.report.checks.model import Examination, Finding
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_AREA: Final = "profit and loss"
_SHOWN: Final = 4
_MUCH: Final = Decimal("0.05")
"""A share from which on it is worth a warning."""
_LINES: Final = "cost_of_revenue, research_development, sales_marketing or general_admin"


def examine_pnl(reader: Reader, case: Examination) -> Iterator[Finding]:
    """The last complete month's cost that is `unclassified`, by service, with the rule that would place it."""
    until = month_start(case.settings.today)
    since = add_months(until, -1)
    rows = reader.fetch(load_sql(_PACKAGE, "doctor_unclassified"), {"since": since, "until": until}).to_pylist()
    total = _sum(rows, "cost")
    left = _sum(rows, "unclassified")
    share = divide(left, total) if total else None
    if share is None:
        return
    if left <= 0:
        yield Finding(area=_AREA, state="ok", text=f"every cost of {since:%Y-%m} is on a line")
        return
    largest = [row for row in rows if (row["unclassified"] or 0) > 0]
    named = ", ".join(f"{row['service'] or 'no service'} {row['unclassified']:,.2f}" for row in largest[:_SHOWN])
    more = f" and {len(largest) - _SHOWN} more" if len(largest) > _SHOWN else ""
    yield Finding(
        area=_AREA,
        state="warning" if share >= _MUCH else "note",
        text=f"{left:,.2f} {case.settings.currency} ({share:.1%}) of {since:%Y-%m} are unclassified: {named}{more}",
        hint=_hint(largest[0]),
    )


def _hint(row: dict[str, Any]) -> str:
    name = row["service"] or "What is left"
    dimension = "provider" if row["is_provider"] else "provider_service"
    match = f"{dimension} == {json.dumps(name, ensure_ascii=False)}".replace("'", "''")
    quoted = f"'{match}'"
    return (
        "tag it with environment and workload_kind, which the shipped rules read, or say it in outlay.yaml:\n"
        f"pnl:\n  rules:\n    - name: {json.dumps(name, ensure_ascii=False)}\n"
        f"      match: {quoted}\n"
        f"      line: …  # {_LINES}"
    )


def _sum(rows: list[dict[str, Any]], column: str) -> Decimal:
    return sum((row[column] for row in rows if row[column] is not None), Decimal(0))
