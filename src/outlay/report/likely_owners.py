"""Guesses who answers for a key or account that no telemetry knows: by its tags and rules, else by its name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from outlay.report.shadow_ai import Owner, Place

if TYPE_CHECKING:
    from outlay.store import Reader

_SEPARATORS: Final = re.compile(r"[^a-z0-9]+")
_SHORTEST: Final = 3
_KNOWN: Final = (
    "SELECT account, credential, coalesce(owner, team) AS owner, owner IS NULL AS is_team FROM key "
    "WHERE (owner IS NOT NULL OR team IS NOT NULL) AND (account IS NOT NULL OR credential IS NOT NULL) "
    "GROUP BY ALL ORDER BY ALL"
)
_TEAMS: Final = (
    "SELECT DISTINCT coalesce(team, owner) AS name FROM key WHERE coalesce(team, owner) IS NOT NULL ORDER BY 1"
)


def likely_owners(reader: Reader, places: Iterable[Place]) -> dict[Place, Owner]:
    """The likely owner of each (account, credential) that has one."""
    known = reader.fetch(_KNOWN).to_pylist()
    by_credential = {row["credential"]: row["owner"] for row in known if row["credential"]}
    by_account: dict[str, set[str]] = {}
    for row in known:
        if row["account"]:
            by_account.setdefault(row["account"], set()).add(row["owner"])
    teams = reader.fetch(_TEAMS).column("name").to_pylist()
    found = {}
    for account, credential in places:
        owner = _by_name(credential, teams, "key") or _by_name(account, teams, "account")
        if credential in by_credential:
            owner = Owner(name=by_credential[credential], reason="other usage of this key, or a rule, names them")
        elif owner is None and account and len(by_account.get(account, ())) == 1:
            owner = Owner(
                name=next(iter(by_account[account])), reason=f"all known usage of account {account} is theirs"
            )
        if owner is not None:
            found[account, credential] = owner
    return found


def _by_name(name: str | None, teams: Iterable[str], what: str) -> Owner | None:
    """The team whose name is in the name of a key or account; the longest wins."""
    words = f"_{_SEPARATORS.sub('_', (name or '').casefold())}_"
    fitting = [
        team
        for team in teams
        if len(team) >= _SHORTEST and f"_{_SEPARATORS.sub('_', team.casefold()).strip('_')}_" in words
    ]
    best = max(fitting, key=lambda team: (len(team), team), default=None)
    return None if best is None else Owner(name=best, reason=f"the {what} {name} is named after them")
