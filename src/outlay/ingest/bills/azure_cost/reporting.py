"""Says what became of the lines of Azure's exports: by rule, with the money that each rule moves."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import format_plain
from outlay.ingest.bills.outcome import load_rules, load_written
from outlay.ingest.focus.model import Conversion

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from outlay.ingest.bills.azure_cost.views import View
    from outlay.store.scratch import Scratch

PACKAGE: Final = "outlay.ingest.bills.azure_cost"
_MEANINGS: Final = {
    "repeated_file": "a line of a file that holds the same lines as another one: taken once",
    "other_view": "a line that both exports tell: usage is taken from the amortised, the rest from the actual one",
    "covered": "usage covered by a commitment, or its unused part: BilledCost 0, EffectiveCost the amortised cost",
    "purchase_of_commitment": "a commitment bought or refunded: EffectiveCost 0, because its use carries the cost",
    "no_accrual_view": "a line of a commitment without the amortised export: EffectiveCost is what is billed",
    "unknown_charge_type": "a line of a ChargeType that is not known, kept as Adjustment",
    "rounded": "a cost with more than twelve decimals or an exponent, read half-even at twelve",
    "unreadable": "a line whose cost or date cannot be read: refused below",
}


def load_conversion(scratch: Scratch, views: Mapping[Path, View | None], target: Path, *, is_mca: bool) -> Conversion:
    """The report of a finished conversion."""
    sums = scratch.rows(scratch.text(PACKAGE, "sums"))
    rows_out, billed_out = load_written(scratch, target)
    return Conversion(
        kind="azure-cost",
        title=f"Azure {'MCA' if is_mca else 'EA'} cost export",
        rows_in=sum(int(str(lines)) for _, lines, _ in sums),
        rows_out=rows_out,
        billed_in={str(currency): Decimal(str(cost)) for currency, _, cost in sums},
        billed_out=billed_out,
        rules=load_rules(scratch.rows(scratch.text(PACKAGE, "rules")), _MEANINGS),
        notes=tuple(_notes(scratch, views)),
    )


def _notes(scratch: Scratch, views: Mapping[Path, View | None]) -> Iterator[str]:
    for view in ("actual", "amortised"):
        names = sorted(path.name for path, found in views.items() if found == view)
        if names:
            yield f"{view} export: {', '.join(names)}"
    repeated = sorted(path.name for path, found in views.items() if found is None)
    if repeated:
        yield f"the same lines as another file: {', '.join(repeated)}"
    for account, month, currency, has_amortised, covered in scratch.rows(scratch.text(PACKAGE, "unseen")):
        if has_amortised:
            amount = format_plain(Decimal(str(covered)))
            yield (
                f"{account} {month}: without the actual export the purchases of commitments are missing, "
                f"whose use costs {amount} {currency}: import both exports together"
            )
        else:
            yield f"{account} {month}: no accrual view; import the amortised export together with the actual one"
    for account, month, currency, actual, amortised in scratch.rows(scratch.text(PACKAGE, "disagreements")):
        yield (
            f"{account} {month}: usage is {format_plain(Decimal(str(actual)))} {currency} in the actual export and "
            f"{format_plain(Decimal(str(amortised)))} in the amortised one, which is taken: were both made at one time?"
        )
    for (kind,) in scratch.rows(scratch.text(PACKAGE, "unknown")):
        yield f"unknown ChargeType {kind}: kept as Adjustment"
