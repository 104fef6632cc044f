"""Looks at the rows that are taken for what FOCUS asks of them: findings, which never change or refuse a row."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final, Literal

from outlay.ingest.focus.model import Finding
from outlay.ingest.focus.normalising import PACKAGE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from outlay.store.scratch import Scratch

Severity = Literal["note", "warning"]

QUALITY_RULES: Final[dict[str, tuple[Severity, str]]] = {
    "list_price_quantity": ("note", "ListCost is not ListUnitPrice × PricingQuantity"),
    "contracted_price_quantity": ("note", "ContractedCost is not ContractedUnitPrice × PricingQuantity"),
    "covered_usage_billed": (
        "warning",
        "usage that a commitment covers is billed in full: counted again with its purchase?",
    ),
    "commitment_unnamed": ("note", "covered usage names no commitment"),
    "unused_missing": ("warning", "a commitment costs more than its use and no row tells the unused rest"),
    "empty_period": ("note", "a charge period that ends when it starts"),
    "subcategory_parent": ("note", "a ServiceSubcategory under another ServiceCategory than FOCUS puts it"),
    "subcategory_unknown": ("note", "a ServiceSubcategory that FOCUS does not have"),
    "equal_rows": ("note", "rows equal in every column, each taken as a charge: was a part delivered twice?"),
    "several_currencies": ("note", "a billing account billed in more than one currency in a month"),
}
"""The rules by id, with their severity."""

_SHOWN: Final = 5


def find_quality(scratch: Scratch) -> tuple[Finding, ...]:
    """What is unusual in the rows that are taken, in the order of the rules."""
    scratch.run(PACKAGE, "macro_differs")
    found = {rule: (rows, examples) for rule, rows, examples in _found(scratch) if rows}
    return tuple(
        Finding(rule=rule, severity=severity, meaning=meaning, rows=found[rule][0], examples=found[rule][1][:_SHOWN])
        for rule, (severity, meaning) in QUALITY_RULES.items()
        if rule in found
    )


def _found(scratch: Scratch) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    for rule, rows in scratch.fetch(scratch.text(PACKAGE, "quality")).to_pylist()[0].items():
        yield rule, rows, ()
    yield "equal_rows", _count(scratch, "SELECT count(*) FROM repeats WHERE n > 0"), ()
    unused = tuple(str(row[0]) for row in scratch.rows(scratch.text(PACKAGE, "quality_unused")))
    yield "unused_missing", len(unused), unused
    accounts = scratch.rows(scratch.text(PACKAGE, "quality_currencies"))
    examples = tuple(f"{account}: {currencies}" for account, currencies, _ in accounts)
    yield "several_currencies", sum(int(str(row[2])) for row in accounts), examples
    yield from _parents(scratch)


def _parents(scratch: Scratch) -> Iterator[tuple[str, int, tuple[str, ...]]]:
    parents = _load_parents()
    pairs = scratch.rows(scratch.text(PACKAGE, "quality_parents"))
    rows = [(str(category), str(name), int(str(count))) for category, name, count in pairs]
    unknown = [row for row in rows if row[1] not in parents]
    moved = [row for row in rows if row[1] in parents and parents[row[1]] != row[0]]
    for rule, wrong in (("subcategory_parent", moved), ("subcategory_unknown", unknown)):
        yield rule, sum(count for _, _, count in wrong), tuple(f"{category} > {name}" for category, name, _ in wrong)


@cache
def _load_parents() -> dict[str, str]:
    text = (files(PACKAGE) / "subcategories.csv").read_text(encoding="utf-8")
    return {row["ServiceSubcategory"]: row["ServiceCategory"] for row in csv.DictReader(text.splitlines())}


def _count(scratch: Scratch, sql: str) -> int:
    return int(str(scratch.rows(sql)[0][0]))
