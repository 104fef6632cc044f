"""The cost class of a charge: what views count, by the settings `tax` and `credits`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.facts.expressions import matches, parse_expression

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.core.settings import Settings


class CostClasses:
    """Judges charges by their raw key dimensions, charge category and pricing category."""

    def __init__(self, settings: Settings) -> None:
        self._tax = settings.tax
        self._credits = [(parse_expression(text), kind) for text, kind in settings.credits.items()]

    def judge(self, raw: Mapping[str, str | None], category: str | None, pricing: str | None) -> str:
        """The class of charges with these raw dimensions."""
        if category == "Tax":
            return "tax_recoverable" if self._tax_treatment(raw) == "recoverable" else "tax_cost"
        if category != "Credit":
            return "consumption"
        values = {**raw, "charge_category": category, "pricing_category": pricing}
        kind = next((kind for rule, kind in self._credits if matches(rule, values.get)), "promotional")
        return "promotional_credit" if kind == "promotional" else "consumption"

    def _tax_treatment(self, raw: Mapping[str, str | None]) -> str:
        """What was set for the issuer's bills to a legal entity, to any, or for all bills to that entity."""
        biller, account = raw.get("biller"), raw.get("billing_account")
        names = (f"{biller}/{account}", f"*/{account}", f"{biller}", "*")
        return next((self._tax[name] for name in names if name in self._tax), "cost")
