"""Addresses of the Explore page that ask a shown value again."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlencode

from outlay.facts.expressions import Combination, parse_expression
from outlay.facts.query import View

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.report.model import OverviewRequest


def link(request: OverviewRequest, period: TimeRange, *, metrics: str = "cost", by: str = "", where: str = "") -> str:
    """The Explore page's address that asks the same question."""
    conditions = [part for part in (request.where, where) if part]
    joined = " && ".join(_joinable(part) for part in conditions) if len(conditions) > 1 else "".join(conditions)
    parameters = {
        "metrics": metrics,
        "by": by,
        "where": joined,
        "since": period.since.isoformat(),
        "until": period.until.isoformat(),
        "view": request.view,
    }
    return "/explore?" + urlencode({name: value for name, value in parameters.items() if value})


def over_time(request: OverviewRequest, name: str) -> str:
    """A dimension with the finest grain whose sums are the shown total: invoices are told by month."""
    return f"{name},{'month' if request.view == View.INVOICE else 'day'}"


def is_equal(name: str, value: str | None) -> str:
    """The filter for one value of a dimension; a missing value compares as the empty string."""
    escaped = (value or "").replace("\\", "\\\\").replace('"', '\\"')
    return f'{name} == "{escaped}"'


def _joinable(condition: str) -> str:
    """A condition that another may stand beside: `or` binds less than `&&`."""
    expression = parse_expression(condition)
    is_any = isinstance(expression, Combination) and expression.operator == "||"
    return f"({condition})" if is_any else condition
