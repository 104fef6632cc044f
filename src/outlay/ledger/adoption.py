"""Notices rules that have changed since they were last applied, and makes them hold for all days."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.ids import stable_id
from outlay.facts.pnl import compile_pnl
from outlay.ledger.marks import mark_days
from outlay.ledger.queries import load_ledger_days
from outlay.ledger.rules import SHIPPED_RULES
from outlay.store.events import recompute_customers
from outlay.store.keys import resolve_keys, resolve_lines

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Reader, Write

_NAME: Final = "ruleset"
_LINES: Final = "pnl_ruleset"
_OF_CUSTOMERS: Final = "SELECT key_id, payer_id, payer_kind, product, feature FROM key ORDER BY key_id"
"""What the rollups of customers keep of keys."""


def adopt_rules(tx: Write, settings: Settings) -> bool:
    """If rules are not those of the last rebuild, resolve all keys again and make all days dirty.

    Returns:
        Whether they had changed.
    """
    has_changed = _is_new(tx, _NAME, ruleset_id(settings))
    if has_changed:
        _resolve(tx, settings)
        mark_days(tx, load_ledger_days(tx), "rules")
    # lines are told by a table beside the ledger: a change of theirs computes no day again
    if _is_new(tx, _LINES, pnl_id(settings)) or has_changed:
        resolve_lines(tx, settings)
    return has_changed


def are_lines_outdated(reader: Reader, settings: Settings) -> bool:
    """Whether keys are on their lines by other rules than those of the settings."""
    held = reader.fetch("SELECT value FROM meta WHERE name = ?", [_LINES]).column("value").to_pylist()
    return bool(held) and held != [pnl_id(settings)]


def _is_new(tx: Write, name: str, ruleset: str) -> bool:
    """Whether rules are not those last applied; they are recorded as applied."""
    if tx.fetch("SELECT value FROM meta WHERE name = ?", [name]).column("value").to_pylist() == [ruleset]:
        return False
    tx.delete("meta", name=name)
    tx.execute("INSERT INTO meta (name, value) VALUES (?, ?)", [name, ruleset])
    return True


def ruleset_id(settings: Settings) -> str:
    """Identifies all rules that a rebuild applies, shipped ones included."""
    rules = (*settings.allocation, *SHIPPED_RULES, *settings.payers, *settings.dimension_rules)
    return stable_id("rs", *(rule.model_dump() for rule in rules))


def pnl_id(settings: Settings) -> str:
    """Identifies the rules for lines of the profit and loss statement, shipped ones included."""
    rules = ([str(rule.match), rule.line, str(rule.since), str(rule.until)] for rule in compile_pnl(settings.pnl))
    return stable_id("pl", *rules)


def _resolve(tx: Write, settings: Settings) -> None:
    before = tx.fetch(_OF_CUSTOMERS)
    if resolve_keys(tx, settings) and tx.fetch(_OF_CUSTOMERS) != before:
        recompute_customers(tx)
