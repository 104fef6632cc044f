"""What every generator of files is given."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Final

from outlay.demo.calendar import Calendar, days_between, weekday_factor
from outlay.demo.company import Company
from outlay.demo.features import ROUTES, Route
from outlay.demo.tally import Tally, Usage

if TYPE_CHECKING:
    import numpy as np

UNTRACKED: Final = Route(provider="openai", model="gpt-5.2", credential="key_growth_scripts")
"""An API key without telemetry: a bill and a usage report know it, no request does."""
_UNTRACKED_A_DAY: Final = (410, (24_000_000, 5_200_000, 0, 3_900_000))
_REFERENCE_DAYS: Final = 14


@dataclass(frozen=True, kw_only=True)
class World:
    """The company, its calendar, what its requests came to, and how much of it is made."""

    company: Company
    calendar: Calendar
    tally: Tally
    seed: int
    scale: float

    def rng(self, name: str) -> np.random.Generator:
        """A random stream of its own for a named thing."""
        import numpy as np

        return np.random.Generator(np.random.PCG64([self.seed, 3, zlib.crc32(name.encode())]))

    def usage(self, route: Route, day: date) -> Usage:
        """A day's usage of a model by a credential, as the provider counts it.

        Days with requests are counted; earlier ones are projected back along the growth of AI.
        """
        if route is UNTRACKED:
            return self._untracked(day)
        index = ROUTES.index(route)
        if day >= self.calendar.events_since:
            return self.tally.route_usage(day, index)
        factor = self.calendar.ai_growth(day) * weekday_factor(day) / self._reference_growth
        requests, tokens = self._reference[index]
        return Usage(requests=round(requests * factor), tokens=[round(count * factor) for count in tokens])

    def _untracked(self, day: date) -> Usage:
        if day < self.calendar.untracked_since:
            return Usage()
        requests, tokens = _UNTRACKED_A_DAY
        wobble = (0.9 + 0.2 * float(self.rng(f"untracked {day}").random())) * self.scale
        return Usage(requests=round(requests * wobble), tokens=[round(count * wobble) for count in tokens])

    @cached_property
    def _reference_days(self) -> tuple[date, ...]:
        return days_between(self.calendar.events_since, self.calendar.event_days[_REFERENCE_DAYS])

    @cached_property
    def _reference_growth(self) -> float:
        return sum(self.calendar.ai_growth(day) for day in self._reference_days) / _REFERENCE_DAYS

    @cached_property
    def _reference(self) -> tuple[tuple[float, list[float]], ...]:
        found = []
        for index in range(len(ROUTES)):
            days = [self.tally.route_usage(day, index) for day in self._reference_days]
            tokens = [sum(one.tokens[part] for one in days) / _REFERENCE_DAYS for part in range(4)]
            found.append((sum(one.requests for one in days) / _REFERENCE_DAYS, tokens))
        return tuple(found)
