"""Counts what was generated, while it is generated: the source of planted truths and of the API bills."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Final

from outlay.core.time import month_start
from outlay.demo.calendar import Calendar
from outlay.demo.company import PLANS, Company
from outlay.demo.features import EXTRACTION, GPT, GPT_OLD, HAIKU, ROUTES, SONNET, UNPRICED
from outlay.demo.prices import pico_rates
from outlay.demo.traffic import Batch

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

METERED: Final = tuple(index for index, route in enumerate(ROUTES) if route.provider != "self_hosted")


@dataclass(kw_only=True)
class Usage:
    """Sums of requests; tokens are input, cache read, cache write, output."""

    requests: int = 0
    tokens: list[int] = field(default_factory=lambda: [0, 0, 0, 0])
    pico_cost: int = 0

    def add(self, requests: int, tokens: list[int], pico_cost: int) -> None:
        """Add more."""
        self.requests += requests
        self.tokens = [mine + more for mine, more in zip(self.tokens, tokens, strict=True)]
        self.pico_cost += pico_cost


@dataclass(kw_only=True)
class Tally:
    """All sums over the requests."""

    company: Company
    calendar: Calendar
    by_route: dict[tuple[date, int], Usage] = field(default_factory=lambda: defaultdict(Usage))
    by_feature: dict[tuple[date, str, str], Usage] = field(default_factory=lambda: defaultdict(Usage))
    """By month, feature and provider."""
    customer_cost: dict[date, Ints] = field(default_factory=dict)
    """By month: each customer's metered cost in 1e-12 USD; the last place is nobody's."""
    user_requests: Ints = field(init=False)
    user_cost: Ints = field(init=False)
    active_users: dict[tuple[date, str, str], int] = field(default_factory=dict)
    """By day, product and plan."""
    causes: dict[str, int] = field(default_factory=lambda: {"longer_prompts": 0, "larger_model": 0})
    """What two causes cost in the month that missed its budget, in 1e-12 USD."""
    errors: int = 0
    without_price: int = 0
    experiment: int = 0
    reasoning: int = 0

    def __post_init__(self) -> None:
        import numpy as np

        self.user_requests = np.zeros(self.company.users + 1, dtype=np.int64)
        self.user_cost = np.zeros(self.company.users + 1, dtype=np.int64)

    def add(self, batch: Batch) -> None:
        """Count a feature's day."""
        import numpy as np

        metered = np.isin(batch.route, METERED)
        cost = np.where(metered, batch.pico_cost, 0)
        self._add_routes(batch)
        self._add_callers(batch, cost)
        self._add_causes(batch)
        self.errors += int(batch.error.sum())
        self.without_price += int((batch.route == ROUTES.index(UNPRICED)).sum())
        self.experiment += int(batch.experiment.sum())
        self.reasoning += int(batch.reasoning.sum())

    def _add_routes(self, batch: Batch) -> None:
        for index, route in enumerate(ROUTES):
            chosen = batch.route == index
            requests = int(chosen.sum())
            if not requests:
                continue
            tokens = [int(count[chosen].sum()) for count in batch.tokens]
            cost = int(batch.pico_cost[chosen].sum())
            self.by_route[batch.day, index].add(requests, tokens, cost)
            self.by_feature[month_start(batch.day), batch.feature.name, route.provider].add(requests, tokens, cost)

    def _add_callers(self, batch: Batch, cost: Ints) -> None:
        import numpy as np

        month = month_start(batch.day)
        if month not in self.customer_cost:
            self.customer_cost[month] = np.zeros(len(self.company.customers) + 1, dtype=np.int64)
        np.add.at(self.customer_cost[month], batch.customer, cost)
        np.add.at(self.user_cost, batch.user, cost)
        counts = np.bincount(batch.user + 1, minlength=self.user_requests.size)
        self.user_requests += np.roll(counts, -1)
        seen = np.unique(batch.user[batch.user >= 0])
        firsts = np.array([one.first_user for one in self.company.customers])
        plans = np.array([PLANS.index(one.plan) for one in self.company.customers])
        of_plan = np.bincount(plans[np.searchsorted(firsts, seen, side="right") - 1], minlength=len(PLANS))
        for index, plan in enumerate(PLANS):
            key = (batch.day, batch.feature.product, plan)
            self.active_users[key] = max(self.active_users.get(key, 0), int(of_plan[index]))

    def _add_causes(self, batch: Batch) -> None:
        import numpy as np

        if month_start(batch.day) != self.calendar.missed_month:
            return
        rates = np.array([pico_rates(one.provider, one.model)[0] for one in ROUTES], dtype=np.int64)
        self.causes["longer_prompts"] += int((batch.extra_input * rates[batch.route]).sum())
        if batch.feature is EXTRACTION and batch.day >= self.calendar.larger_model_day:
            smaller, larger = pico_rates(HAIKU.provider, HAIKU.model), pico_rates(SONNET.provider, SONNET.model)
            for count, low, high in zip(batch.tokens, smaller, larger, strict=True):
                self.causes["larger_model"] += int(count.sum()) * (high - low)

    def route_usage(self, day: date, index: int) -> Usage:
        """A day's usage of a route, zero where there was none."""
        return self.by_route.get((day, index), Usage())

    @property
    def old_model_share(self) -> tuple[int, int]:
        """Requests to the old model version, and to the assistant's model in all."""
        totals = dict.fromkeys((GPT, GPT_OLD), 0)
        for (_, index), usage in self.by_route.items():
            if ROUTES[index] in totals:
                totals[ROUTES[index]] += usage.requests
        return totals[GPT_OLD], sum(totals.values())
