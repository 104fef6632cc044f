"""What is said of the import of Google Cloud's billing export: rules, sums, and what the export does not tell."""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import SCALE, format_plain
from outlay.ingest.bills.gcp_billing.staging import PACKAGE
from outlay.ingest.bills.outcome import load_rules, load_written
from outlay.ingest.focus.model import Conversion

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from outlay.ingest.bills.gcp_billing.amortisation import Amortised
    from outlay.store.scratch import Scratch

MEANINGS: Final = {
    "reduction": "a discount (commitment, sustained use, contract, free tier) is part of its charge: x_Discounts",
    "credit": "money given (promotion) is a Credit charge of its own: x_CreditType",
    "unknown_credit": "a credit of a type that is not known, kept as a Credit charge",
    "commitment_fee": "the fee of a commitment: a Purchase whose EffectiveCost is 0",
    "covered": "usage that a commitment covers: BilledCost 0, its share of the fee is the EffectiveCost",
    "split": "a covered row is cut: by commitment, and what remains on demand apart",
    "unused": "what nothing used of a fee, a row for each commitment and day",
    "gap": "the offset of a fee and the usage that it is for differ: an Adjustment",
    "unknown_fee": "a fee of which the export does not tell what it covers: EffectiveCost is BilledCost",
    "unknown_cover": "covered usage whose fee the export does not hold: EffectiveCost is BilledCost",
    "earlier_usage": "usage from before the invoice month, billed late: it stays on its day and on this invoice",
    "unknown_cost_type": "a row of a cost_type that is not known, kept as Adjustment",
    "rounded": "a cost with more than twelve decimals or an exponent, read half-even at twelve",
    "unreadable": "a row whose cost or time cannot be read: refused below",
}
ADDED: Final = ("credit", "unknown_credit", "split", "unused", "gap")
"""Rules that add charges."""
_ATTRIBUTION: Final = "turn on proportional attribution of committed use in Billing, and the detailed export"


def load_conversion(scratch: Scratch, target: Path, found: Collection[str], amortised: Amortised) -> Conversion:
    """What became of each row and credit."""
    sums = scratch.rows(scratch.text(PACKAGE, "sums"))
    rows_out, billed_out = load_written(scratch, target)
    is_detailed = "resource" in found
    notes = [*_notes(scratch, is_detailed=is_detailed), *_commitment_notes(found, amortised)]
    return Conversion(
        kind="gcp-billing",
        title=f"Google Cloud {'detailed' if is_detailed else 'standard'} usage cost export",
        rows_in=sum(int(str(lines)) for _, lines, _ in sums),
        rows_out=rows_out,
        billed_in={str(currency): Decimal(str(billed)) for currency, _, billed in sums},
        billed_out=billed_out,
        rules=load_rules(scratch.rows(scratch.text(PACKAGE, "rules")), MEANINGS),
        notes=tuple(notes),
    )


def _notes(scratch: Scratch, *, is_detailed: bool) -> Iterator[str]:
    if not is_detailed:
        yield "no resource names: this is the standard export; turn on 'Detailed usage cost' in Billing, Billing export"
    for kind, is_known, currency, credits_given, given in scratch.rows(scratch.text(PACKAGE, "credit_types")):
        unknown = "" if is_known else ", a type that is not known"
        yield f"{credits_given:,} × {kind}: {format_plain(Decimal(str(given or 0)))} {currency}{unknown}"
    sql = (
        "SELECT DISTINCT cost_type FROM metered WHERE v_type NOT IN ('regular', 'tax', 'adjustment', 'rounding_error')"
    )
    for (kind,) in scratch.rows(sql):
        yield f"unknown cost_type {kind}: kept as Adjustment"


def _commitment_notes(found: Collection[str], amortised: Amortised) -> Iterator[str]:
    """Which commitments could not be shared out, what they cost, and what would help."""
    unknown: dict[tuple[str, str], int] = defaultdict(int)
    for fee in amortised.unknown_fees:
        unknown[fee.commitment, fee.currency] += fee.cost + fee.offset
    for (commitment, currency), amount in sorted(unknown.items()):
        text = format_plain(Decimal(amount).scaleb(-SCALE))
        yield f"{commitment}: {text} {currency} of its fee is not shared out: the export does not tell what it covers"
    if unknown:
        yield f"to have fees shared out over what they cover: {_ATTRIBUTION}"
    if (amortised.bought or unknown) and "subscription" not in found:
        yield "no column subscription: commitments are told apart by the SKU of their fee alone"
