"""Reads a month's charges, counts and telemetry, and lays them side by side in cells."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from outlay.facts.expressions import matches, parse_expression
from outlay.facts.payers import ESTIMATED_KINDS
from outlay.facts.providers import AI_APIS
from outlay.ledger.matching.model import Place
from outlay.ledger.payers import parse_payer
from outlay.ledger.queries import load_of_days
from outlay.ledger.rules import AI_API_USAGE
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from datetime import date

    import pyarrow as pa

    from outlay.core.time import TimeRange
    from outlay.store import Reader
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ledger.matching"
_UNITS: Final = "units"
_CLASSES: Final = frozenset({"input", "cache_read", "cache_write", "output", _UNITS})
_KEY_COLUMNS: Final = (
    "SELECT key_id, payer_id, provider, account, credential, model, model_family, token_class, service_tier FROM key"
)
_STEPS: Final = ("charged", "side", "level", "naming", "placed", "fine")


class InTier(NamedTuple):
    """Tokens that were billed in a tier, and those that telemetry saw in it."""

    billed: int
    seen: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Tokens of one model and class: what the provider counted, what telemetry saw and what that costs by our cards."""

    place: Place
    provider: str | None
    named: str | None
    quantity: int | None
    seen: int
    unpriced: int
    missed: int
    beyond: int
    seen_cost: Decimal
    tiers: Mapping[str | None, InTier] = field(default_factory=dict)
    """Tokens by service tier where the bill names tiers; None is the ordinary one."""


