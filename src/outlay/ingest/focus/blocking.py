"""Applies the judgement over amount sources to an import: what is left out, what leaves the store, what is noted."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from outlay.core.errors import ConflictError
from outlay.core.ids import canonical_json, stable_id
from outlay.core.money import format_plain
from outlay.ingest.focus.authority import Blocking, Claim, blocked_row, claim_of_row, judge_claims
from outlay.ingest.focus.claims import Statement, has_rivals, load_blocked, load_held, load_staged, scopes_of
from outlay.ingest.focus.model import BlockedAmount
from outlay.ingest.focus.normalising import PACKAGE
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import FocusOptions
    from outlay.store.engine import Store, Write
    from outlay.store.scratch import Scratch

_NOBODY = "no source holds it any more: sync or import this one again"


@dataclass(slots=True, kw_only=True)
class Verdict:
    """What an import has to leave out and to remove, so that every amount counts once."""

    staged: list[Blocking] = field(default_factory=list)
    """Claims of the delivery itself that another source holds."""
    removed: list[tuple[Statement, Blocking]] = field(default_factory=list)
    """Claims of others in the store that this delivery supersedes."""
    emptied: list[str] = field(default_factory=list)
    """The source's own earlier deliveries of scopes of which nothing is left."""
    periods: set[date] = field(default_factory=set)
    rows: list[dict[str, Any]] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    seen: list[tuple[Claim, str | None]] = field(default_factory=list)

    @property
    def superseded(self) -> list[str]:
        """The deliveries of other sources that lose charges."""
        return sorted({str(statement.delivery_id) for statement, _ in self.removed})

    @property
    def is_effective(self) -> bool:
        """Whether the store must change for it."""
        return bool(self.removed or self.emptied) or self.rows != self.before

    def report(self, currency: str) -> tuple[BlockedAmount, ...]:
        """What a load report says of it."""
        found = [*self.staged, *(blocking for _, blocking in self.removed)]
        return tuple(
            BlockedAmount(
                source=one.claim.source,
                biller=one.claim.biller,
                provider=one.claim.money,
                billing_account=one.claim.billing_account,
                billing_period=one.claim.billing_period,
                amount=one.claim.amount,
                currency=currency,
                holder=one.holder.source,
                reason=one.reason,
            )
            for one in found
        )


def judge_delivery(store: Store, scratch: Scratch, settings: Settings, options: FocusOptions) -> Verdict:
    """Judge a staged delivery against the store, and leave what is blocked out of the view `charged`."""
    if not (settings.amount_sources or has_rivals(store, options)):
        return Verdict()
    staged = load_staged(scratch, options)
    scopes = scopes_of(staged) | _withdrawn(store, options)
    if not scopes:
        return Verdict()
    periods = {period for _, _, period in scopes}
    held, own = _split(load_held(store, periods), options.source, scopes)
    before = load_blocked(store, periods)
    kept = [row for row in before if not _is_replaced(row, options.source, scopes)]
    claims = [*(one.claim for one in (*staged, *held)), *map(claim_of_row, kept)]
    blocked = judge_claims(claims, settings.amount_sources)
    verdict = Verdict(periods=periods, before=before, seen=_seen(held))
    verdict.staged = [blocked[one.claim.key] for one in staged if one.claim.key in blocked]
    verdict.removed = [(one, blocked[one.claim.key]) for one in held if one.claim.key in blocked]
    left = scopes_of([one for one in staged if one.claim.key not in blocked])
    verdict.emptied = sorted({str(one.delivery_id) for one in own if not scopes_of([one]) & left})
    verdict.rows = _rows(verdict, kept, blocked, settings.currency, options)
    register_blocked(
        scratch, [(digest, one.claim.money) for one in staged if one.claim.key in blocked for digest in one.digests]
    )
    return verdict


def record_verdict(tx: Write, verdict: Verdict) -> set[date]:
    """Remove what is superseded and note what is blocked; returns the days that change.

    Raises:
        ConflictError: if other deliveries were recorded since the judgement.
    """
    if verdict.periods and not set(verdict.seen) <= set(_seen(load_held(tx, verdict.periods))):
        message = "another import changed what sources state in the meantime; nothing was changed"
        raise ConflictError(message, hint="run it again: it will be compared with what is there now")
    days: set[date] = set()
    for statement, _ in verdict.removed:
        days |= _remove_charges(tx, str(statement.delivery_id), statement.keys)
    for delivery in verdict.superseded:
        restate_delivery(tx, delivery)
    if verdict.rows != verdict.before:
        tx.delete("blocked_amount", billing_period=sorted(verdict.periods))
        if verdict.rows:
            tx.insert("blocked_amount", _table(verdict.rows))
    return days


