"""Explains a ledger row or a charge: back to its charges, pools, rule and weights, or forward to its rows."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import NotFoundError, UsageError
from outlay.core.money import divide, format_plain
from outlay.core.time import utc
from outlay.facts.keys import KEY_DIMENSIONS
from outlay.ledger.day import compute_days, load_facts, prepare
from outlay.ledger.keyring import Keyring
from outlay.ledger.model import Explanation, Row, Step
from outlay.ledger.queries import load_keys, statement
from outlay.ledger.rules import Ruleset, compile_rules
from outlay.ledger.standing import compute_standing

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Store
    from outlay.store.scratch import Scratch

TOP: Final = 20
MAX_DAYS: Final = 3


def explain(store: Store, settings: Settings, id: str, *, now: datetime) -> Explanation:  # noqa: A002 - what it is
    """Explain `lg_<hex>` (a ledger row) or `ch_…` (a charge), by computing its days again.

    Raises:
        UsageError: if the id is of no known kind.
        NotFoundError: if there is no such row or charge.
    """
    if id.startswith("lg_"):
        return _Explainer(store, settings, now).row(id)
    if id.startswith("ch_"):
        return _Explainer(store, settings, now).charge(id)
    message = f"{id!r} is neither a ledger row nor a charge"
    raise UsageError(message, hint="ids begin with lg_ (a ledger row) or ch_ (a charge)")


def ledger_row_id(number: int) -> str:
    """How a ledger row's number is written."""
    return f"lg_{number:016x}"


