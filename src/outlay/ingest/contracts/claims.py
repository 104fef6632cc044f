"""Which contracts an invoice's lines are for, and for which days: a pure judgement over all contracts and invoices."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.time import add_months
from outlay.ingest.contracts.model import Contract

if TYPE_CHECKING:
    from collections.abc import Mapping

_YEAR: Final = 12
_COSTLESS: Final = frozenset({"Tax", "Credit"})
"""Categories of lines that pay for no service by themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BilledLine:
    """A line of an issued invoice; without a period of service it is for the invoice's."""

    biller: str
    issuer: str
    invoice_id: str
    line_id: str
    billing_account: str | None
    period_start: date
    period_end: date
    currency: str
    category: str
    amount: Decimal
    description: str | None = None
    grain: str | None = None
    service_start: date | None = None
    service_end: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedLine:
    """A line with the contracts that it is for (none: it names nothing that is known) and its days of service."""

    line: BilledLine
    contracts: tuple[Contract, ...]
    since: date
    until: date

    @property
    def covers(self) -> bool:
        """Whether it takes the place of what its contracts estimate."""
        return self.line.amount > 0 and self.line.category not in _COSTLESS

    def days(self) -> set[date]:
        """Its days of service."""
        return {self.since + timedelta(days=at) for at in range((self.until - self.since).days)}


def claim_lines(
    contracts: Sequence[Contract], lines: Iterable[BilledLine], rivals: Collection[tuple[str, date]]
) -> tuple[list[ClaimedLine], list[str]]:
    """The lines that become charges, and remarks on those that do not.

    Args:
        contracts: All contracts.
        lines: Lines of issued invoices.
        rivals: Biller and billing period of other bills: there a line must name its contract to be one's charge.
    """
    invoices: dict[tuple[str, str], list[BilledLine]] = {}
    for line in lines:
        invoices.setdefault((line.biller, line.invoice_id), []).append(line)
    claimed, notes = [], []
    for (biller, invoice_id), parts in sorted(invoices.items()):
        known = [contract for contract in contracts if contract.biller == biller]
        if not known:
            continue
        found = _claim_invoice(known, parts, has_rival=(biller, parts[0].period_start.replace(day=1)) in rivals)
        claimed += found
        if not found:
            text = f"{biller} {invoice_id}: names no contract, and another source bills {biller} in its period"
            notes.append(f"{text}; it is kept to compare with that bill")
    return claimed, notes


def covered_days(claimed: Iterable[ClaimedLine]) -> Mapping[str, set[date]]:
    """The days of each contract, by its id, that an invoice stands for."""
    found: dict[str, set[date]] = {}
    for one in claimed:
        for contract in one.contracts if one.covers else ():
            found.setdefault(contract.id, set()).update(one.days())
    return found


def _claim_invoice(known: Sequence[Contract], lines: Sequence[BilledLine], *, has_rival: bool) -> list[ClaimedLine]:
    of_account = [contract for contract in known if _same_account(contract, lines[0])]
    named = {line.line_id: _named(of_account, line) for line in lines}
    is_named = any(named.values())
    is_sure = not has_rival or any(
        contract.account == lines[0].billing_account for contract in of_account if contract.account
    )
    found = []
    for line in lines:
        contracts = named[line.line_id]
        if not contracts and not is_named:
            contracts = [contract for contract in of_account if _runs(contract, line)] or of_account
        if named[line.line_id] or (is_sure and of_account) or (is_named and line.category == "Tax"):
            found.append(_claimed(line, contracts))
    return found


def _claimed(line: BilledLine, contracts: Sequence[Contract]) -> ClaimedLine:
    since, until = line.service_start, line.service_end
    if since is None or until is None:
        since, until = _service(line, contracts)
    return ClaimedLine(line=line, contracts=tuple(contracts), since=since, until=until)


def _service(line: BilledLine, contracts: Sequence[Contract]) -> tuple[date, date]:
    """The invoice's period; for one contract that is billed ahead, its year or its term."""
    period = line.period_start, line.period_end
    if len(contracts) != 1 or contracts[0].ends is None or contracts[0].billing == "monthly":
        return period
    contract, ends = contracts[0], contracts[0].ends
    if contract.billing == "upfront" or not contract.months:
        return contract.starts, ends
    since = contract.starts
    while (following := add_months(since, _YEAR)) <= line.period_start and following < ends:
        since = following
    return since, min(add_months(since, _YEAR), ends)


def _same_account(contract: Contract, line: BilledLine) -> bool:
    return contract.account is None or line.billing_account is None or contract.account == line.billing_account


def _named(contracts: Sequence[Contract], line: BilledLine) -> list[Contract]:
    """The contracts that a line names: by id, else by product."""
    told = _grain_contract(line.grain)
    text = (line.description or "").casefold()
    by_id = [one for one in contracts if one.id == told or one.id.casefold() in text]
    if by_id:
        return by_id
    by_product = [one for one in contracts if one.product.casefold() in text]
    return [one for one in by_product if _runs(one, line)] or by_product


def _runs(contract: Contract, line: BilledLine) -> bool:
    since, until = line.service_start or line.period_start, line.service_end or line.period_end
    is_ahead = contract.billing != "monthly" and until >= add_months(contract.starts, -2)
    return (contract.starts < until or is_ahead) and (contract.ends is None or since < contract.ends)


def _grain_contract(grain: str | None) -> str | None:
    try:
        found = json.loads(grain) if grain else None
    except ValueError:
        return None
    return str(found["ContractId"]) if isinstance(found, dict) and found.get("ContractId") else None
