"""Money at constant exchange rates: each amount is converted as if the rate of one day had held on all days.

Ledger rows are at the rates of the charges that they are shares of. Sums are therefore asked for apart by payer,
charge category and the time that money is told by, and each is multiplied by what the rate of the held day is over
the rates of its charges. Requests are priced in US dollars, imported values keep the currency that they were stated in.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from sqlglot import exp

from outlay.core.errors import UsageError
from outlay.core.money import CONTEXT, quantize
from outlay.core.time import Grain, add_months
from outlay.facts.metrics import Base, Unit
from outlay.store.query import measures, periods
from outlay.store.query.compile import render
from outlay.store.query.nodes import aliased, column, equal, join, select, table
from outlay.store.query.rows import FX_CATEGORY, FX_PAYER, FX_TIME

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from outlay.facts.catalog import Catalog
    from outlay.facts.metrics import Metric
    from outlay.facts.query import Query, RateOf
    from outlay.store.engine import Reader
    from outlay.store.query.plan import Plan
    from outlay.store.query.sources import Source

PARTS: Final = (FX_PAYER, FX_CATEGORY, FX_TIME)
_MOST_PARTS: Final = 10_000_000
_PERCENTILES: Final = "Percentiles of cost are at the rates of each day."


@dataclass(slots=True)
class ConstantRates:
    """What each part of an answer is multiplied by."""

    day: date
    rate_of: RateOf
    is_monthly: bool
    charged: Mapping[tuple[str, str, date], Decimal]
    used: dict[str, Decimal] = field(default_factory=dict)
    """The rates of the held day that were needed."""
    mixed: int = 0
    """Payers' categories and days whose charges were converted at several rates."""

    def factor(self, payer: str, category: str | None, at: date) -> Decimal:
        """What the rate of the held day is over the one that a part was converted at."""
        if "/" in payer:
            return self.charged.get((payer, category or "", at), Decimal(1))
        return self._of_currency(payer, at) if payer else Decimal(1)

    def over(self, currency: str, rate: Decimal) -> Decimal:
        """What the rate of the held day is over a rate."""
        if currency not in self.used:
            self.used[currency] = self.rate_of(currency, self.day)
        return CONTEXT.divide(self.used[currency], rate)

    def _of_currency(self, currency: str, at: date) -> Decimal:
        until = add_months(at, 1) if self.is_monthly else at + timedelta(days=1)
        days = [at + timedelta(days=number) for number in range((until - at).days)]
        factors = [self.over(currency, self.rate_of(currency, day)) for day in days]
        return CONTEXT.divide(sum(factors, Decimal(0)), Decimal(len(factors)))


def is_converted(metric: Metric) -> bool:
    """Whether a sum is money that exchange rates went into."""
    return metric.unit is Unit.MONEY and metric.base in {Base.COST, Base.USAGE, Base.VALUE}


def parts_query(query: Query, catalog: Catalog) -> Query:
    """The question for the parts of an answer that are converted each by itself."""
    names = tuple(name for name in query.metrics if catalog.metric(name).percentile is None)
    return replace(query, metrics=names, by=(*query.by, *PARTS), order=(), limit=_MOST_PARTS)


def load_constant_rates(reader: Reader, query: Query, plan: Plan) -> ConstantRates:
    """Read at which rates the charges of a question were converted.

    Raises:
        RateError: if a currency has no rate on the held day.
    """
    if query.constant_day is None or query.rate_of is None:
        message = "this question names no day of exchange rates, or its asker can look none up"
        raise UsageError(message, hint="give it `constant`, a day")
    charged: dict[tuple[str, str, date], Decimal] = {}
    rates = ConstantRates(day=query.constant_day, rate_of=query.rate_of, is_monthly=plan.is_monthly, charged=charged)
    if plan.ledger is None:
        return rates
    found: dict[tuple[str, str, date], list[tuple[Decimal, Decimal]]] = defaultdict(list)
    for row in reader.fetch(render(_charged(query, plan.ledger), reader.dialect)).to_pylist():
        key = row["payer_id"], row["charge_category"], _day(row["at"])
        found[key].append((rates.over(row["currency"], row["rate"]), row["weight"]))
    for key, parts in found.items():
        charged[key] = _mean(parts)
        rates.mixed += len({factor for factor, _ in parts}) > 1
    return rates


