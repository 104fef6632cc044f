"""What a row of a table is worth in a metric."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Final

from sqlglot import exp

from outlay.facts.query import View
from outlay.store.query import sources as s
from outlay.store.query.sources import column

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

ESTIMATED_KINDS: Final = ("metered", "reseller")
"""Kinds of payer whose usage, priced, is money; the money of other kinds is a node, a commitment or a seat."""

_VIEW_AMOUNT: Final = {
    View.CONSUMPTION: "effective_cost",
    View.NET: "effective_cost",
    View.INVOICE: "billed_cost",
    View.LIST: "list_cost",
}
_VIEW_ROWS: Final = {
    View.CONSUMPTION: ("cost_class", ("consumption",)),
    View.NET: ("cost_class", ("consumption", "promotional_credit", "tax_cost")),
    View.LIST: ("charge_category", ("Usage", "Purchase")),
}
_LOG_BASE: Final = "1.02"
_ZERO_BUCKET: Final = -1000


def view_amount(view: View) -> exp.Expr:
    """The column of the ledger that a view sums."""
    return column(_VIEW_AMOUNT[view])


def view_rows(view: View) -> list[exp.Expr]:
    """Which rows of the ledger a view sums."""
    return [is_one_of(column(name), values) for name, values in [_VIEW_ROWS[view]]] if view in _VIEW_ROWS else []


def is_one_of(value: exp.Expr, texts: Iterable[str]) -> exp.Expr:
    """Whether a value is one of some texts."""
    return exp.In(this=value, expressions=[exp.Literal.string(text) for text in texts])


def is_estimated(source: Source) -> exp.Expr:
    """Whether priced usage of a row is money."""
    return is_one_of(column("payer_kind", "k" if source.has_key else "t"), ESTIMATED_KINDS)


def is_ai() -> exp.Expr:
    """Whether a row counts as AI cost."""
    return column("cost_group", "k").eq(exp.Literal.string("ai"))


def known_price(source: Source, token_class: str | None = "") -> exp.Expr:  # noqa: S107 - a token class, not a secret
    """The calculated cost of a row, of one token class unless that is empty; null where the price is unknown."""
    is_priced = column("cost_state").neq(exp.Literal.string("unknown"))
    amount = _class_amount(source, token_class) if token_class != "" else column("priced_cost")
    return _when(exp.and_(is_priced, is_estimated(source)), amount)


def usage_amount(metric: Metric, source: Source, token_class: str | None = "") -> exp.Expr | None:  # noqa: S107 - a token class
    """What a row adds to a usage metric; None if a token class has no part in it."""
    if metric.name == "priced_cost":
        return known_price(source, token_class)
    columns = metric.columns if token_class == "" else _shared(metric.columns, token_class)
    if not columns:
        return None
    amount = _total(source, columns)
    return _when(_lacks_price(source), amount, exp.Literal.number(0)) if metric.only == "unknown" else amount


def was_used(source: Source, token_class: str | None) -> exp.Expr:
    """Whether a row has tokens or money of a token class."""
    names = TOKEN_CLASSES[token_class]
    amounts = [_quantity(source, name) for name in names] or [_class_amount(source, None)]
    return exp.paren(exp.or_(*(exp.NEQ(this=amount, expression=exp.Literal.number(0)) for amount in amounts)))


def histogram_bucket(measure: str) -> exp.Expr:
    """The log bucket of a single request: of cost in pico-dollars, of latency in microseconds."""
    name, scale = ("priced_cost", 10**12) if measure == "cost" else ("latency_ms", 1000)
    size = exp.Mul(this=exp.cast(column(name), "DOUBLE"), expression=exp.Literal.number(f"{scale}.0"))
    steps = exp.Div(this=exp.Ln(this=size), expression=exp.Ln(this=exp.Literal.number(_LOG_BASE)))
    is_positive = exp.GT(this=column(name), expression=exp.Literal.number(0))
    zero = exp.cast(exp.Literal.number(_ZERO_BUCKET), "BIGINT")
    return _when(is_positive, exp.cast(exp.Floor(this=steps), "BIGINT"), zero)


def _lacks_price(source: Source) -> exp.Expr:
    kind = column("payer_kind", "k" if source.has_key else "t")
    other = is_one_of(exp.func("COALESCE", kind, exp.Literal.string("")), ("committed", "seat", "self_hosted"))
    return exp.and_(column("cost_state").eq(exp.Literal.string("unknown")), exp.Not(this=other))


def _class_amount(source: Source, token_class: str | None) -> exp.Expr:
    if token_class is not None:
        return _quantity(source, TOKEN_CLASSES[token_class][-1])
    split = _total(source, [names[-1] for names in TOKEN_CLASSES.values() if names])
    return exp.Sub(this=_quantity(source, "priced_cost"), expression=exp.paren(split))


def _shared(columns: tuple[str, ...], token_class: str | None) -> tuple[str, ...]:
    return tuple(name for name in columns if name in TOKEN_CLASSES[token_class])


def _total(source: Source, names: Iterable[str]) -> exp.Expr:
    return reduce(lambda left, right: exp.Add(this=left, expression=right), (_quantity(source, n) for n in names))


def _quantity(source: Source, name: str) -> exp.Expr:
    if source is s.EVENT or source.table == s.EVENT.table:
        return _event_quantity(name)
    return column(name)


def _event_quantity(name: str) -> exp.Expr:
    if name == "requests":
        return exp.Literal.number(1)
    if name == "errors":
        is_failed = column("status").neq(exp.Literal.string("ok"))
        return _when(is_failed, exp.Literal.number(1), exp.Literal.number(0))
    return exp.func("COALESCE", column(name), exp.Literal.number(0))


def _when(condition: exp.Expr, then: exp.Expr, otherwise: exp.Expr | None = None) -> exp.Expr:
    case = exp.Case().when(condition, then)
    return case.else_(otherwise) if otherwise is not None else case
