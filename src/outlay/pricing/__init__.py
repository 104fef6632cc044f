"""Pricing: what a request's usage costs, by a price card of known source, date and context.

Cards are compiled from the data of genai-prices and from overlay files into whole numbers of 1e-12 USD, and
applied by two evaluators that agree to the last unit: `price_usage` for one request, `rate_table` for an Arrow
table. A price that is not known is unknown, never zero, and what had to be inferred is flagged. Exchange rates
live here too. Imports core and facts only. Read `price_usage` in `rate.py` first, then `compile.py`.
"""

from outlay.pricing.cards import Cards, load_cards, price_stamp
from outlay.pricing.context import read_context
from outlay.pricing.description import describe_cards
from outlay.pricing.fx import ExchangeRates, RateError
from outlay.pricing.lines import LineTally, price_lines
from outlay.pricing.model import PriceContext, Usage
from outlay.pricing.normalise import normalise_usage
from outlay.pricing.rate import price_usage
from outlay.pricing.raw_usage import extract_usage
from outlay.pricing.vector import rate_table

__all__ = [
    "Cards",
    "ExchangeRates",
    "LineTally",
    "PriceContext",
    "RateError",
    "Usage",
    "describe_cards",
    "extract_usage",
    "load_cards",
    "normalise_usage",
    "price_lines",
    "price_stamp",
    "price_usage",
    "rate_table",
    "read_context",
]