def convert_parts(
    rows: Iterable[Mapping[str, Any]], groups: tuple[str, ...], names: Iterable[str], rates: ConstantRates
) -> dict[tuple[object, ...], dict[str, Decimal | None]]:
    """Sums of parts by the groups of the answer, at constant rates; None where nothing is known."""
    listed = list(names)
    sums: dict[tuple[object, ...], dict[str, Decimal | None]] = {}
    for row in rows:
        into = sums.setdefault(tuple(row[name] for name in groups), dict.fromkeys(listed))
        factor = rates.factor(row[FX_PAYER] or "", row[FX_CATEGORY], _day(row[FX_TIME]))
        for name in listed:
            if row[name] is not None:
                into[name] = CONTEXT.add(into[name] or Decimal(0), CONTEXT.multiply(row[name], factor))
    return {
        key: {name: None if value is None else quantize(value) for name, value in values.items()}
        for key, values in sums.items()
    }


def describe(rates: ConstantRates, query: Query, catalog: Catalog) -> tuple[str, ...]:
    """What qualifies an answer at constant rates."""
    used = sorted((code, rate) for code, rate in rates.used.items() if code != catalog.currency)
    listed = ", ".join(f"{code} {rate:.6f}" for code, rate in used) or f"everything is in {catalog.currency}"
    notes = [f"At the exchange rates of {rates.day}: {listed}."]
    if rates.mixed:
        notes.append("Where a payer's charges of a day were converted at several rates, each share takes their mean.")
    if any(catalog.metric(name).percentile is not None for name in query.metrics):
        notes.append(_PERCENTILES)
    return tuple(notes)


def _charged(query: Query, source: Source) -> exp.Select:
    time = _time_of_money(query, source)
    at = column(time) if time != "month" else periods.bucket(column("day"), Grain.MONTH, 1)
    amount = exp.Abs(this=measures.view_amount(query.view))
    shown = [
        aliased(column("payer_id"), "payer_id"),
        aliased(column("charge_category"), "charge_category"),
        aliased(at, "at"),
        aliased(column("BillingCurrency", "h"), "currency"),
        aliased(column("x_fx_rate", "h"), "rate"),
        aliased(exp.Sum(this=amount), "weight"),
    ]
    names = ("x_charge_id", "x_delivery_id")
    charge = join(table("charge", "h"), [equal(column(name, "h"), column(name)) for name in names])
    where = [*periods.within(time if time != "month" else "day", query.range), *measures.view_rows(query.view)]
    groups = [
        column("payer_id"), column("charge_category"), at.copy(), column("BillingCurrency", "h"),
        column("x_fx_rate", "h"),
    ]  # fmt: skip
    return select(shown, table("charge_slice", "t"), joins=[charge], where=where, groups=groups)


def _time_of_money(query: Query, source: Source) -> str:
    if query.axis == "posted":
        return "accounting_period"
    if query.is_billed:
        return "billing_period" if source.knows("billing_period") else "accounting_period"
    return source.day


def _mean(parts: list[tuple[Decimal, Decimal]]) -> Decimal:
    """The mean of factors by the size of what was converted at each."""
    known = [(factor, weight) for factor, weight in parts if weight]
    total = sum((weight for _, weight in known), Decimal(0))
    if not total or len({factor for factor, _ in known}) == 1:
        return (known or parts)[0][0]
    return CONTEXT.divide(sum((CONTEXT.multiply(*each) for each in known), Decimal(0)), total)


def _day(value: Any) -> date:  # noqa: ANN401 - a day, or a moment where an engine has no plain dates
    return value if type(value) is date else value.date()