class _Explainer:
    def __init__(self, store: Store, settings: Settings, now: datetime) -> None:
        self._store = store
        self._settings = settings
        self._now = utc(now)
        self._ruleset: Ruleset = compile_rules(settings.allocation)

    def row(self, id_text: str) -> Explanation:
        number = _parse_row_id(id_text)
        found = self._store.fetch("SELECT * FROM ledger WHERE ledger_row = ?", [number]).to_pylist()
        if not found:
            message = f"no ledger row {id_text}"
            raise NotFoundError(message, hint="its day may have been computed again: ask the query once more")
        row = found[0]
        with self._store.scratch() as scratch:
            self._compute(scratch, row["day"])
            pools = self._pools(scratch, number)
            steps = [
                _step("The row", f"A share of the charges of {row['payer_id']} on {row['day']}.", [self._axes(row)]),
                _step(
                    "Pools",
                    "Charges that nothing tells apart are pooled; the row holds this part of each pool.",
                    [_pool_row(pool) for pool in pools],
                ),
                self._rules(pools),
                *self._weights(scratch, pools),
                self._charges(pools),
            ]
        cost = format_plain(row["effective_cost"])
        origin = "one pool of charges" if len(pools) == 1 else f"{len(pools)} pools of charges"
        summary = f"{cost} {self._settings.currency} effective cost on {row['day']}, from {origin}."
        return Explanation(id=id_text, kind="ledger_row", summary=summary, steps=tuple(steps))

    def charge(self, id_text: str) -> Explanation:
        slices = self._store.fetch(statement("explain_slices"), [id_text]).to_pylist()
        if not slices:
            message = f"no charge {id_text}"
            raise NotFoundError(message, hint="it may have been replaced by a newer delivery of its bill")
        steps = [
            self._origin(id_text),
            _step("Slices", "The days that the charge belongs to.", [_slice_row(s) for s in slices]),
        ]
        rules: dict[int, None] = {}
        chosen = sorted(slices, key=lambda row: (-abs(row["effective_cost"]), row["day"]))[:MAX_DAYS]
        for row in sorted(chosen, key=lambda found: found["day"]):
            with self._store.scratch() as scratch:
                self._compute(scratch, row["day"])
                steps.append(self._rows_of(scratch, row, rules))
        steps.insert(2, self._rule_step(rules))
        summary = f"A charge with {len(slices)} daily {'slice' if len(slices) == 1 else 'slices'}."
        if len(slices) > len(chosen):
            summary += f" Ledger rows are shown for only {len(chosen)} of its days, those with most of its cost."
        return Explanation(id=id_text, kind="charge", summary=summary, steps=tuple(steps))

    def _compute(self, scratch: Scratch, day: date) -> None:
        with self._store.read() as reader:
            standing = compute_standing(reader, self._settings, now=self._now)
        keys = load_keys(self._store)
        prepare(scratch, keys, standing)
        compute_days(scratch, load_facts(self._store, [day]), self._ruleset, Keyring(keys, self._settings))

    def _axes(self, row: dict[str, Any]) -> Row:
        key = self._store.fetch("SELECT * FROM key WHERE key_id = ?", [row["key_id"]]).to_pylist()
        known = {name: key[0][name] for name in KEY_DIMENSIONS if key and key[0][name] is not None}
        return known | {name: value for name, value in row.items() if name not in {"key_id", "ledger_row"}}

    def _pools(self, scratch: Scratch, number: int) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = scratch.fetch(statement("explain_pools"), [number]).to_pylist()
        return found

    def _rules(self, pools: list[dict[str, Any]]) -> Step:
        is_whole = any(pool["is_inference"] and pool["cell"] is None for pool in pools)
        note = " No usage is known of that day, so the charge keeps its own key." if is_whole else ""
        return self._rule_step(dict.fromkeys(pool["rule"] for pool in pools), note)

    def _rule_step(self, numbers: dict[int, None], note: str = "") -> Step:
        rows = [
            {"rule": rule.name, "driver": rule.driver, "measure": rule.measure, "match": rule.text}
            for rule in self._ruleset.rules
            if rule.number in numbers
        ]
        return _step("Rule", f"The first rule that matches a charge splits it.{note}", rows)

    def _weights(self, scratch: Scratch, pools: list[dict[str, Any]]) -> list[Step]:
        cells = sorted({pool["cell"] for pool in pools if pool["cell"] is not None})
        if not cells:
            return []
        gaps = scratch.fetch(statement("explain_cells"), [cells]).to_pylist()
        weights = scratch.fetch(statement("explain_weights"), [cells]).to_pylist()
        compared = "Usage is compared with the bill in this cell; what telemetry missed is named untracked_ai."
        return [
            _step("Coverage", compared, gaps),
            _step("Weights", f"The {len(weights)} heaviest keys of usage and their share of the cell.", weights),
        ]

    def _charges(self, pools: list[dict[str, Any]]) -> Step:
        rows: list[dict[str, Any]] = []
        for pool in pools[:TOP]:
            found = self._store.fetch(statement("explain_charges"), [pool[name] for name in _POOL_AXES]).to_pylist()
            whole = pool["pool_effective_cost"]
            rows += [charge | {"share_of_pool": divide(charge["effective_cost"], whole)} for charge in found]
        rows.sort(key=lambda row: (-abs(row["effective_cost"]), row["charge_id"]))
        return _step("Charges", f"The largest charges of the pools, at most {TOP}.", rows[:TOP])

    def _origin(self, charge_id: str) -> Step:
        found = self._store.fetch(statement("explain_charge"), [charge_id]).to_pylist()
        return _step("The charge", "As the bill states it, and as converted.", found)

    def _rows_of(self, scratch: Scratch, row: dict[str, Any], rules: dict[int, None]) -> Step:
        found = scratch.fetch(statement("explain_rows"), [row[name] for name in _POOL_AXES]).to_pylist()
        rules.update(dict.fromkeys(entry.pop("rule") for entry in found))
        whole = sum((entry["effective_cost"] for entry in found), Decimal(0))
        share = divide(row["effective_cost"], whole) if whole else None
        rows = [{"id": ledger_row_id(entry.pop("ledger_row"))} | entry for entry in found[:TOP]]
        text = f"Ledger rows of its pool on {row['day']}, the largest first; the charge's share of the pool is {share}."
        return _step(f"Ledger rows of {row['day']}", text, rows)


_POOL_AXES: Final = (
    "day",
    "accounting_period",
    "key_id",
    "payer_id",
    "charge_category",
    "pricing_category",
    "charge_class",
    "invoice_id",
    "billing_period",
    "cost_class",
)


def _parse_row_id(text: str) -> int:
    if not re.fullmatch(r"lg_[0-7]?[0-9a-f]{1,15}", text):
        message = f"{text[:40]!r} is not the id of a ledger row"
        raise UsageError(message, hint="it is lg_ and sixteen hexadecimal digits")
    return int(text.removeprefix("lg_"), 16)


def _pool_row(pool: dict[str, Any]) -> Row:
    hidden = {"key_id", "cell", "rule", "is_inference", "charge_class"}
    share = divide(pool["effective_cost"], pool["pool_effective_cost"])
    return {name: value for name, value in pool.items() if name not in hidden} | {"share_of_pool": share}


def _slice_row(row: dict[str, Any]) -> Row:
    return {name: row[name] for name in ("day", "accounting_period", "billed_cost", "effective_cost", "list_cost")}


def _step(title: str, text: str, rows: list[Any]) -> Step:
    return Step(title=title, text=text, rows=tuple(rows))
