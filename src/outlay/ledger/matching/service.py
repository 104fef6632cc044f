"""Matches a month's charges of AI with its telemetry, bill by bill."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from outlay.core.money import CONTEXT, quantize
from outlay.ledger.matching.comparing import Comparison, Terms
from outlay.ledger.matching.contracts import contract_rate
from outlay.ledger.matching.facts import Sides, load_sides
from outlay.ledger.matching.missing import missed_credentials
from outlay.ledger.matching.model import Basis, PriceList, UsageSide
from outlay.ledger.matching.prices import PriceBook
from outlay.ledger.matching.tally import ZERO

if TYPE_CHECKING:
    from datetime import date

    from outlay.core.settings import Settings
    from outlay.core.time import TimeRange
    from outlay.store import Reader
    from outlay.store.scratch import Scratch


def match_usage(
    reader: Reader, scratch: Scratch, settings: Settings, period: TimeRange, price: PriceList
) -> list[UsageSide]:
    """Explain the difference between usage and charges of every AI bill of a period, largest charges first.

    Writes nothing. For each bill, usage plus all causes is what was charged, to the last unit.
    """
    covered = _covered_days(reader, period)
    sides = load_sides(reader, scratch, period)
    has_telemetry = any(one.requests for one in sides.values())
    lines = [line for one in sides.values() for cell in one.cells.values() for line in cell.lines]
    with localcontext(CONTEXT):
        book = PriceBook(lines, price)
        found = [
            _match(
                one,
                Terms(
                    book=book,
                    contract=contract_rate(settings, name),
                    is_covered=covered.get(name, frozenset()).__contains__,
                    has_telemetry=has_telemetry,
                ),
            )
            for name, one in sorted(sides.items())
        ]
    return sorted(found, key=lambda one: (-abs(one.charges), -abs(one.usage), one.biller, one.billing_account))


def _match(sides: Sides, terms: Terms) -> UsageSide:
    comparison = Comparison(sides, terms)
    tally = comparison.run()
    lines = [line for cell in sides.cells.values() for line in cell.lines]
    charged = [cell for cell in sides.cells.values() if cell.charged is not None]
    usage = quantize(sum((line.seen_cost for line in lines), ZERO) + comparison.counted)
    charges = sum((cell.charged or ZERO for cell in charged), ZERO)
    charges += sum((row["amount"] for row in sides.others), ZERO)
    quantities = [line.quantity for line in lines if line.quantity is not None]
    biller, _, account = sides.statement.partition("/")
    return UsageSide(
        biller=biller,
        billing_account=account,
        usage=usage,
        basis=_basis(sides, has_telemetry=terms.has_telemetry),
        charges=quantize(charges),
        rows=sum(cell.rows for cell in charged) + sum(row["row_count"] for row in sides.others),
        requests=sides.requests,
        tokens_billed=sum(quantities) if quantities else None,
        tokens_seen=sum(line.seen for line in lines),
        causes=tally.causes(Decimal(charges - usage)),
        missed=missed_credentials(sides, comparison),
        is_monthly=sides.is_monthly,
    )


def _basis(sides: Sides, *, has_telemetry: bool) -> Basis:
    if has_telemetry:
        return "telemetry"
    if sides.is_counted:
        return "provider_usage"
    lines = (line for cell in sides.cells.values() for line in cell.lines)
    return "bill" if any(line.quantity is not None for line in lines) else "nothing"


def _covered_days(reader: Reader, period: TimeRange) -> Mapping[str, frozenset[date]]:
    """The days of each bill that a delivery covers."""
    found = reader.fetch(
        "SELECT payer_id, day FROM coverage WHERE day >= ? AND day < ?", [period.since, period.until]
    ).to_pylist()
    days: dict[str, set[date]] = {}
    for row in found:
        days.setdefault(row["payer_id"].rpartition("/")[0], set()).add(row["day"])
    return {name: frozenset(of) for name, of in days.items()}
