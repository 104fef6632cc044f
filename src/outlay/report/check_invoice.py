"""What `outlay check-invoice` says: the invoice, the usage, why they differ, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.money import divide
from outlay.report.matching_model import ExplainedCause, Statement

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.report.matching_words import Words
    from outlay.report.shadow_ai import ShadowRow

Verdict = Literal["matched", "differs", "cannot_judge"]
SHOWN: Final = 5
_SHARE: Final = Decimal("0.01")
_HALF_A_CENT: Final = Decimal("0.005")


@dataclass(frozen=True, slots=True, kw_only=True)
class Covered:
    """The days that a side covers, and who is paid on it."""

    since: date | None
    until: date | None
    """The last day, inclusive."""
    days: int
    billers: tuple[str, ...]

    def text(self) -> str:
        """The days and billers in words."""
        if self.since is None or self.until is None:
            return "nothing"
        days = f"{self.since}" if self.since == self.until else f"{self.since} to {self.until}"
        return f"{days} ({', '.join(self.billers)})"


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelLine:
    """A model on both sides."""

    model: str | None
    charged: Decimal | None
    usage: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceCheck:
    """The whole answer."""

    verdict: Verdict
    headline: str
    currency: str
    invoice: Decimal | None
    usage: Decimal | None
    difference: Decimal | None
    open_amount: Decimal | None
    """What neither credits, tax, discounts nor commitments explain, in absolute terms."""
    tolerance: Decimal | None
    bill: Covered
    events: Covered
    causes: tuple[ExplainedCause, ...]
    models: tuple[ModelLine, ...]
    shadow: tuple[ShadowRow, ...]
    next_steps: tuple[str, ...]
    notes: tuple[str, ...]


def cannot_judge(bill: Covered, events: Covered, words: Words) -> InvoiceCheck:
    """Both sides, where nothing of one is on the other."""
    headline = f"Cannot judge: the bill covers {bill.text()}, your usage covers {events.text()}."
    return InvoiceCheck(
        verdict="cannot_judge",
        headline=headline,
        currency=words.currency,
        invoice=None,
        usage=None,
        difference=None,
        open_amount=None,
        tolerance=None,
        bill=bill,
        events=events,
        causes=(),
        models=(),
        shadow=(),
        next_steps=("give events of the bill's days and provider; --map and --set name their columns",),
        notes=(),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What the check found on the one bill."""

    statement: Statement
    bill: Covered
    events: Covered
    models: Sequence[ModelLine]
    shadow: Sequence[ShadowRow]
    notes: Sequence[str]
    tolerance: Decimal


def judge(found: Judged, words: Words) -> InvoiceCheck:
    """Say whether the bill is what the usage says, and why not."""
    statement = found.statement
    invoice, usage = statement.charges or Decimal(0), statement.usage or Decimal(0)
    open_causes = [cause for cause in statement.usage_causes if cause.is_open]
    open_amount = sum((abs(cause.amount) for cause in open_causes), Decimal(0))
    is_matched = open_amount <= found.tolerance
    return InvoiceCheck(
        verdict="matched" if is_matched else "differs",
        headline=_headline(invoice, usage, statement.usage_causes, words),
        currency=words.currency,
        invoice=invoice,
        usage=usage,
        difference=invoice - usage,
        open_amount=open_amount,
        tolerance=found.tolerance,
        bill=found.bill,
        events=found.events,
        causes=statement.usage_causes,
        models=tuple(found.models),
        shadow=tuple(found.shadow[:SHOWN]),
        next_steps=tuple(dict.fromkeys(_steps(statement, open_causes))),
        notes=tuple(found.notes),
    )


def _headline(invoice: Decimal, usage: Decimal, causes: Sequence[ExplainedCause], words: Words) -> str:
    said = f"The invoice says {words.money(invoice)}, your usage says {words.money(usage)}"
    causes = [cause for cause in causes if abs(cause.amount) >= _HALF_A_CENT]
    if not causes:
        return f"{said}: they are the same."
    ordered = sorted(causes, key=lambda cause: -abs(cause.amount))[:3]
    parts = [f"{cause.label[0].lower()}{cause.label[1:]} {words.money(cause.amount)}" for cause in ordered]
    more = f" and {len(causes) - len(ordered)} more" if len(causes) > len(ordered) else ""
    return f"{said}, because of {', '.join(parts)}{more}."


def _steps(statement: Statement, causes: Sequence[ExplainedCause]) -> list[str]:
    steps = [cause.next_step for cause in causes if cause.next_step]
    if not statement.has_quantities and any(cause.cause == "unexplained" for cause in causes):
        steps.insert(0, "give the provider's own usage report with --provider-usage: it says which calls are missing")
    return steps


def uncovered_note(bill: TimeRange, days_with_events: set[date], words: Words, charged: Decimal) -> str | None:
    """Days of the bill on which there is no event at all."""
    missing = [day for day in bill if day not in days_with_events]
    if not missing:
        return None
    share = divide(Decimal(len(missing)), Decimal(bill.days)) or Decimal(0)
    last = bill.until - timedelta(days=1)
    text = f"there are no events on {len(missing)} of {bill.days} days of the bill ({bill.since} to {last})"
    return f"{text}: {words.money(charged)} were charged on them" if share > _SHARE else text
