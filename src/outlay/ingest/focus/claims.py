"""Reads what sources state: the delivery that is being imported, those that the store holds, and what is blocked."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from outlay.facts.providers import resolve_provider
from outlay.ingest.focus.authority import APART, Claim, ClaimKey, claim_of_row, money_name, rank_of
from outlay.ingest.focus.normalising import PACKAGE
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import date

    from outlay.ingest.focus.model import FocusOptions
    from outlay.store.engine import Reader
    from outlay.store.scratch import Scratch


@dataclass(slots=True, kw_only=True)
class Statement:
    """A claim with where its charges lie: scopes of the scratch, or keys of a delivery in the store."""

    claim: Claim
    digests: list[str] = field(default_factory=list)
    delivery_id: str | None = None
    keys: list[int] = field(default_factory=list)


def has_rivals(reader: Reader, options: FocusOptions) -> bool:
    """Whether the store holds anything that could be the same money stated by another kind of source."""
    if reader.fetch("SELECT 1 AS n FROM blocked_amount LIMIT 1").num_rows:
        return True
    sql = "SELECT DISTINCT kind FROM delivery WHERE state = 'current' AND source <> ?"
    kinds = {*reader.fetch(sql, [options.source]).column("kind").to_pylist()} - APART
    return any(rank_of(kind) != rank_of(options.kind) for kind in kinds)


def load_staged(scratch: Scratch, options: FocusOptions) -> list[Statement]:
    """The claims of the delivery that is being imported."""
    found: dict[ClaimKey, Statement] = {}
    for row in scratch.fetch(scratch.text(PACKAGE, "staged_claims")).to_pylist():
        claim = Claim(
            source=options.source,
            kind=delivered_kind(options.kind, is_invoiced=row["is_invoiced"]),
            biller=resolve_provider(row["issuer"]),
            billing_account=row["billing_account"],
            billing_period=row["billing_period"],
            money=row["money"],
            amount=row["amount"],
        )
        _add(found, claim).digests.append(row["h_scope"])
    return list(found.values())


def delivered_kind(kind: str, *, is_invoiced: bool) -> str:
    """What a scope is delivered as: an invoice settles what was until then only agreed in a contract."""
    return "invoice" if kind == "contract" and is_invoiced else kind


def load_held(reader: Reader, periods: Collection[date]) -> list[Statement]:
    """The claims of the deliveries that count in some billing periods."""
    found: dict[ClaimKey, Statement] = {}
    for row in reader.fetch(load_sql(PACKAGE, "held_claims"), {"periods": sorted(periods)}).to_pylist():
        name = money_name(row["provider"], row["biller"], row["payer_kind"], row["provider_service"])
        names = ("source", "kind", "biller", "billing_account", "billing_period", "amount")
        statement = _add(found, Claim(money=name, **{column: row[column] for column in names}))
        statement.delivery_id = row["delivery_id"]
        statement.keys.append(row["key_id"])
    return list(found.values())


def load_blocked(reader: Reader, periods: Collection[date]) -> list[dict[str, Any]]:
    """The rows of what is blocked in some billing periods."""
    sql = "SELECT * FROM blocked_amount WHERE list_contains(?, billing_period) ORDER BY ALL"
    rows: list[dict[str, Any]] = reader.fetch(sql, [sorted(periods)]).to_pylist()
    return rows


def load_claims(reader: Reader) -> list[Claim]:
    """Every claim, held or blocked."""
    periods = reader.fetch("SELECT DISTINCT billing_period FROM delivery WHERE state = 'current'")
    blocked = reader.fetch("SELECT DISTINCT billing_period FROM blocked_amount")
    chosen = {*periods.column("billing_period").to_pylist(), *blocked.column("billing_period").to_pylist()}
    held = [statement.claim for statement in load_held(reader, chosen)]
    return [*held, *map(claim_of_row, load_blocked(reader, chosen))]


def scopes_of(statements: Iterable[Statement]) -> set[tuple[str, str, date]]:
    """The scopes that claims lie in."""
    return {(one.claim.biller, one.claim.billing_account, one.claim.billing_period) for one in statements}


def _add(found: dict[ClaimKey, Statement], claim: Claim) -> Statement:
    known = found.get(claim.key)
    if known is None:
        known = found[claim.key] = Statement(claim=claim)
    else:
        known.claim = replace(known.claim, amount=known.claim.amount + claim.amount)
    return known
