"""A day of requests, drawn without a loop over requests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from outlay.demo.calendar import Calendar, apportion_month, weekday_factor
from outlay.demo.company import Company
from outlay.demo.features import (
    ASSISTANT,
    EXPERIMENT_SHARE,
    EXTRACTION,
    FEATURES,
    FRAUD_CHECK,
    FRAUD_REQUESTS_A_MONTH,
    LONGER_PROMPTS,
    ROUTES,
    SEARCH,
    Feature,
    Route,
    release_of,
    routes_of,
)
from outlay.demo.prices import pico_rates

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

POWER_SHARE: Final = 0.0592
"""The power user's part of the assistant's requests: a hundred times an average user's usage."""
UNPROFITABLE_SHARE: Final = 0.42
"""One enterprise customer's part of document extraction, at a small fixed price."""
STAGING_SHARE: Final = 0.015
ERROR_SHARE: Final = 0.006
DAY_US: Final = 86_400_000_000
_HOURS: Final = (2, 2, 2, 2, 2, 3, 4, 6, 8, 9, 9, 8, 8, 9, 9, 9, 8, 7, 6, 5, 4, 4, 3, 2)
_SKEW: Final = 1.6


@dataclass(frozen=True, kw_only=True)
class Batch:
    """A feature's requests of a day, column by column; -1 stands for no customer."""

    feature: Feature
    day: date
    release: str
    micros: Ints
    route: Ints
    customer: Ints
    user: Ints
    experiment: npt.NDArray[np.bool_]
    error: npt.NDArray[np.bool_]
    latency_ms: npt.NDArray[np.float64]
    tokens: tuple[Ints, Ints, Ints, Ints]
    """Input (uncached), cache read, cache write, output."""
    reasoning: Ints
    extra_input: Ints
    """How much of the uncached input the longer prompts added."""

    @property
    def size(self) -> int:
        """How many requests."""
        return int(self.micros.size)

    @cached_property
    def pico_cost(self) -> Ints:
        """Each request's tokens times the public price, in 1e-12 USD."""
        import numpy as np

        rates = np.array([pico_rates(one.provider, one.model) for one in ROUTES], dtype=np.int64)
        return sum((count * rates[self.route, index] for index, count in enumerate(self.tokens)), start=self.micros * 0)


