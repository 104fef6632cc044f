"""What the overview is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from outlay.store.query import Answer


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewRequest:
    """What the overview is asked for: unchecked text, as the page's address has it."""

    since: str | None = None
    until: str | None = None
    view: str = "consumption"
    where: str | None = None
    by: str = "cost_group"


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """A value against a named period; no change where that period is not known, with the reason as label."""

    label: str
    value: Decimal | None
    change: Decimal | None
    change_percent: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One figure with its definition and the question behind it."""

    id: str
    label: str
    definition: str
    value: Decimal | int | None
    unit: str
    currency: str
    compare: Comparison | None
    note: str | None
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mover:
    """What changed most."""

    dimension: str
    value: str | None
    before: Decimal | None
    after: Decimal | None
    change: Decimal
    change_percent: Decimal | None
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """A feature, model or customer with its cost and change."""

    value: str | None
    cost: Decimal | None
    requests: int | None
    cost_per_request: Decimal | None
    change: Decimal | None
    change_percent: Decimal | None
    link: str


@dataclass(frozen=True, kw_only=True)
class Overview:
    """The first page's answer; `spend_by` is what spend is by (empty: nothing), `notes` say what is left out."""

    figures: tuple[Figure, ...]
    movers: tuple[Mover, ...]
    movers_period: str
    spend: Answer
    spend_by: str
    tables: dict[str, tuple[TableRow, ...]]
    complete_until: date
    notes: tuple[str, ...]
