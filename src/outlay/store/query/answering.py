"""Runs a question and gathers its answer: rows, totals, and what qualifies them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.core.errors import UsageError
from outlay.core.money import CONTEXT
from outlay.core.time import Grain
from outlay.facts.expressions import dimensions_of
from outlay.facts.metrics import Base
from outlay.facts.query import View
from outlay.store.query import constant, edge
from outlay.store.query.answer import Answer, CoverageRun, Row, UnknownPrice
from outlay.store.query.carried import uncarried
from outlay.store.query.compile import CompiledQuery, compile_query, order_of
from outlay.store.query.extent import describe_elsewhere, load_fact_days, load_usage_days, load_waiting
from outlay.store.query.notes import lower_bounds, notes_of, stated_by, still_waiting
from outlay.store.query.runs import load_coverage

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    import pyarrow as pa

    from outlay.facts.catalog import Catalog
    from outlay.facts.expressions import Expression
    from outlay.facts.query import Query
    from outlay.store.engine import Reader
    from outlay.store.query.plan import Plan

    Sums = dict[str, Decimal | int | None]

_MOST_ROWS = 1_000_000
"""Of an answer that is ordered and cut here, because its sums are told otherwise than the engine orders by."""

_WITHOUT_PRICE = ("requests_without_price", "tokens_without_price")


def ask(
    reader: Reader,
    query: Query,
    catalog: Catalog,
    *,
    scope: Expression | None = None,
    fiscal_start: int = 1,
    is_detailed: bool = True,
) -> Answer:
    """Answer a question from the store.

    Args:
        reader: Where the facts are. Several selects make an answer: `Store.read` lends a reader whose selects agree.
        query: The question; `Catalog.query` builds it from text.
        catalog: What its names mean.
        scope: What the asker may see; added to the question's own filter in every part.
        fiscal_start: The month that begins the fiscal year.
        is_detailed: Whether to qualify the answer with coverage, cost states and usage without a price.

    Raises:
        UsageError: if no table answers it, saying what to ask instead.
    """
    shares_days = any(catalog.shares_days(name) for name in query.metrics)
    asking = _Asking(
        reader=reader,
        query=replace(query, usage_days=load_usage_days(reader)) if shares_days else query,
        catalog=catalog,
        scope=scope,
        fiscal_start=fiscal_start,
        is_detailed=is_detailed,
    )
    return asking.answer()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Asking:
    reader: Reader
    query: Query
    catalog: Catalog
    scope: Expression | None
    fiscal_start: int
    is_detailed: bool

    def answer(self) -> Answer:
        query, catalog = self.query, self.catalog
        compiled = self._compile(replace(query, limit=_MOST_ROWS) if self._is_constant else query)
        found = self.reader.fetch(compiled.sql)
        is_truncated = found.num_rows > query.limit
        shown = found if self._is_constant else found.slice(0, query.limit)
        sums = _sums(shown, compiled)
        rates = self._hold_rates(shown, sums, compiled)
        cost_states, coverage = self._standing(compiled)
        unknown = uncarried(self.reader, query, catalog)
        unknown_price = self._unknown_price()
        rows = self._rows(shown, sums, compiled, unknown)
        return Answer(
            columns=edge.columns_of(query, catalog),
            rows=edge.in_order(rows, order_of(query, compiled.groups))[: query.limit] if self._is_constant else rows,
            totals=self._totals(compiled, None if is_truncated and not self._is_constant else sums),
            unknown_price=unknown_price,
            coverage=coverage,
            cost_states=cost_states,
            truncated=is_truncated,
            notes=(
                *notes_of(query, catalog, compiled),
                *(constant.describe(rates, query, catalog) if rates else ()),
                *stated_by(unknown, catalog),
                *lower_bounds(query, unknown_price),
                *self._waiting(compiled.plan),
                *self._elsewhere(compiled.plan, sums),
            ),
            view=query.view.value,
            since=query.since,
            until=query.until,
            currency=catalog.currency,
        )

    @property
    def _is_constant(self) -> bool:
        return self.query.constant_day is not None

    def _hold_rates(self, found: pa.Table, sums: list[Sums], compiled: CompiledQuery) -> constant.ConstantRates | None:
        """Put sums of money at the rates of the held day in place of those at the rates of each day."""
        if not self._is_constant:
            return None
        names = [metric.name for metric in compiled.operands if constant.is_converted(metric)]
        rates = constant.load_constant_rates(self.reader, self.query, compiled.plan)
        asked = constant.parts_query(self.query, self.catalog)
        if names and asked.metrics:
            parts = self._facts(asked, compiled.plan)
            held = constant.convert_parts(parts, compiled.groups, names, rates)
            groups = zip(*(found.column(f"g{at}").to_pylist() for at in range(len(compiled.groups))), strict=True)
            for key, row in zip(groups if compiled.groups else [()], sums, strict=True):
                row.update(held.get(key, {}))
        return rates

    def _compile(self, query: Query, plan: Plan | None = None) -> CompiledQuery:
        return compile_query(
            query,
            self.catalog,
            dialect=self.reader.dialect,
            scope=self.scope,
            fiscal_start=self.fiscal_start,
            plan=plan,
        )

    def _rows(
        self, found: pa.Table, sums: list[Sums], compiled: CompiledQuery, unknown: Collection[str]
    ) -> tuple[Row, ...]:
        groups = [
            [edge.group_value(name, value) for value in found.column(f"g{index}").to_pylist()]
            for index, name in enumerate(compiled.groups)
        ]
        names = compiled.groups
        return tuple(
            {
                **{name: values[at] for name, values in zip(names, groups, strict=True)},
                **self._metrics(row),
                **dict.fromkeys(unknown),
            }
            for at, row in enumerate(sums)
        )

    def _metrics(self, sums: Sums) -> dict[str, Decimal | int | None]:
        return {name: edge.metric_value(name, sums, self.catalog) for name in self.query.metrics}

    def _totals(self, compiled: CompiledQuery, sums: list[Sums] | None) -> Row:
        """Everything asked for in one row; percentiles of the whole are no sum of percentiles."""
        percentiles = [operand.name for operand in compiled.operands if operand.base is Base.HISTOGRAM]
        # asked for anew, which takes as long as the question; an answer without detail leaves them out
        is_asked_anew = percentiles and self.is_detailed and not self._is_constant
        if sums is not None and not is_asked_anew:
            return {**self._metrics(edge.add_up(sums, compiled.operands)), **dict.fromkeys(percentiles)}
        return self._metrics(self._facts(self._whole(self.query.metrics), compiled.plan)[0])

    def _standing(self, compiled: CompiledQuery) -> tuple[dict[str, Decimal], tuple[CoverageRun, ...]]:
        """How sure the money of the answer is, and which days of its payers a bill covers."""
        if not self.is_detailed:
            return {}, ()
        names = [operand.name for operand in compiled.operands]
        metric = next((name for name in ("cost", "ai_cost", "priced_cost") if name in names), None)
        if metric is None:
            return {}, ()
        by = ["cost_state"] if not compiled.plan.is_of_charges else []
        if metric == "priced_cost":
            rows = [] if self._is_constant else self._facts(self._whole((metric,), (*by,)), compiled.plan)
            return _by_state(rows), ()
        asked = replace(self._whole((metric,), ("payer", *by)), grain=Grain.MONTH, limit=100_000)
        rows = self._facts(asked, compiled.plan)
        months = [(row["payer"], row["month"]) for row in rows]
        states = _by_state(rows) if by and not self._is_constant else {}
        return states, load_coverage(self.reader, months, self.query.range)

    def _facts(self, query: Query, plan: Plan | None) -> list[dict[str, Any]]:
        compiled = self._compile(query, plan)
        names = [*compiled.groups, *(operand.name for operand in compiled.operands)]
        found: list[dict[str, Any]] = self.reader.fetch(compiled.sql).rename_columns(names).to_pylist()
        return found

    def _whole(self, metrics: tuple[str, ...], by: tuple[str, ...] = ()) -> Query:
        return replace(self.query, metrics=metrics, by=by, grain=None, order=by, limit=1000)

    def _unknown_price(self) -> UnknownPrice | None:
        if not self.is_detailed:
            return None
        if not all(self.catalog.allows(metric, name) for metric in _WITHOUT_PRICE for name in self._filtered()):
            return None
        asked = replace(self._whole(_WITHOUT_PRICE), axis="incurred", view=View.CONSUMPTION)
        try:
            requests, tokens = self._facts(asked, None)[0].values()
        except UsageError:
            # the filter needs single requests over too wide a range; the question itself may not
            return None
        return UnknownPrice(requests=requests or 0, tokens=tokens or 0)

    def _waiting(self, plan: Plan) -> Iterator[str]:
        """Charges that wait for their bill; of all payers, so not told to who may see but a part of them."""
        tells_cost = plan.ledger is not None and not plan.is_of_charges and self.query.view is not View.INVOICE
        if self.is_detailed and self.scope is None and tells_cost and self.query.axis == "incurred":
            yield from still_waiting(load_waiting(self.reader, self.query.range), self.catalog.currency)

    def _elsewhere(self, plan: Plan, sums: list[Sums]) -> tuple[str, ...]:
        """Where facts are, if the range has none; not told to who may see but a part of them."""
        if self.scope is not None or any(value is not None for row in sums for value in row.values()):
            return ()
        note = describe_elsewhere(self.query, load_fact_days(self.reader, plan))
        return (note,) if note else ()

    def _filtered(self) -> tuple[str, ...]:
        parts = [part for part in (self.query.where, self.scope) if part is not None]
        return tuple(name for part in parts for name in dimensions_of(part))


def _sums(found: pa.Table, compiled: CompiledQuery) -> list[Sums]:
    names = [operand.name for operand in compiled.operands]
    columns = [found.column(f"m{index}").to_pylist() for index in range(len(names))]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _by_state(rows: Iterable[Mapping[str, Any]]) -> dict[str, Decimal]:
    states: dict[str, Decimal] = {}
    for row in rows:
        *_, amount = row.values()
        if amount is not None:
            states[row["cost_state"]] = CONTEXT.add(states.get(row["cost_state"], Decimal(0)), amount)
    return dict(sorted(states.items()))
