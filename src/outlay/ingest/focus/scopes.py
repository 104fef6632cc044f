"""What a delivery replaces: scopes of biller, billing account and billing period, each swapped whole."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import ConflictError, SecondSourceError, ShrinkingDeliveryError
from outlay.core.ids import stable_id
from outlay.core.money import format_plain
from outlay.facts.providers import resolve_provider
from outlay.ingest.focus.authority import rank_of
from outlay.ingest.focus.normalising import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from outlay.ingest.focus.model import FocusOptions
    from outlay.store.engine import Reader
    from outlay.store.scratch import Scratch

CURRENT: Final = "current"
SUPERSEDED: Final = "superseded"
_SHRINK: Final = Decimal("0.05")
_NAMED: Final = 5
ScopeKey = tuple[str, str, date]


@dataclass(slots=True, kw_only=True)
class Scope:
    """What the new delivery holds for one biller, billing account and billing period."""

    biller: str
    issuer: str
    billing_account: str
    billing_period: date
    digests: list[str] = field(default_factory=list)
    """The scratch's own hashes of the scope, one for each spelling of the issuer."""
    content: int = 0
    rows: int = 0
    billed: Decimal = Decimal(0)
    effective: Decimal = Decimal(0)
    used_until: datetime | None = None
    period_end: datetime | None = None
    is_invoiced: bool = False
    """Whether any of its charges names its invoice."""
    categories: list[dict[str, object]] = field(default_factory=list)
    replaced: list[Delivery] = field(default_factory=list)

    @property
    def key(self) -> ScopeKey:
        """What identifies the scope beside its source."""
        return self.biller, self.billing_account, self.billing_period

    @property
    def content_hash(self) -> str:
        """A digest of the charges, whatever their order and the files' format."""
        return stable_id(
            "hash", f"{self.content:032x}", self.rows, format_plain(self.billed), format_plain(self.effective)
        )

    @property
    def is_unchanged(self) -> bool:
        """Whether the store holds exactly these charges already."""
        return len(self.replaced) == 1 and self.replaced[0].content_hash == self.content_hash

    def watermark(self, options: FocusOptions) -> datetime:
        """The time up to which the delivery tells all."""
        now = _plain(options.now)
        if self.period_end is None or self.period_end <= now:
            return now
        shown = self.period_end if self.used_until is None else min(self.used_until, now)
        return shown if options.reaches is None else max(shown, min(_plain(options.reaches), now))


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A delivery that the store holds."""

    delivery_id: str
    source: str
    kind: str
    content_hash: str
    rows: int
    billed: Decimal
    effective: Decimal


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def load_scopes(scratch: Scratch) -> list[Scope]:
    """The scopes that the staged charges make up."""
    scopes: dict[ScopeKey, Scope] = {}
    by_digest: dict[str, Scope] = {}
    for row in scratch.fetch(scratch.text(PACKAGE, "scope_totals")).to_pylist():
        key = resolve_provider(row["issuer"]), row["billing_account"], row["billing_period"]
        scope = scopes.setdefault(
            key, Scope(biller=key[0], issuer=row["issuer"], billing_account=key[1], billing_period=key[2])
        )
        by_digest[row["h_scope"]] = scope
        scope.digests.append(row["h_scope"])
        scope.content ^= int(row["digest"])
        scope.rows += row["charges"]
        scope.billed += row["billed"]
        scope.effective += row["effective"]
        scope.period_end = _latest(scope.period_end, row["period_end"])
        scope.used_until = _latest(scope.used_until, row["used_until"])
        scope.is_invoiced |= row["is_invoiced"]
    for row in scratch.fetch(scratch.text(PACKAGE, "scope_categories")).to_pylist():
        by_digest[row.pop("h_scope")].categories.append(row)
    return sorted(scopes.values(), key=lambda scope: scope.key)


def find_replaced(store: Reader, scopes: Sequence[Scope], options: FocusOptions, judged: Collection[str] = ()) -> None:
    """Fill in what each scope replaces; deliveries in `judged` and of another kind are left to `authority`.

    Raises:
        SecondSourceError: if another source delivers a scope and taking over was not asked for.
    """
    held = _load_held(store)
    for scope in scopes:
        scope.replaced = [one for one in held.get(scope.key, []) if _is_rival(one, options, judged)]
        others = [delivery for delivery in scope.replaced if delivery.source != options.source]
        if others and not options.replace:
            raise _second_source(scope, others[0].source, options.source)


def demand_unmoved(store: Reader, scopes: Iterable[Scope], options: FocusOptions, judged: Collection[str] = ()) -> None:
    """Stop if the store's deliveries of a scope are no longer those that it was judged against.

    Raises:
        ConflictError: naming the scope.
    """
    held = _load_held(store)
    for scope in scopes:
        now = {one for one in held.get(scope.key, []) if _is_rival(one, options, judged)}
        if now != set(scope.replaced):
            message = f"another import delivered {_name(scope)} in the meantime; nothing was changed"
            raise ConflictError(message, hint="run it again: it will be compared with what is there now")


def _is_rival(delivery: Delivery, options: FocusOptions, judged: Collection[str]) -> bool:
    if delivery.source == options.source:
        return True
    return delivery.delivery_id not in judged and rank_of(delivery.kind) == rank_of(options.kind)


def check_shrinking(scopes: Sequence[Scope], dropped: Mapping[ScopeKey, Sequence[str]]) -> None:
    """Stop a delivery that loses money or accounts against what it replaces.

    Raises:
        ShrinkingDeliveryError: with old and new totals of each scope concerned.
    """
    problems = []
    for scope in scopes:
        accounts = dropped.get(scope.key, ())
        if not scope.replaced or not (accounts or _shrinks(scope)):
            continue
        old_billed = sum((delivery.billed for delivery in scope.replaced), Decimal(0))
        old_effective = sum((delivery.effective for delivery in scope.replaced), Decimal(0))
        text = (
            f"{_name(scope)}: billed {format_plain(old_billed)} → {format_plain(scope.billed)}, "
            f"effective {format_plain(old_effective)} → {format_plain(scope.effective)}, "
            f"rows {sum(delivery.rows for delivery in scope.replaced)} → {scope.rows}"
        )
        if accounts:
            more = f" and {len(accounts) - _NAMED} more" if len(accounts) > _NAMED else ""
            text += f", without accounts {', '.join(accounts[:_NAMED])}{more}"
        problems.append(text)
    if problems:
        message = f"the delivery would shrink {len(problems)} period(s): {'; '.join(problems)}"
        raise ShrinkingDeliveryError(message, hint="if the new totals are right, import again with --replace")


def _load_held(store: Reader) -> dict[ScopeKey, list[Delivery]]:
    held: dict[ScopeKey, list[Delivery]] = {}
    sql = (
        "SELECT delivery_id, source, kind, biller, billing_account, billing_period, content_hash, row_count, "
        "billed_cost, effective_cost FROM delivery WHERE state = 'current'"
    )
    for row in store.fetch(sql).to_pylist():
        delivery = Delivery(
            delivery_id=row["delivery_id"],
            source=row["source"],
            kind=row["kind"],
            content_hash=row["content_hash"],
            rows=row["row_count"],
            billed=row["billed_cost"],
            effective=row["effective_cost"],
        )
        held.setdefault((row["biller"], row["billing_account"], row["billing_period"]), []).append(delivery)
    return held


def find_dropped_accounts(store: Reader, scratch: Scratch, scopes: Sequence[Scope]) -> dict[ScopeKey, list[str]]:
    """The sub-accounts that replaced deliveries have and the new ones lack."""
    changing = [scope for scope in scopes if scope.replaced and not scope.is_unchanged]
    if not changing:
        return {}
    ids = [delivery.delivery_id for scope in changing for delivery in scope.replaced]
    old = store.fetch(
        "SELECT DISTINCT x_delivery_id AS id, SubAccountId AS account FROM charge "
        "WHERE list_contains(?, x_delivery_id) AND SubAccountId IS NOT NULL",
        [ids],
    ).to_pylist()
    new: dict[str, set[str]] = {}
    for digest, account in scratch.rows("SELECT DISTINCT CAST(h_scope AS VARCHAR), SubAccountId FROM good"):
        new.setdefault(str(digest), set()).add(str(account))
    dropped = {}
    for scope in changing:
        scope_ids = {delivery.delivery_id for delivery in scope.replaced}
        before = {row["account"] for row in old if row["id"] in scope_ids}
        gone = before.difference(*(new.get(digest, set()) for digest in scope.digests))
        if gone:
            dropped[scope.key] = sorted(gone)
    return dropped


def _name(scope: Scope) -> str:
    return f"{scope.biller} {scope.billing_account or '(no account)'} {scope.billing_period:%Y-%m}"


def _latest(*times: datetime | None) -> datetime | None:
    return max((time for time in times if time is not None), default=None)


def _shrinks(scope: Scope) -> bool:
    old = [
        (sum((delivery.billed for delivery in scope.replaced), Decimal(0)), scope.billed),
        (sum((delivery.effective for delivery in scope.replaced), Decimal(0)), scope.effective),
    ]
    return any(new < before - abs(before) * _SHRINK for before, new in old)


def _second_source(scope: Scope, holder: str, source: str) -> SecondSourceError:
    message = f"source {holder!r} already delivers {_name(scope)}; a second source {source!r} would count it twice"
    return SecondSourceError(message, hint=f"import with --source {holder}, or with --replace to take over")
