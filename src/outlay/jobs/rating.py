"""What pricing offers to ingestion and loading, which may not import it: rating, extraction and the cards used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.ingest.events.model import Pricing
from outlay.pricing import ExchangeRates, describe_cards, extract_usage, load_cards, rate_table
from outlay.pricing.converted import convert_rated

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings


def build_pricing(settings: Settings, rates: ExchangeRates | None = None) -> Pricing:
    """Pricing with the present price data and the overlays of the settings, in the reporting currency.

    Raises:
        SettingsError: naming file and line of a wrong overlay.
    """
    cards = load_cards(settings)
    exchange = rates or ExchangeRates(settings)

    def rate(batch: pa.Table) -> pa.Table:
        return convert_rated(rate_table(batch, cards), batch.column("ts"), exchange, settings.currency)

    return Pricing(rate=rate, extract=extract_usage, describe=lambda used: describe_cards(cards, used))
