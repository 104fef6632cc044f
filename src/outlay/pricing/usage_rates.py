"""By which exchange rates costs of requests were converted: they are kept in the reporting currency alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.facts.metrics import CARD_CURRENCY

if TYPE_CHECKING:
    from outlay.pricing.fx import ExchangeRates
    from outlay.store import Reader, Write

_NAME: Final = "usage_rates"


def is_usage_outdated(reader: Reader, rates: ExchangeRates) -> bool:
    """Whether requests were converted by other rates than these."""
    held = _held(reader)
    return held is not None and held != rates.identity(CARD_CURRENCY)


def note_first_rates(tx: Write, rates: ExchangeRates) -> None:
    """Remember what the first requests were converted by."""
    if _held(tx) is None:
        record_rates(tx, rates)


def record_rates(tx: Write, rates: ExchangeRates) -> None:
    """Remember that all requests are converted by these rates."""
    tx.delete("meta", name=_NAME)
    tx.execute("INSERT INTO meta (name, value) VALUES (?, ?)", [_NAME, rates.identity(CARD_CURRENCY)])


def _held(reader: Reader) -> str | None:
    found = reader.fetch("SELECT value FROM meta WHERE name = ?", [_NAME]).column("value").to_pylist()
    return found[0] if found else None
