"""What pricing offers to ingestion and loading, which may not import it: rating, extraction and the cards used."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from outlay.core.errors import SettingsError
from outlay.ingest.events.model import Pricing
from outlay.pricing import ExchangeRates, describe_cards, extract_usage, load_cards, price_stamp, rate_table
from outlay.pricing.converted import convert_rated

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings

_LOG = logging.getLogger("outlay.pricing")


class CurrentPricing:
    """Pricing that notices when overlay files change: what is rated next has the new prices.

    An overlay that has become wrong changes nothing until it is mended; the last good prices stay.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._stamp: object = None
        self._pricing: Pricing | None = None

    def get(self) -> Pricing:
        """The present pricing.

        Raises:
            SettingsError: if an overlay is wrong from the start.
        """
        stamp = price_stamp(self._settings)
        if self._pricing is None:
            self._pricing = build_pricing(self._settings)
        elif stamp != self._stamp:
            try:
                self._pricing = build_pricing(self._settings)
            except SettingsError:
                _LOG.exception("the changed prices cannot be used; the last good ones stay")
        self._stamp = stamp
        return self._pricing

    def rate(self, batch: pa.Table) -> pa.Table:
        """Rate with the present pricing."""
        return self.get().rate(batch)


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
