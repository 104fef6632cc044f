"""What was agreed: the share of list price that a bill charges, from the settings."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.facts.expressions import matches, parse_expression

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ledger.matching.comparing import ContractRate


def contract_rate(settings: Settings, statement: str) -> ContractRate:
    """The agreed share of list price on a bill by day and model; None where nothing is agreed."""
    biller, _, account = statement.partition("/")
    agreed = [(parse_expression(one.match), one) for one in settings.discounts]

    def rate(day: date, model: str | None) -> Decimal | None:
        values = {"biller": biller, "billing_account": account, "model": model}
        for expression, one in agreed:
            is_in_force = (one.since is None or one.since <= day) and (one.until is None or day < one.until)
            if is_in_force and matches(expression, values.get):
                return 1 - one.share
        return None

    return rate
