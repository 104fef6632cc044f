"""Registers key tuples: the dictionary that events, charges and values share, with what rules derive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from outlay.core.ids import canonical_json
from outlay.facts.expressions import Expression, matches, parse_expression
from outlay.facts.keys import KEY_DIMENSIONS, key_id
from outlay.facts.models import model_family, model_vendor
from outlay.facts.payers import ESTIMATED_KINDS, Payer, PayerRule, payer_of_charge, payer_of_usage, payer_rules
from outlay.facts.pnl import DatedLine, compile_pnl, dated_lines

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from outlay.core.settings import Settings
    from outlay.store.engine import Write

    Dimensions = Mapping[str, str | None]


class KeyResolver:
    """Turns raw tuples into key rows by the settings' rules."""

    def __init__(self, settings: Settings) -> None:
        self._rules: tuple[PayerRule, ...] = payer_rules(settings.payers)
        self._setters: list[tuple[Expression, dict[str, str]]] = [
            (parse_expression(rule.match), rule.set) for rule in settings.dimension_rules
        ]
        self._pnl = compile_pnl(settings.pnl)

    def row(self, raw: Dimensions) -> dict[str, str | int | None]:
        """The key row of a raw tuple: resolved dimensions, derived columns, payer."""
        resolved: dict[str, str | None] = {name: raw.get(name) for name in KEY_DIMENSIONS}
        resolved["model_family"] = model_family(raw.get("model"))
        resolved["model_vendor"] = model_vendor(raw.get("model"))
        for expression, values in self._setters:
            if matches(expression, resolved.get):
                resolved.update({name: value for name, value in values.items() if name in resolved})
        payer = self.payer(resolved)
        return {
            "key_id": key_id(raw),
            **resolved,
            "payer_id": payer.payer_id,
            "payer_kind": payer.kind,
            "raw": canonical_json({name: raw[name] for name in KEY_DIMENSIONS if raw.get(name) is not None}),
        }

    def lines(self, row: Mapping[str, str | int | None]) -> list[DatedLine]:
        """The lines of the profit and loss statement of a key row, over time."""
        return dated_lines({name: None if value is None else str(value) for name, value in row.items()}, self._pnl)

    def payer(self, resolved: Dimensions) -> Payer:
        """The payer of a resolved tuple; a charge's tuple is the one that names its cost group."""
        if resolved.get("cost_group") is not None and resolved.get("biller") is not None:
            return payer_of_charge(resolved)
        return payer_of_usage(resolved, self._rules)


def register_keys(tx: Write, tuples: Iterable[Dimensions], settings: Settings) -> int:
    """Insert key rows that are not there yet, and their payers. Returns how many keys were new."""
    wanted = {key_id(raw): raw for raw in tuples}
    unknown = set(load_unknown_keys(tx, wanted))
    if not unknown:
        return 0
    resolver = KeyResolver(settings)
    rows = [resolver.row(raw) for number, raw in wanted.items() if number in unknown]
    _insert_keys(tx, rows)
    _insert_lines(tx, rows, resolver)
    register_payers(tx, {_payer(row) for row in rows})
    return len(rows)


def load_unknown_keys(tx: Write, wanted: Collection[int]) -> list[int]:
    """Which of some keys the dictionary does not hold."""
    import pyarrow as pa

    if not wanted:
        return []
    tx.stage("wanted_key", pa.table({"key_id": pa.array(list(wanted), pa.int64())}))
    found: list[int] = tx.fetch("SELECT key_id FROM wanted_key ANTI JOIN key USING (key_id)").column(0).to_pylist()
    return found


def register_payers(tx: Write, payers: Iterable[Payer]) -> None:
    """Insert payers that are not there yet.

    Usage without a billing account settles with the only one that its biller charges, and is covered with it: the bill
    of its days may have arrived before it. Any other payer settles with itself until the ledger learns better.
    """
    import pyarrow as pa

    known = tx.fetch("SELECT payer_id, biller, billing_account, kind, amount_source FROM payer").to_pylist()
    wanted = {payer.payer_id: payer for payer in payers}
    for found in known:
        wanted.pop(found["payer_id"], None)
    charged = [row for row in known if row["amount_source"] is not None]
    settles_with = {payer_id: _settle(payer, charged) for payer_id, payer in wanted.items()}
    rows = [
        {
            "payer_id": payer.payer_id,
            "biller": payer.biller,
            "billing_account": payer.billing_account,
            "kind": payer.kind,
            "settles_with": settles_with[payer.payer_id],
        }
        for payer in sorted(wanted.values(), key=lambda payer: payer.payer_id)
    ]
    if rows:
        tx.insert("payer", pa.Table.from_pylist(rows))
    for payer_id, target in settles_with.items():
        if target != payer_id:
            sql = "INSERT INTO coverage BY NAME SELECT ? AS payer_id, day, state FROM coverage WHERE payer_id = ?"
            tx.execute(sql, [payer_id, target])


def _settle(payer: Payer, charged: list[dict[str, str]]) -> str:
    """The payer to settle with at first; `ledger.payers` knows more and has the last word."""
    kinds = ESTIMATED_KINDS if payer.kind in ESTIMATED_KINDS else (payer.kind,)
    found = [row for row in charged if row["biller"] == payer.biller and row["kind"] in kinds]
    if payer.billing_account or len({row["billing_account"] for row in found}) != 1:
        return payer.payer_id
    return min((row["kind"] != payer.kind, row["payer_id"]) for row in found)[1]


def resolve_keys(tx: Write, settings: Settings) -> int:
    """Resolve every key again from its raw tuple, after rules changed. Returns how many keys changed."""
    resolver = KeyResolver(settings)
    before = {row["key_id"]: row for row in tx.fetch("SELECT * FROM key").to_pylist()}
    after = {number: resolver.row(json.loads(str(row["raw"]))) for number, row in before.items()}
    changed = [row for number, row in after.items() if row != before[number]]
    if changed:
        tx.delete("key", key_id=[row["key_id"] for row in changed])
        _insert_keys(tx, changed)
        register_payers(tx, {_payer(row) for row in changed})
    return len(changed)


def resolve_lines(tx: Write, settings: Settings) -> None:
    """Put every key on its lines of the profit and loss statement again, after keys or those rules changed."""
    tx.delete("key_line")
    _insert_lines(tx, tx.fetch("SELECT * FROM key").to_pylist(), KeyResolver(settings))


def _insert_lines(tx: Write, rows: list[dict[str, str | int | None]], resolver: KeyResolver) -> None:
    import pyarrow as pa

    lines = [(row["key_id"], line) for row in rows for line in resolver.lines(row)]
    if lines:
        columns = {
            "key_id": pa.array([key for key, _ in lines], pa.int64()),
            "since": pa.array([line.since for _, line in lines], pa.date32()),
            "until": pa.array([line.until for _, line in lines], pa.date32()),
            "pnl_line": pa.array([line.line for _, line in lines], pa.string()),
        }
        tx.insert("key_line", pa.table(columns))


def _insert_keys(tx: Write, rows: list[dict[str, str | int | None]]) -> None:
    import pyarrow as pa

    schema = pa.schema([(name, pa.int64() if name == "key_id" else pa.string()) for name in rows[0]])
    tx.insert("key", pa.Table.from_pylist(rows, schema=schema))


def _payer(row: Mapping[str, str | int | None]) -> Payer:
    biller, _, rest = str(row["payer_id"]).partition("/")
    account, _, _ = rest.rpartition("/")
    return Payer(biller=biller, billing_account=account, kind=row["payer_kind"])  # type: ignore[arg-type]  # a column of Kind values
