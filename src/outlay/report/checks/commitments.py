"""Looks at commitments and invoices: what ends, runs dry, is not used, does not close or has not arrived."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.report.checks.model import Examination, Finding
from outlay.report.commitments import list_commitments
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.report.commitments.model import CommitmentView
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_AREA: Final = "commitments"
_SOON_DAYS: Final = 45
_SHORT_RUNWAY_DAYS: Final = 30
_NOTICE_AHEAD_DAYS: Final = 30
_WELL_USED: Final = Decimal("0.8")
_SHOWN: Final = 10


def examine_commitments(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Findings about commitments and missing invoices."""
    today = case.settings.today
    for view in list_commitments(reader, today):
        yield from _closing(view)
        if view.status in {"Active", "Pending"}:
            yield from _ending(view, today)
            yield from _notice(view, today)
            yield from _used(view)
            yield from _runway(view, today)
    yield from _missing_invoices(reader, case)


def _closing(view: CommitmentView) -> Iterator[Finding]:
    for problem in view.problems:
        yield Finding(
            area=_AREA,
            state="warning",
            text=f"{view.id} does not close: {problem.text}",
            hint=f"outlay commitments show {view.id}; rows: {', '.join(problem.origins) or 'none'}",
        )


def _ending(view: CommitmentView, today: date) -> Iterator[Finding]:
    if view.ends is None or not today <= view.ends <= today + timedelta(days=_SOON_DAYS) or view.renews:
        return
    left = f", {view.balance:,.2f} {view.currency} left" if view.balance else ""
    cost = f"; {view.cliff.monthly_cost:,.2f} {view.currency} a month are to be paid then" if view.cliff else ""
    yield Finding(
        area=_AREA,
        state="warning",
        text=f"{view.id} ({view.kind}) ends on {view.ends}{left}{cost}",
        hint="renew it, or plan for the price without it",
    )


def _notice(view: CommitmentView, today: date) -> Iterator[Finding]:
    """The last day on which a renewal can still be stopped."""
    if view.renewal is None or view.notice_days is None:
        return
    last = view.renewal - timedelta(days=view.notice_days)
    if today <= last <= today + timedelta(days=_NOTICE_AHEAD_DAYS):
        yield Finding(
            area=_AREA,
            state="warning",
            text=f"{view.id} renews on {view.renewal}: notice must be given by {last}",
            hint=f"decide with {view.owner}" if view.owner else "name an `owner` in its contract, and decide",
        )


def _used(view: CommitmentView) -> Iterator[Finding]:
    if view.utilisation is not None and view.utilisation < _WELL_USED:
        unused = sum((day.unused for day in view.days), Decimal(0))
        yield Finding(
            area=_AREA,
            state="warning",
            text=f"{view.id} ({view.kind}) is {view.utilisation:.0%} used in the last 30 days with charges"
            + (f", {unused:,.2f} {view.currency} went unused" if unused else ""),
            hint="move eligible use onto it, or commit to less when it ends",
        )


def _runway(view: CommitmentView, today: date) -> Iterator[Finding]:
    runway = view.runway
    if runway is None or runway.lasts_until is None or view.kind == "enterprise_agreement":
        return
    if runway.lasts_until <= today + timedelta(days=_SHORT_RUNWAY_DAYS):
        yield Finding(
            area=_AREA,
            state="warning",
            text=f"{view.id} lasts until {runway.lasts_until} at {runway.drawdown_30d:,.2f} {view.currency} in 30 days",
            hint="top it up, or plan for paying as you go",
        )


def _missing_invoices(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Billers whose invoices are recorded here, and the closed periods that lack one."""
    rows = reader.fetch(load_sql(_PACKAGE, "missing_invoices"), {"today": case.settings.today}).to_pylist()
    for row in rows[:_SHOWN]:
        biller, month = row["biller"], f"{row['billing_period']:%Y-%m}"
        yield Finding(
            area="invoices",
            state="warning",
            text=f"no invoice of {biller} for {month}, "
            f"whose bill comes to {_money(row['billed'], case)}, any tax included",
            hint=f"outlay invoice add --issuer {biller} --period {month} --id … --net … --tax … --currency …",
        )


def _money(amount: Decimal, case: Examination) -> str:
    return f"{amount:,.2f} {case.settings.currency}"
