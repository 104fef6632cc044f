"""Says what became of a bill's lines: every rule with its lines and by how much it changed what is billed."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import format_plain
from outlay.ingest.bills.aws_cur.staging import PACKAGE
from outlay.ingest.bills.balance import check_balance
from outlay.ingest.focus.model import Conversion, RuleCount
from outlay.store.scratch import file_pattern

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from outlay.store.scratch import Scratch

_RULES: Final = (
    ("rounded", "a cost with more than twelve decimals rounded half-even"),
    ("net_basis", "cost after discounts taken instead of unblended cost, for the whole bill"),
    ("discount_inside", "discount lines left out: cost after discounts holds them already"),
    ("covered_by_savings_plan", "usage covered by a savings plan: nothing billed, its share consumed"),
    ("negation", "negations of covered usage left out"),
    ("covered_by_reservation", "usage covered by a reservation: nothing billed, its share consumed"),
    ("residual", "what covered usage and its negation leave over kept as an adjustment"),
    ("commitment_fee", "fees of commitments: billed, consumed by what they cover"),
    ("unused", "parts of a commitment's fee that nothing used added as charges of their own"),
    ("refunded_fee", "refunds of commitment fees: billed, not consumed"),
    ("split", "split cost allocation lines left out: they repeat the cost of what they split"),
    ("correction", "charges for an earlier month marked as corrections"),
    ("unknown_type", "lines of an unknown type kept as adjustments"),
    ("issuer_assumed", "lines without invoicing entity taken as invoiced by AWS"),
)
_LEFT_OUT: Final = ("discount_inside", "negation", "split")
_ADDED: Final = ("unused", "residual")
_GAPS: Final = {
    "sp_share_missing": "lines covered by a savings plan state no effective cost: taken as 0",
    "ri_share_missing": "lines covered by a reservation state no effective cost: taken as 0",
    "sp_unused_missing": "savings plan fees do not say how much of them was used: no unused part is shown",
    "unreadable": "lines have no readable cost and will be refused",
    "token_unit_unknown": "Bedrock lines do not say how many tokens a unit is: their quantity is no number of tokens",
}
_NO_RESOURCES: Final = (
    "the bill names no resources: tick “Include resource IDs” in the export to see models, inference profiles and "
    "clusters by name"
)


def report_conversion(scratch: Scratch, target: Path, present: Collection[str], gaps: dict[str, Any]) -> Conversion:
    """The report of a conversion, checked to account for every line and every unit of money.

    Raises:
        IntegrityError: if it does not.
    """
    counted = scratch.fetch(scratch.text(PACKAGE, "rules")).to_pylist()
    residuals = {
        row["BillingCurrency"]: row
        for row in scratch.fetch(scratch.text(PACKAGE, "residual_sums")).to_pylist()
    }  # fmt: skip
    for row in counted:
        left = residuals.get(row["currency"], {})
        row |= {"residual": left.get("residual", 0), "residual_change": left.get("residual_change", Decimal(0))}
    out = scratch.fetch(
        "SELECT BillingCurrency AS currency, count(*) AS rows, coalesce(sum(BilledCost), 0) AS billed "
        "FROM read_parquet(?, hive_partitioning = false) GROUP BY ALL ORDER BY ALL",
        [file_pattern(target)],
    ).to_pylist()
    conversion = Conversion(
        kind="aws-cur",
        title="AWS Cost and Usage Report",
        rows_in=sum(row["lines"] for row in counted),
        rows_out=sum(row["rows"] for row in out),
        billed_in={row["currency"] or "": row["read"] for row in counted},
        billed_out={row["currency"] or "": row["billed"] for row in out},
        rules=tuple(_rules(counted)),
        notes=(*_bases(scratch), *_unknown(scratch), *_notes(present, gaps)),
    )
    check_balance(conversion, left_out=_LEFT_OUT, added=_ADDED)
    return conversion


def _rules(counted: list[dict[str, Any]]) -> Iterator[RuleCount]:
    for name, meaning in _RULES:
        rows = sum(row[name] for row in counted)
        if rows:
            changes = {row["currency"] or "": row.get(f"{name}_change") or Decimal(0) for row in counted}
            billed = {currency: amount for currency, amount in changes.items() if amount}
            yield RuleCount(rule=name, meaning=meaning, rows=rows, billed=billed)


def _bases(scratch: Scratch) -> Iterator[str]:
    for row in scratch.fetch(scratch.text(PACKAGE, "bases")).to_pylist():
        name = f"payer {row['payer']} {row['period']}"
        if row["is_net"]:
            yield f"{name}: cost after discounts (net unblended)"
        elif row["is_filled"]:
            yield (
                f"{name}: unblended cost with its discount lines; cost after discounts is not used, because it comes "
                f"to {format_plain(row['net_sum'])} against {format_plain(row['unblended'])} {row['currency']}"
            )


def _unknown(scratch: Scratch) -> Iterator[str]:
    for row in scratch.fetch(scratch.text(PACKAGE, "unknown_types")).to_pylist():
        yield (
            f"line item type {row['line_type']!r} is not known: {row['lines']:,} lines, "
            f"{format_plain(row['billed'])} {row['currency']}, kept as adjustments"
        )


def _notes(present: Collection[str], gaps: dict[str, Any]) -> Iterator[str]:
    yield from (f"{gaps[name]:,} {text}" for name, text in _GAPS.items() if gaps[name])
    if "line_item_resource_id" not in present:
        yield _NO_RESOURCES
    if gaps["split_cost"]:
        yield f"split cost allocation lines repeat {format_plain(gaps['split_cost'])} of other lines: not counted again"
