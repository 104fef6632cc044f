"""Checks that a conversion says for every unit of money what became of it."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.errors import IntegrityError
from outlay.core.money import format_plain

if TYPE_CHECKING:
    from collections.abc import Collection

    from outlay.ingest.focus.model import Conversion

_BUG: Final = "this is a bug: nothing was imported; please report it"


def check_balance(conversion: Conversion, *, left_out: Collection[str] = (), added: Collection[str] = ()) -> None:
    """Demand that what was read, changed by each rule as it says, is what was written, in rows and in money.

    Args:
        conversion: What the converter reports.
        left_out: Rules that leave rows out.
        added: Rules that add rows.

    Raises:
        IntegrityError: naming the currency and the amounts.
    """
    gone = sum(rule.rows for rule in conversion.rules if rule.rule in left_out)
    new = sum(rule.rows for rule in conversion.rules if rule.rule in added)
    if conversion.rows_in - gone + new != conversion.rows_out:
        message = (
            f"{conversion.title}: {conversion.rows_in:,} rows read, {gone:,} left out and {new:,} added, yet "
            f"{conversion.rows_out:,} came out"
        )
        raise IntegrityError(message, hint=_BUG)
    for currency in sorted({*conversion.billed_in, *conversion.billed_out}):
        read = conversion.billed_in.get(currency, Decimal(0))
        written = conversion.billed_out.get(currency, Decimal(0))
        changed = sum((rule.billed.get(currency, Decimal(0)) for rule in conversion.rules), Decimal(0))
        if read + changed != written:
            message = (
                f"{conversion.title}: {format_plain(read)} {currency} read, rules change it by "
                f"{format_plain(changed)}, yet {format_plain(written)} came out"
            )
            raise IntegrityError(message, hint=_BUG)