@dataclass(frozen=True, kw_only=True)
class Traffic:
    """Draws the requests of any day; every day has a random stream of its own."""

    company: Company
    calendar: Calendar
    seed: int
    scale: float

    def day(self, day: date) -> list[Batch]:
        """All features' requests of a day, cut at the moment when the sample ends."""
        import numpy as np

        batches = []
        for number, feature in enumerate(FEATURES):
            rng = np.random.Generator(np.random.PCG64([self.seed, 2, day.toordinal(), number]))
            batches.append(self._batch(rng, feature, day))
        return batches

    def requests_of(self, feature: Feature, day: date) -> int:
        """How many requests a whole day has, without chance."""
        if feature is FRAUD_CHECK:
            return apportion_month(round(FRAUD_REQUESTS_A_MONTH * self.scale), day)
        volume = feature.daily_requests * self.calendar.ai_growth(day) * weekday_factor(day) * self.scale
        return round(volume)

    @cached_property
    def _shares(self) -> dict[str, npt.NDArray[np.float64]]:
        found = {}
        for feature in FEATURES:
            shares = self.company.usage_shares(feature.plan_shares, feature.product)
            if feature is EXTRACTION:
                shares *= (1 - UNPROFITABLE_SHARE) / (1 - shares[self.company.unprofitable])
                shares[self.company.unprofitable] = UNPROFITABLE_SHARE
            found[feature.name] = shares.cumsum() / shares.sum()
        return found

    def _batch(self, rng: np.random.Generator, feature: Feature, day: date) -> Batch:
        import numpy as np

        count = self.requests_of(feature, day)
        micros = np.sort(_times(rng, count))
        if day == self.calendar.as_of:
            now = self.calendar.now
            count = int(np.searchsorted(micros, (now.hour * 60 + now.minute) * 60_000_000))
            micros = micros[:count]
        customer, user = self._callers(rng, feature, count)
        route = _routes(rng, routes_of(feature, day, self.calendar), count)
        longer = feature is ASSISTANT and day >= self.calendar.release_day
        error = rng.random(count) < ERROR_SHARE
        tokens, extra = _tokens(rng, feature, route, longer=longer)
        tokens = (*tokens[:3], np.where(error, 0, tokens[3]))
        speed = feature.ms_per_output_token * np.exp(0.25 * rng.standard_normal(count))
        latency: npt.NDArray[np.float64] = 120.0 + tokens[3] * speed + (tokens[0] + tokens[1]) * 0.02
        return Batch(
            feature=feature,
            day=day,
            release=release_of(feature, day, self.calendar),
            micros=micros,
            route=route,
            customer=customer,
            user=user,
            experiment=(rng.random(count) < EXPERIMENT_SHARE) & (feature is SEARCH),
            error=error,
            latency_ms=latency.round(1),
            tokens=tokens,
            reasoning=(tokens[3] * feature.reasoning * rng.random(count)).astype(np.int64),
            extra_input=extra,
        )

    def _callers(self, rng: np.random.Generator, feature: Feature, count: int) -> tuple[Ints, Ints]:
        import numpy as np

        customers = self.company.customers
        customer = np.searchsorted(self._shares[feature.name], rng.random(count), side="right")
        customer = np.minimum(customer, len(customers) - 1).astype(np.int64)
        first = np.array([one.first_user for one in customers], dtype=np.int64)
        users = np.array([one.users for one in customers], dtype=np.int64)
        user = first[customer] + (users[customer] * rng.random(count) ** _SKEW).astype(np.int64)
        if feature is ASSISTANT:
            power = rng.random(count) < POWER_SHARE
            customer[power] = self.company.power_customer
            user[power] = self.company.power_user
        staging = rng.random(count) < STAGING_SHARE
        customer[staging] = -1
        user[staging] = -1
        return customer, user


def _times(rng: np.random.Generator, count: int) -> Ints:
    import numpy as np

    edges = np.concatenate(([0.0], np.cumsum(_HOURS) / sum(_HOURS)))
    hours = np.interp(rng.random(count), edges, np.arange(len(_HOURS) + 1, dtype=np.float64))
    return np.minimum((hours * (DAY_US // len(_HOURS))).astype(np.int64), DAY_US - 1)


def _routes(rng: np.random.Generator, shares: tuple[tuple[Route, float], ...], count: int) -> Ints:
    import numpy as np

    numbers = np.array([ROUTES.index(route) for route, _ in shares], dtype=np.int64)
    edges = np.cumsum([share for _, share in shares])
    return numbers[np.minimum(np.searchsorted(edges, rng.random(count), side="right"), len(numbers) - 1)]


def _tokens(
    rng: np.random.Generator, feature: Feature, route: Ints, *, longer: bool
) -> tuple[tuple[Ints, Ints, Ints, Ints], Ints]:
    import numpy as np

    count = route.size
    prompt = feature.input_shape.sample(rng, count, scale=feature.input_scale, cap=feature.longest_input)
    output = feature.output_shape.sample(rng, count, scale=feature.output_scale, cap=feature.longest_output)
    rates = np.array([pico_rates(one.provider, one.model) for one in ROUTES], dtype=np.int64)
    read = (prompt * np.clip(feature.cached * (0.6 + 0.8 * rng.random(count)), 0, 0.95)).astype(np.int64)
    written = (prompt * feature.written * (2 * rng.random(count))).astype(np.int64)
    read[rates[route, 1] == 0] = 0
    written[rates[route, 2] == 0] = 0
    output[rates[route, 3] == 0] = 0
    fresh = prompt - read - written
    extra = ((LONGER_PROMPTS - 1) * prompt).astype(np.int64) if longer else np.zeros_like(prompt)
    return (fresh + extra, read, written, output), extra