@dataclass(slots=True, kw_only=True)
class Cell:
    """Lines that the bill charges together; `charged` is None where it charges nothing for them."""

    place: Place
    charged: Decimal | None = None
    rows: int = 0
    is_cents: bool = False
    lines: list[Line] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Sides:
    """All that is known of one bill's month."""

    statement: str
    requests: int = 0
    is_monthly: bool = False
    is_counted: bool = False
    """The provider's own report tells quantities."""
    cells: dict[Place, Cell] = field(default_factory=dict)
    others: list[dict[str, Any]] = field(default_factory=list)
    missed: list[dict[str, Any]] = field(default_factory=list)
    """Where telemetry differs from counts, at the finest level."""
    names: dict[tuple[date, str | None], tuple[str | None, str | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Raw:
    charges: pa.Table
    usage: pa.Table
    counted: pa.Table
    keys: pa.Table
    scope: pa.Table
    statements: pa.Table


def load_sides(reader: Reader, scratch: Scratch, period: TimeRange) -> dict[str, Sides]:
    """The sides of every bill that has charges for AI, or of whose biller telemetry knows requests."""
    return _compare(scratch, _load(reader, period))


def _load(reader: Reader, period: TimeRange) -> _Raw:
    bounds: dict[str, object] = {"since": period.since, "until": period.until}
    charges, counted = (
        reader.fetch(load_sql(PACKAGE, name), bounds) for name in ("load_charges", "load_provider_usage")
    )
    charged = sorted(set(charges.column("key_id").to_pylist()))
    keys = reader.fetch("SELECT * FROM key WHERE list_contains(?, key_id)", [charged])
    return _Raw(
        charges=charges,
        usage=load_of_days(reader, "load_usage", list(period)),
        counted=_with_family(counted),
        keys=reader.fetch(_KEY_COLUMNS),
        scope=_scope(keys),
        statements=_statements(reader),
    )


def _with_family(counted: pa.Table) -> pa.Table:
    import pyarrow as pa

    from outlay.facts.models import model_family

    families = [model_family(model) for model in counted.column("model").to_pylist()]
    return counted.append_column("model_family", pa.array(families, pa.string()))


def _scope(keys: pa.Table) -> pa.Table:
    """Keys of charges that belong on an AI bill: usage of models anywhere, and all else that an AI vendor bills."""
    import pyarrow as pa

    rule = parse_expression(AI_API_USAGE.match)
    as_usage = {"charge_category": "Usage", "cost_class": "consumption"}
    rows = []
    for key in keys.to_pylist():
        values = {**key, **as_usage}
        if key["biller"] in AI_APIS or matches(rule, values.get):
            is_named = key["model"] is not None or key["token_class"] in _CLASSES
            is_vendor = key["biller"] in AI_APIS
            rows.append({"key_id": key["key_id"], "is_named": is_named, "is_vendor": is_vendor})
    names = [("key_id", pa.int64()), ("is_named", pa.bool_()), ("is_vendor", pa.bool_())]
    return pa.Table.from_pylist(rows, schema=pa.schema(names))


def _statements(reader: Reader) -> pa.Table:
    """Which bill the money of each payer is on."""
    import pyarrow as pa

    settled = {row["payer_id"]: row["settles_with"] for row in _payers(reader)}
    found = reader.fetch(
        "SELECT DISTINCT payer_id FROM key WHERE payer_id IS NOT NULL UNION SELECT DISTINCT payer_id FROM charge_slice "
        "UNION SELECT DISTINCT payer_id FROM provider_usage"
    ).to_pylist()
    rows = []
    for payer_id in sorted({row["payer_id"] for row in found}):
        own, target = parse_payer(payer_id), parse_payer(settled.get(payer_id, payer_id))
        rows.append(
            {
                "payer_id": payer_id,
                "statement": f"{target.biller}/{target.billing_account}",
                "kind": own.kind,
                "is_estimated": own.kind in ESTIMATED_KINDS,
            }
        )
    names = [("payer_id", pa.string()), ("statement", pa.string()), ("kind", pa.string()), ("is_estimated", pa.bool_())]
    return pa.Table.from_pylist(rows, schema=pa.schema(names))


def _payers(reader: Reader) -> list[dict[str, str]]:
    found: list[dict[str, str]] = reader.fetch("SELECT payer_id, settles_with FROM payer").to_pylist()
    return found


def _compare(scratch: Scratch, raw: _Raw) -> dict[str, Sides]:
    scratch.register("charge_in", raw.charges)
    scratch.register("usage_in", raw.usage)
    scratch.register("counted_in", raw.counted)
    scratch.register("key_in", raw.keys)
    scratch.register("scope_in", raw.scope)
    scratch.register("statement_in", raw.statements)
    for name in _STEPS:
        scratch.run(PACKAGE, name)
    found: dict[str, Sides] = {}

    def rows(name: str) -> list[tuple[Sides, dict[str, Any]]]:
        listed = scratch.fetch(scratch.text(PACKAGE, name)).to_pylist()
        return [(found.setdefault(row["statement"], Sides(statement=row["statement"])), row) for row in listed]

    _fill_cells(rows)
    for sides, row in rows("other"):
        sides.others.append(row)
    for sides, row in rows("missed"):
        sides.missed.append(row)
    for sides, row in rows("requests"):
        sides.requests = row["requests"]
    for sides, row in rows("kind"):
        sides.is_monthly, sides.is_counted = row["is_monthly"], row["is_counted"]
    for sides in found.values():
        _fold_units(sides)
    return found


def _fill_cells(rows: Callable[[str], list[tuple[Sides, dict[str, Any]]]]) -> None:
    tiers: dict[tuple[str, Place], dict[str | None, InTier]] = defaultdict(dict)
    for sides, row in rows("tier"):
        tiers[sides.statement, _place(row)][row["tier"]] = InTier(int(row["billed"]), int(row["seen"]))
    for sides, row in rows("cell"):
        place = _place(row)
        sides.cells[place] = Cell(place=place, charged=row["charged"], rows=row["row_count"], is_cents=row["is_cents"])
    for sides, row in rows("line"):
        _add_line(sides, row, tiers.get((sides.statement, _place(row)), {}))


def _place(row: dict[str, Any]) -> Place:
    return Place(row["day"], row["account"], row["credential"], row["model"], row["token_class"])


def _add_line(sides: Sides, row: dict[str, Any], tiers: Mapping[str | None, InTier]) -> None:
    line = Line(
        place=_place(row),
        provider=row["provider"],
        named=row["named"],
        quantity=None if row["quantity"] is None else int(row["quantity"]),
        seen=int(row["seen"]),
        unpriced=int(row["unpriced"]),
        missed=int(row["missed"]),
        beyond=int(row["beyond"]),
        seen_cost=row["seen_cost"],
        tiers=tiers,
    )
    place = line.place._replace(
        model=row["model"] if row["charges_model"] else None,
        token_class=row["token_class"] if row["charges_class"] else None,
    )
    sides.cells.setdefault(place, Cell(place=place)).lines.append(line)
    sides.names[line.place.day, line.place.model] = (line.provider, line.named)


def _fold_units(sides: Sides) -> None:
    """A cost that is not of tokens and has no charge of its own is compared with its model's largest class.

    A stated cost has no parts; what it pays for are the tokens beside it.
    """
    by_model: dict[Place, list[Cell]] = defaultdict(list)
    for cell in sides.cells.values():
        by_model[cell.place._replace(token_class=None)].append(cell)
    for cells in by_model.values():
        alone = next((c for c in cells if c.place.token_class == _UNITS and c.charged is None), None)
        charged = [c for c in cells if c.charged is not None]
        if alone is not None and charged:
            largest = max(charged, key=lambda c: (c.charged or Decimal(0), str(c.place)))
            largest.lines.extend(alone.lines)
            del sides.cells[alone.place]
