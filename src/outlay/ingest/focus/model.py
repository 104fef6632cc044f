"""What an import is told and what it reports."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Literal, Protocol

from outlay.ingest.rejects import Reject

Progress = Callable[[str, int, int], None]
"""Told the stage, how many rows (or files) are done, and of how many (0 = not known yet)."""


class Rate(Protocol):
    """Units of the reporting currency for one unit of a bill's currency, on a day."""

    @property
    def rate(self) -> Decimal:
        """The factor."""

    @property
    def rate_date(self) -> date:
        """The day that the rate was published for."""

    @property
    def source(self) -> str:
        """Who says so, such as ``ecb``."""

    @property
    def stale(self) -> bool:
        """Whether it is the last known rate, carried past the end of the series."""


Rates = Callable[[Iterable[tuple[str, date]], str], Mapping[tuple[str, date], Rate]]
"""Looks up rates of (currency, day) pairs into a currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusOptions:
    """How to import: under which source name, when, and what to do in doubtful cases."""

    now: datetime
    source: str = "focus"
    kind: str = "focus"
    """What the delivery is: `focus` or a native bill, `cost_api`, `contract`, `estimate`, `payment` …"""
    file_names: tuple[str, ...] | None = None
    """The names to record where the files are not those that were named, such as converted ones."""
    titles: Mapping[str, str] = field(default_factory=dict)
    """What the user's files call a FOCUS column, where a bill was converted."""
    accepts_shrinking: bool = False
    """The source itself answers for less money than before, as a vendor's API does for buckets fetched again."""
    is_whole: bool = False
    """The files hold all that the source delivers: its scopes that they lack are withdrawn. They may hold no row."""
    whole_months: frozenset[date] = frozenset()
    """As `is_whole`, for these billing periods alone."""
    reaches: datetime | None = None
    """Up to when the source has told all, where that is later than its newest charge: a vendor may be quiet."""
    replace: bool = False
    """Accept a delivery that shrinks a period, drops accounts or takes over from another source."""
    defaults: Mapping[str, str] = field(default_factory=dict)
    """Values for columns that a file lacks or leaves empty."""
    amortise: Literal["monthly", "daily"] = "monthly"
    reject_dir: Path | None = None
    """Where the reject file goes; default: `rejects` in the data folder."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleCount:
    """How many rows a normalising rule rewrote."""

    rule: str
    meaning: str
    rows: int
    billed: Mapping[str, Decimal] = field(default_factory=dict)
    """By how much it changes the billed sum, by currency; only rules of a conversion change it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversion:
    """What turning a native bill into FOCUS did: every row that was read is taken, split, merged or dropped by a rule.

    `billed_in` holds the sums of the bill's own cost column by currency, before any rule; `rules` say what differs.
    """

    kind: str
    title: str
    rows_in: int
    rows_out: int
    billed_in: Mapping[str, Decimal]
    billed_out: Mapping[str, Decimal]
    rules: tuple[RuleCount, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Rows that are taken as they are, but not as FOCUS asks: how many, and what of."""

    rule: str
    severity: Literal["note", "warning"]
    meaning: str
    rows: int
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Total:
    """Sums of one currency and charge category, read and taken."""

    currency: str
    charge_category: str
    rows_in: int
    rows_out: int
    billed_in: Decimal
    billed_out: Decimal
    effective_in: Decimal
    effective_out: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeReport:
    """What happened to one issuer, billing account and billing period; money in the reporting currency."""

    biller: str
    issuer: str
    billing_account: str
    billing_period: date
    state: Literal["new", "replaced", "unchanged"]
    rows: int
    billed: Decimal
    effective: Decimal
    old_rows: int | None
    old_billed: Decimal | None
    old_effective: Decimal | None
    watermark: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class BlockedAmount:
    """Money that a source states and another one holds: evidence, not a charge; in the reporting currency."""

    source: str
    biller: str
    provider: str
    billing_account: str
    billing_period: date
    amount: Decimal
    currency: str
    holder: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusReport:
    """The load report: every row and every unit of money is accounted for."""

    source: str
    files: tuple[str, ...]
    versions: tuple[str, ...]
    rows_in: int
    rows_out: int
    rejected: int
    reject_file: Path | None
    rejects: tuple[Reject, ...]
    """The first of them."""
    rules: tuple[RuleCount, ...]
    totals: tuple[Total, ...]
    scopes: tuple[ScopeReport, ...]
    unknown_columns: tuple[str, ...]
    stale_rates: tuple[str, ...]
    dirty_days: int
    currency: str = ""
    """The reporting currency, that of the scopes' amounts."""
    findings: tuple[Finding, ...] = ()
    """What FOCUS asks for and the rows do not obey; no row was changed for it."""
    conversion: Conversion | None = None
    """For a native bill: how it became FOCUS."""
    blocked: tuple[BlockedAmount, ...] = ()
    """What counts under another source, or did until this one came: of this source, and of others."""

    @property
    def changed(self) -> bool:
        """Whether the store changed at all."""
        return any(scope.state != "unchanged" for scope in self.scopes)
