"""What `outlay check-invoice` says: the invoice, the usage, why they differ, and what to do next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from outlay.core.money import divide
from outlay.report.matching.model import ExplainedCause, Statement
from outlay.report.matching.words import headline

if TYPE_CHECKING:
    from outlay.core.time import TimeRange
    from outlay.ledger.matching import UsageSide
    from outlay.report.matching.words import Words
    from outlay.report.shadow_ai import ShadowRow

Verdict = Literal["matched", "differs", "cannot_judge"]
SHOWN: Final = 5
_SHARE: Final = Decimal("0.01")


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
    side: UsageSide
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
        headline=headline(found.side, statement.usage_causes, words, subject="The invoice says"),
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
        next_steps=tuple(dict.fromkeys(_steps(open_causes))),
        notes=tuple(found.notes),
    )


_STEPS: Final = {
    "untracked": "find who holds the keys that only the bill knows: send their telemetry, or revoke them",
    "unexplained": "give the provider's own usage report with --provider-usage: it says which calls are missing",
}
"""Next steps where there is no server to look into."""


def _steps(causes: list[ExplainedCause]) -> list[str]:
    found = (_STEPS.get(cause.cause, cause.next_step) for cause in causes)
    return [step for step in found if step]


def uncovered_note(bill: TimeRange, days_with_events: set[date], words: Words, charged: Decimal) -> str | None:
    """Days of the bill on which there is no event at all."""
    missing = [day for day in bill if day not in days_with_events]
    if not missing:
        return None
    share = divide(Decimal(len(missing)), Decimal(bill.days)) or Decimal(0)
    last = bill.until - timedelta(days=1)
    text = f"there are no events on {len(missing)} of {bill.days} days of the bill ({bill.since} to {last})"
    return f"{text}: {words.money(charged)} were charged on them" if share > _SHARE else text
