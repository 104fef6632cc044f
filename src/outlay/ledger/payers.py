"""Who is paid, settled: which payer's charges the money of each usage payer arrives with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from outlay.facts.payers import ESTIMATED_KINDS, Payer


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargedPayer:
    """A payer that charges name: the sources that delivered them, and whether any of them is AI usage."""

    payer_id: str
    sources: frozenset[str]
    is_ai: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SettledPayer:
    """A payer with its one amount source and the payer whose charges it awaits."""

    payer: Payer
    amount_source: str | None
    settles_with: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Settlement:
    """All payers, and those that need a person: unresolved aliases and payers with two amount sources."""

    payers: tuple[SettledPayer, ...]
    unresolved: tuple[str, ...]
    contested: tuple[str, ...]

    @property
    def settles_with(self) -> dict[str, str]:
        """Payer id to the id of the payer it settles with."""
        return {settled.payer.payer_id: settled.settles_with for settled in self.payers}


def parse_payer(payer_id: str) -> Payer:
    """Read an id such as ``openai/org-acme/metered``; the billing account may itself hold slashes."""
    biller, _, rest = payer_id.partition("/")
    account, _, kind = rest.rpartition("/")
    return Payer(biller=biller, billing_account=account, kind=kind)  # type: ignore[arg-type]  # ids are made of Kind values


def compute_settlement(
    charged: Iterable[ChargedPayer], used: Iterable[str], known: Mapping[str, str | None]
) -> Settlement:
    """Settle payers: `used` by usage, `known` as payer id to the amount source it has had so far.

    Usage whose billing account is unknown settles with the only billing account that its biller charges for its
    kind; among several, with the only one that AI usage is charged to; otherwise it stays open and is reported.
    """
    by_id = {payer.payer_id: payer for payer in charged}
    unresolved, settled = [], []
    used_ids = set(used)
    for payer_id in sorted({*by_id, *used_ids, *known}):
        payer = parse_payer(payer_id)
        candidates = _candidates(payer, by_id)
        if payer_id in used_ids and len(candidates) > 1:
            unresolved.append(payer_id)
        source = _amount_source(by_id.get(payer_id), known.get(payer_id))
        target = candidates[0] if len(candidates) == 1 else payer_id
        settled.append(SettledPayer(payer=payer, amount_source=source, settles_with=target))
    contested = tuple(payer_id for payer_id, payer in sorted(by_id.items()) if len(payer.sources) > 1)
    return Settlement(payers=tuple(settled), unresolved=tuple(unresolved), contested=contested)


def _candidates(payer: Payer, charged: Mapping[str, ChargedPayer]) -> list[str]:
    """One payer per billing account that could be meant; requests know no marketplace from a meter."""
    if payer.payer_id in charged or payer.billing_account:
        return [payer.payer_id]
    kinds = ESTIMATED_KINDS if payer.kind in ESTIMATED_KINDS else (payer.kind,)
    accounts: dict[str, list[ChargedPayer]] = defaultdict(list)
    for candidate in charged.values():
        other = parse_payer(candidate.payer_id)
        if other.biller == payer.biller and other.kind in kinds:
            accounts[other.billing_account].append(candidate)
    ai = {account: found for account, found in accounts.items() if any(one.is_ai for one in found)}
    chosen = ai if len(ai) == 1 else accounts
    return [min(found, key=lambda one: _preference(one, payer.kind)).payer_id for _, found in sorted(chosen.items())]


def _preference(candidate: ChargedPayer, kind: str) -> tuple[bool, str]:
    return parse_payer(candidate.payer_id).kind != kind, candidate.payer_id


def _amount_source(charged: ChargedPayer | None, before: str | None) -> str | None:
    if charged is None or not charged.sources or before in charged.sources:
        return before
    return min(charged.sources)
