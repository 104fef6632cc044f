"""What a rebuild, a reconciliation and an explanation answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TypeAlias

Row: TypeAlias = dict[str, "str | int | Decimal | date | None"]
"""A row behind a step: names and values, money as Decimal."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellGap:
    """Quantities of one cell: what the provider counted against what telemetry saw.

    A cell is a payer's day at the finest level that both sides know; None in a dimension means all of it.
    `quantity` is None where the provider tells no tokens. `gap` is never negative: telemetry beyond the bill is
    shown by `difference` alone.
    """

    payer_id: str
    day: date
    provider: str | None
    account: str | None
    credential: str | None
    model: str | None
    token_class: str | None
    quantity: int | None
    telemetry: int
    gap: int

    @property
    def difference(self) -> int | None:
        """Provider quantity less telemetry; negative where telemetry saw more than was billed."""
        return None if self.quantity is None else self.quantity - self.telemetry


@dataclass(frozen=True, slots=True, kw_only=True)
class RebuildReport:
    """What a rebuild did."""

    days: tuple[date, ...] = ()
    rows: int = 0
    seconds: float = 0.0
    gaps: tuple[CellGap, ...] = ()
    unresolved_payers: tuple[str, ...] = ()
    """Payers of usage whose billing account is unknown and whose biller has several that could be meant."""
    contested_payers: tuple[str, ...] = ()
    """Payers whose charges come from more than one source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One step of an explanation: a sentence and the rows behind it."""

    title: str
    text: str
    rows: tuple[Row, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A ledger row or a charge, back to its origin and rules."""

    id: str
    kind: str
    summary: str
    steps: tuple[Step, ...] = field(default=())
