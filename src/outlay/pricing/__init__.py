"""Pricing: what a request's usage costs, by a price card of known source, date and context.

Cards are compiled from the data of genai-prices and from overlay files into whole numbers of 1e-12 USD, and
applied by two evaluators that agree to the last unit: `price_usage` for one request, `rate_table` for an Arrow
table. A price that is not known is unknown, never zero, and what had to be inferred is flagged. Exchange rates
live here too. Imports core and facts only. Read `price_usage` in `rate.py` first, then `compile.py`.
"""

from outlay.pricing.cards import Cards, load_cards
from outlay.pricing.context import read_context
from outlay.pricing.fx import ExchangeRates, FxRate, RateError
from outlay.pricing.lines import LineTally, price_lines
from outlay.pricing.model import Card, PriceContext, Rated, Usage
from outlay.pricing.normalise import normalise_usage
from outlay.pricing.rate import price_usage
from outlay.pricing.vector import rate_table

__all__ = [
    "Card",
    "Cards",
    "ExchangeRates",
    "FxRate",
    "LineTally",
    "PriceContext",
    "RateError",
    "Rated",
    "Usage",
    "load_cards",
    "normalise_usage",
    "price_lines",
    "price_usage",
    "rate_table",
    "read_context",
]
