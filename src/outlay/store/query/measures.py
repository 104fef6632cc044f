"""What a row of a table is worth in a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.facts.payers import ESTIMATED_KINDS
from outlay.facts.query import View
from outlay.store.query import sources as s
from outlay.store.query.nodes import all_of, any_of, cast, coalesce, column, equal, is_one_of, number, text, total, when

if TYPE_CHECKING:
    from collections.abc import Iterable

    from outlay.facts.metrics import Metric
    from outlay.store.query.sources import Source

TOKEN_CLASSES: Final[dict[str | None, tuple[str, ...]]] = {
    "input": ("input", "cost_input"),
    "cache_read": ("cache_read", "cost_cache_read"),
    "cache_write": ("cache_write_5m", "cache_write_1h", "cost_cache_write"),
    "output": ("output", "reasoning", "cost_output"),
    "units": ("cost_units",),
    None: (),
}
"""The columns of each token class; None is money that was stated for a request as a whole."""

_USAGE, _PURCHASE = "Usage", "Purchase"
_VIEW_AMOUNT: Final = {
    View.CONSUMPTION: "effective_cost",
    View.NET: "effective_cost",
    View.INVOICE: "billed_cost",
    View.LIST: "list_cost",
}
_VIEW_ROWS: Final = {
    View.CONSUMPTION: ("cost_class", ("consumption",)),
    View.NET: ("cost_class", ("consumption", "promotional_credit", "tax_cost")),
    View.LIST: ("charge_category", (_USAGE, _PURCHASE)),
}
_LOG_BASE: Final = "1.02"
_ZERO_BUCKET: Final = -1000


def view_amount(view: View) -> exp.Expr:
    """The column of the ledger that a view sums."""
    return column(_VIEW_AMOUNT[view])


def view_rows(view: View) -> list[exp.Expr]:
    """Which rows of the ledger a view sums."""
    if view not in _VIEW_ROWS:
        return []
    name, values = _VIEW_ROWS[view]
    is_prepaid = [exp.Not(this=exp.Paren(this=_is_prepayment()))] if view is View.LIST else []
    return [is_one_of(column(name), values), *is_prepaid]


def _is_prepayment() -> exp.Expr:
    """Whether a row buys what later rows use: those carry its list price."""
    is_billed = exp.NEQ(this=column("billed_cost"), expression=number(0))
    is_unused = equal(column("effective_cost"), number(0))
    return all_of((equal(column("charge_category"), text(_PURCHASE)), is_unused, is_billed))


def is_estimated(source: Source) -> exp.Expr:
    """Whether priced usage of a row is money."""
    return is_one_of(column("payer_kind", "k" if source.has_key else "t"), ESTIMATED_KINDS)


def is_ai() -> exp.Expr:
    """Whether a row counts as AI cost."""
    return equal(column("cost_group", "k"), text("ai"))


def known_price(source: Source, token_class: str | None = "") -> exp.Expr:
    """The calculated cost of a row, of one token class unless that is empty; null where the price is unknown."""
    is_priced = exp.NEQ(this=column("cost_state"), expression=text("unknown"))
    amount = _class_amount(source, token_class) if token_class != "" else column("priced_cost")
    return when(all_of((is_priced, is_estimated(source))), amount)


def usage_amount(metric: Metric, source: Source, token_class: str | None = "") -> exp.Expr | None:
    """What a row adds to a usage metric; None if a token class has no part in it."""
    if metric.name == "priced_cost":
        return known_price(source, token_class)
    columns = metric.columns if token_class == "" else _shared(metric.columns, token_class)
    if not columns:
        return None
    amount = _total(source, columns)
    return when(_lacks_price(source), amount, number(0)) if metric.only == "unknown" else amount


def was_used(source: Source, token_class: str | None) -> exp.Expr:
    """Whether a row has tokens or money of a token class."""
    names = TOKEN_CLASSES[token_class]
    amounts = [_quantity(source, name) for name in names] or [_class_amount(source, None)]
    return any_of(exp.NEQ(this=amount, expression=number(0)) for amount in amounts)


def histogram_bucket(measure: str) -> exp.Expr:
    """The log bucket of an event: of a request's mean cost in pico-dollars, of its latency in microseconds."""
    name, scale = ("priced_cost", 10**12) if measure == "cost" else ("latency_ms", 1000)
    amount: exp.Expr = cast(column(name), "DOUBLE")
    if measure == "cost":
        amount = exp.Div(this=amount, expression=column("requests"))
    size = exp.Mul(this=amount, expression=number(f"{scale}.0"))
    steps = exp.Div(this=exp.Ln(this=size), expression=exp.Ln(this=number(_LOG_BASE)))
    is_positive = exp.GT(this=column(name), expression=number(0))
    zero = cast(number(_ZERO_BUCKET), "BIGINT")
    return when(is_positive, cast(exp.Floor(this=steps), "BIGINT"), zero)


def _lacks_price(source: Source) -> exp.Expr:
    kind = column("payer_kind", "k" if source.has_key else "t")
    other = is_one_of(coalesce(kind, text("")), ("committed", "seat", "self_hosted"))
    return all_of((equal(column("cost_state"), text("unknown")), exp.Not(this=other)))


def _class_amount(source: Source, token_class: str | None) -> exp.Expr:
    if token_class is not None:
        return _quantity(source, TOKEN_CLASSES[token_class][-1])
    split = _total(source, [names[-1] for names in TOKEN_CLASSES.values() if names])
    return exp.Sub(this=_quantity(source, "priced_cost"), expression=exp.Paren(this=split))


def _shared(columns: tuple[str, ...], token_class: str | None) -> tuple[str, ...]:
    return tuple(name for name in columns if name in TOKEN_CLASSES[token_class])


def _total(source: Source, names: Iterable[str]) -> exp.Expr:
    return total(_quantity(source, name) for name in names)


def _quantity(source: Source, name: str) -> exp.Expr:
    if source.table == s.EVENT.table:
        return _event_quantity(name)
    return column(name)


def _event_quantity(name: str) -> exp.Expr:
    if name == "requests":
        return column("requests")
    if name == "errors":
        is_failed = equal(column("status"), text("error"))
        return when(is_failed, column("requests"), number(0))
    return coalesce(column(name), number(0))