def register_blocked(scratch: Scratch, pairs: Sequence[tuple[str, str]]) -> None:
    """Make the table of scopes and providers whose charges are left out."""
    import pyarrow as pa

    rows = {
        "h": pa.array([digest for digest, _ in pairs], pa.string()),
        "money": pa.array([money for _, money in pairs], pa.string()),
    }
    scratch.register("blocked_rows", pa.table(rows))
    scratch.execute(
        "CREATE OR REPLACE TEMP TABLE blocked AS SELECT CAST(h AS UBIGINT) AS h_scope, money FROM blocked_rows"
    )


def _withdrawn(store: Store, options: FocusOptions) -> set[tuple[str, str, date]]:
    """Scopes of the source's own evidence that a whole delivery no longer states."""
    sql = "SELECT DISTINCT biller, billing_account, billing_period FROM blocked_amount WHERE source = ?"
    return {
        (row["biller"], row["billing_account"], row["billing_period"])
        for row in store.fetch(sql, [options.source]).to_pylist()
        if options.is_whole or row["billing_period"] in options.whole_months
    }


def _split(
    held: list[Statement], source: str, scopes: set[tuple[str, str, date]]
) -> tuple[list[Statement], list[Statement]]:
    """What others hold (and the source itself elsewhere), and what the delivery replaces."""
    own = [one for one in held if one.claim.source == source and scopes_of([one]) & scopes]
    return [one for one in held if one not in own], own


def _is_replaced(row: Mapping[str, Any], source: str, scopes: set[tuple[str, str, date]]) -> bool:
    return row["source"] == source and (row["biller"], row["billing_account"], row["billing_period"]) in scopes


def _seen(held: Sequence[Statement]) -> list[tuple[Claim, str | None]]:
    return [(one.claim, one.delivery_id) for one in held]


def _rows(
    verdict: Verdict,
    kept: Sequence[dict[str, Any]],
    blocked: Mapping[tuple[str, str, str, date, str], Blocking],
    currency: str,
    options: FocusOptions,
) -> list[dict[str, Any]]:
    """All rows of `blocked_amount` of the periods; what was blocked before keeps the time it was first seen."""
    now = options.now.astimezone(UTC).replace(tzinfo=None)
    times = {claim_of_row(row).key: row["seen_at"] for row in verdict.before}
    found = [*verdict.staged, *(blocking for _, blocking in verdict.removed)]
    rows = [blocked_row(one, {"currency": currency, "seen_at": times.get(one.claim.key, now)}) for one in found]
    for row in kept:
        holding = blocked.get(claim_of_row(row).key)
        told = (
            {"holder": holding.holder.source, "reason": holding.reason}
            if holding
            else {"holder": "", "reason": _NOBODY}
        )
        rows.append({**row, **told})
    order = ("source", "kind", "biller", "provider", "billing_account", "billing_period")
    return sorted(rows, key=lambda row: tuple(str(row[name]) for name in order))


def _remove_charges(tx: Write, delivery: str, keys: list[int]) -> set[date]:
    sql = "SELECT DISTINCT day FROM charge_slice WHERE x_delivery_id = ? AND list_contains(?, key_id)"
    days = set(tx.fetch(sql, [delivery, keys]).column("day").to_pylist())
    tx.delete("charge", x_delivery_id=delivery, x_key_id=keys)
    tx.delete("charge_slice", x_delivery_id=delivery, key_id=keys)
    return days


def restate_delivery(tx: Write, delivery: str) -> None:
    """Bring a delivery's own figures to the charges that are left of it."""
    parts = tx.fetch(load_sql(PACKAGE, "delivery_rest"), [delivery]).to_pylist()
    content = 0
    for part in parts:
        content ^= int(part.pop("digest"))
    rows = sum(part["rows"] for part in parts)
    billed = sum((part.pop("x_billed") for part in parts), Decimal(0))
    effective = sum((part.pop("x_effective") for part in parts), Decimal(0))
    totals = canonical_json([_plain(part) for part in parts])
    digest = stable_id("hash", f"{content:032x}", rows, format_plain(billed), format_plain(effective))
    tx.execute(
        "UPDATE delivery SET state = ?, row_count = ?, billed_cost = ?, effective_cost = ?, content_hash = ?, "
        "totals = ? WHERE delivery_id = ? AND state = 'current'",
        ["current" if rows else "superseded", rows, billed, effective, digest, totals, delivery],
    )


def _plain(part: Mapping[str, Any]) -> dict[str, Any]:
    return {name: format_plain(value) if isinstance(value, Decimal) else value for name, value in part.items()}


def _table(rows: Sequence[dict[str, Any]]) -> Any:  # noqa: ANN401 - an Arrow table, which is imported inside
    import pyarrow as pa

    kinds = {"billing_period": pa.date32(), "amount": pa.decimal128(38, 12), "seen_at": pa.timestamp("us")}
    schema = pa.schema([(name, kinds.get(name, pa.string())) for name in rows[0]])
    return pa.Table.from_pylist(list(rows), schema=schema)
