"""When everything in the sample company happens, counted from one day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final

from outlay.core.time import add_months, month_start

BILL_MONTHS: Final = 18
EVENT_DAYS: Final = 90
NOW: Final = time(15, 0, tzinfo=UTC)
"""Requests exist up to this time of the last day."""

AI_CURVE: Final = 1.7
_WEEKDAYS: Final = (1.08, 1.12, 1.11, 1.09, 1.02, 0.80, 0.78)


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """The days of the stories; every end is exclusive."""

    as_of: date

    @property
    def now(self) -> datetime:
        """The moment at which the sample ends."""
        return datetime.combine(self.as_of, NOW)

    @property
    def month(self) -> date:
        """The month that is still open."""
        return month_start(self.as_of)

    @property
    def missed_month(self) -> date:
        """The last complete month: the one that missed its budget."""
        return add_months(self.month, -1)

    @property
    def bills_since(self) -> date:
        """The first day of the bills: 18 complete months ago."""
        return add_months(self.month, -BILL_MONTHS)

    @property
    def bills_until(self) -> date:
        """Bills know nothing of this day and later: they lag by two days."""
        return self.as_of - timedelta(days=1)

    @property
    def events_since(self) -> date:
        """The first of ninety days of requests."""
        return self.as_of - timedelta(days=EVENT_DAYS - 1)

    @property
    def bill_months(self) -> tuple[date, ...]:
        """Every month that a bill has days of."""
        months = (add_months(self.bills_since, index) for index in range(BILL_MONTHS + 1))
        return tuple(month for month in months if month < self.bills_until)

    @property
    def bill_days(self) -> tuple[date, ...]:
        """Every day that the bills hold."""
        return days_between(self.bills_since, self.bills_until)

    @property
    def event_days(self) -> tuple[date, ...]:
        """Every day that has requests, the last one in part."""
        return days_between(self.events_since, self.as_of + timedelta(days=1))

    def is_closed(self, month: date) -> bool:
        """Whether a month's invoices are issued: three days after its end."""
        return add_months(month, 1) + timedelta(days=3) <= self.as_of

    @property
    def spot_lost(self) -> tuple[date, date]:
        """When spot capacity was gone and training ran on demand."""
        return self.missed_month + timedelta(days=5), self.missed_month + timedelta(days=17)

    @property
    def release_day(self) -> date:
        """When the assistant's release with longer prompts went out."""
        return self.missed_month + timedelta(days=8)

    @property
    def larger_model_day(self) -> date:
        """When document extraction moved to a larger model."""
        return self.missed_month + timedelta(days=13)

    @property
    def price_change_day(self) -> date:
        """When a negotiated discount ran out."""
        return self.missed_month

    @property
    def credits_end(self) -> date:
        """When the promotional credits run out: the end of next month."""
        return add_months(self.month, 2)

    @property
    def experiment_since(self) -> date:
        """The experiment that nobody stopped is 140 days old."""
        return self.as_of - timedelta(days=140)

    @property
    def notebook_since(self) -> date:
        """Since when a GPU notebook lies idle."""
        return self.as_of - timedelta(days=75)

    @property
    def untracked_since(self) -> date:
        """Since when an API key without telemetry is in use."""
        return self.as_of - timedelta(days=60)

    @property
    def retraining_days(self) -> tuple[date, ...]:
        """Every Monday of the bills in the second half of their time."""
        half = self.bills_since + (self.as_of - self.bills_since) / 2
        return tuple(day for day in self.bill_days if day >= half and day.weekday() == 0)

    def _monday(self, months_back: int, index: int) -> date:
        first = add_months(self.month, -months_back)
        return first + timedelta(days=(7 - first.weekday()) % 7 + 7 * index)

    @property
    def costly_run_day(self) -> date:
        """The retraining that cost three times its plan."""
        return self._monday(2, 2)

    @property
    def failed_run_day(self) -> date:
        """The retraining that failed."""
        return self._monday(2, 3)

    def _share(self, day: date) -> float:
        return max(0.0, (day - self.bills_since) / (self.as_of - self.bills_since))

    def ai_growth(self, day: date) -> float:
        """How far AI usage has grown: nothing at first, 1 at the end."""
        return float(self._share(day) ** AI_CURVE)

    def growth(self, day: date, start: float) -> float:
        """A straight line from a starting share to 1."""
        return start + (1.0 - start) * self._share(day)


def weekday_factor(day: date) -> float:
    """How busy a weekday is against the average."""
    return _WEEKDAYS[day.weekday()]


def days_between(since: date, until: date) -> tuple[date, ...]:
    """Every day from since, without until."""
    return tuple(since + timedelta(days=offset) for offset in range((until - since).days))


def apportion_month(total: int, day: date) -> int:
    """A day's whole part of a month's total by weekday; the parts of a month add up to it."""
    first = month_start(day)
    days = days_between(first, add_months(first, 1))
    weights = [round(weekday_factor(one) * 100) for one in days]
    before = sum(weights[: day.day - 1])
    whole = sum(weights)
    return total * (before + weights[day.day - 1]) // whole - total * before // whole
