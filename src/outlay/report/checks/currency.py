"""Looks at exchange rates and classes: whether stored money is converted and told apart as the settings say now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from outlay.core.errors import OutlayError
from outlay.ingest.focus.rerating import find_outdated_classes, find_outdated_rates
from outlay.ingest.invoices.rerating import find_outdated_invoices
from outlay.ingest.values import find_outdated_values
from outlay.ledger.adoption import are_lines_outdated
from outlay.pricing import ExchangeRates
from outlay.pricing.usage_rates import is_usage_outdated
from outlay.report.checks.model import Examination, Finding
from outlay.report.currency import describe_outdated

if TYPE_CHECKING:
    from outlay.store import Reader

_AREA: Final = "currency"
_REBUILD: Final = "`outlay rebuild` brings stored money to the settings, without the files that it came from"

_Look = Callable[["Reader", Examination, ExchangeRates], "str | None"]


def examine_currency(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Money that was converted or told apart under other settings, and money that settings give no rate for."""
    rates = ExchangeRates(case.settings)
    for look in (_charges, _classes, _lines, _invoices, _values, _requests):
        try:
            text = look(reader, case, rates)
        except OutlayError as error:
            yield Finding(area=_AREA, state="problem", text=error.message, hint=error.hint)
            return
        if text is not None:
            yield Finding(area=_AREA, state="warning", text=text, hint=_REBUILD)


def _charges(reader: Reader, case: Examination, rates: ExchangeRates) -> str | None:
    return describe_outdated(find_outdated_rates(reader, case.settings, rates.rates_for))


def _classes(reader: Reader, case: Examination, _: ExchangeRates) -> str | None:
    charges = sum(one.charges for one in find_outdated_classes(reader, case.settings))
    return f"{charges:,} taxes and credits are of another class than `tax` and `credits` say" if charges else None


def _lines(reader: Reader, case: Examination, _: ExchangeRates) -> str | None:
    is_outdated = are_lines_outdated(reader, case.settings)
    return "lines of the income statement are told by earlier rules than those of `pnl`" if is_outdated else None


def _invoices(reader: Reader, case: Examination, rates: ExchangeRates) -> str | None:
    invoices = len(find_outdated_invoices(reader, case.settings, rates.rates_for))
    return f"{invoices:,} invoices are converted at other exchange rates than the settings give" if invoices else None


def _values(reader: Reader, case: Examination, rates: ExchangeRates) -> str | None:
    days = len(find_outdated_values(reader, case.settings, rates.rates_for))
    return f"values of {days:,} days are converted at other exchange rates than the settings give" if days else None


def _requests(reader: Reader, _: Examination, rates: ExchangeRates) -> str | None:
    is_outdated = is_usage_outdated(reader, rates)
    return "costs of requests are converted at other exchange rates than the settings give" if is_outdated else None
