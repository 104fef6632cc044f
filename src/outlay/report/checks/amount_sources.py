"""Whose money is stated twice: what counts, what is evidence, and what to write where both are right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.ingest.focus.authority import find_doubles
from outlay.ingest.focus.claims import load_claims
from outlay.report.checks.model import Examination, Finding

if TYPE_CHECKING:
    from outlay.store import Reader

_AREA: Final = "amount sources"
_SHOWN: Final = 5


def examine_amount_sources(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Name each amount that another source holds, those that none holds any more, and possible doubles."""
    rows = reader.fetch("SELECT * FROM blocked_amount ORDER BY source, provider, billing_period").to_pylist()
    groups: dict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        groups[row["source"], row["provider"], row["holder"], row["reason"]].append(row)
    for (source, provider, holder, reason), found in groups.items():
        yield _blocked((source, provider, holder, reason), found)
    doubles = find_doubles(load_claims(reader), case.settings.amount_sources)
    for one, other in doubles[:_SHOWN]:
        yield Finding(
            area=_AREA,
            state="warning",
            text=f"{one.provider} {one.billing_period:%Y-%m} may count twice: {_money(one.amount)} by source "
            f"{one.source} through {one.biller}, {_money(other.amount)} by source {other.source}; both are bills",
            hint=_settings(one.provider, one.source, other.source),
        )


def _blocked(group: tuple[str, str, str, str], rows: list[dict[str, Any]]) -> Finding:
    source, provider, holder, reason = group
    amount = sum((row["amount"] for row in rows), Decimal(0))
    periods = sorted({f"{row['billing_period']:%Y-%m}" for row in rows})
    when = periods[0] if len(periods) == 1 else f"{periods[0]} to {periods[-1]}"
    money = f"{_money(amount)} {rows[0]['currency']} of {provider} {when}"
    if not holder:
        return Finding(
            area=_AREA, state="warning", text=f"{money} by source {source} count nowhere: {reason}",
            hint=f"`outlay sync {source}`, or import its file again",
        )  # fmt: skip
    return Finding(
        area=_AREA, state="note", text=f"{money} by source {source} are evidence; {holder} holds them ({reason})",
        hint=_settings(provider.partition(" ")[0], holder, source),
    )  # fmt: skip


def _settings(provider: str, holder: str, other: str) -> str:
    return (
        f"if {other} should count instead of {holder}, write under amount_sources in outlay.yaml: "
        f"{{provider: {provider}, source: {other}}}; if they are different money: {{provider: {provider}, both: true}}"
    )


def _money(amount: Decimal) -> str:
    return f"{amount:,.2f}"
