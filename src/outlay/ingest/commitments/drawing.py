"""Which charges draw on a commitment: those that carry its id, those that name it, else those that its rule matches."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.facts.expressions import matches, parse_expression
from outlay.ingest.commitments.model import GRANT, Commitment
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.store import Reader

_PACKAGE: Final = "outlay.ingest.commitments"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Charges of a day that draw on a commitment, in their own currency; `last_day` is later for longer ones."""

    day: date
    last_day: date
    category: str
    status: str
    currency: str
    rows: int
    billed: Decimal
    effective: Decimal
    example: str
    """One of the charges, to look at."""

    def days(self) -> list[date]:
        """The days that it is about."""
        return [self.day + timedelta(days=at) for at in range(max((self.last_day - self.day).days, 0) + 1)]


def load_tagged(reader: Reader, commitment_id: str) -> list[Drawn]:
    """Charges that carry the commitment's id; ids compare without case, as Azure spells its own in two ways."""
    rows = reader.fetch(load_sql(_PACKAGE, "tagged"), {"id": commitment_id}).to_pylist()
    return [Drawn(**{name: value for name, value in row.items() if name not in _IDS}) for row in rows]


def load_applied(reader: Reader, commitment_id: str) -> list[tuple[Drawn, dict[str, Any]]]:
    """Charges that name the commitment in ContractApplied, each with the row that it was read from.

    Where an element says how much of the charge was applied, that is what it draws.
    """
    found = []
    for row in reader.fetch(load_sql(_PACKAGE, "applied"), {"id": commitment_id}).to_pylist():
        for element in _elements(row["applied"]):
            if commitment_id not in {element.get("ContractCommitmentId"), element.get("ContractId")}:
                continue
            applied = element.get("ContractCommitmentAppliedCost")
            is_told = applied is not None
            billed = Decimal(str(applied)) if is_told else row["billed"]
            effective = Decimal(str(applied)) if is_told else row["effective"]
            names = ("day", "last_day", "category", "currency", "example")
            drawn = Drawn(**{name: row[name] for name in names}, status="", rows=1, billed=billed, effective=effective)
            found.append((drawn, row))
    return found


def load_matched(reader: Reader, commitment: Commitment, since: date | None = None) -> list[Drawn]:
    """Charges of the commitment's biller within its term that its rule matches: credits for a grant, else usage."""
    categories = ["Credit"] if commitment.kind == GRANT else ["Usage", "Adjustment"]
    if commitment.measure == "billed" and commitment.kind != GRANT:
        categories.append("Purchase")
    parameters = {
        "biller": commitment.biller,
        "account": commitment.billing_account,
        "categories": categories,
        "since": since or commitment.starts,
        "until": commitment.ends,
    }
    rows = reader.fetch(load_sql(_PACKAGE, "matched"), parameters).to_pylist()
    keys = _matching_keys(reader, commitment.match, {row["key_id"] for row in rows})
    return [
        Drawn(**{name: value for name, value in row.items() if name != "key_id"}, status="")
        for row in rows
        if row["key_id"] in keys
    ]


_IDS: Final = frozenset({"folded", "commitment_id"})


def _matching_keys(reader: Reader, match: str | None, wanted: set[int]) -> set[int]:
    if match is None or not wanted:
        return wanted
    rule = parse_expression(match)
    keys = reader.fetch("SELECT * FROM key WHERE list_contains(?, key_id)", [sorted(wanted)]).to_pylist()
    return {key["key_id"] for key in keys if matches(rule, key.get)}


def _elements(text: str) -> Iterable[dict[str, Any]]:
    try:
        found = json.loads(text)
    except ValueError:
        return []
    elements = found.get("Elements") if isinstance(found, dict) else None
    return [one for one in elements if isinstance(one, dict)] if isinstance(elements, list) else []
