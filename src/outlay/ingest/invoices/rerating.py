"""Converts stored invoices again at the rate of their day of issue, as settings say now."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from outlay.ingest.focus.currency import rate_rows
from outlay.ingest.invoices.recording import converted

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.ingest.focus.model import Rates
    from outlay.store.engine import Reader, Write

_STORED = (
    "SELECT biller, invoice_id, currency, coalesce(issued_on, period_start) AS day, net_amount, tax_amount, "
    "x_fx_rate, x_fx_date, x_fx_source, x_net_amount, x_tax_amount FROM invoice ORDER BY biller, invoice_id"
)


def find_outdated_invoices(reader: Reader, settings: Settings, fx: Rates) -> list[dict[str, Any]]:
    """What invoices whose conversion is not that of the settings come to: their key and converted columns.

    Raises:
        RateError: if the settings give no rate for a stored invoice.
    """
    stored = reader.fetch(_STORED).to_pylist()
    rates = rate_rows(dict.fromkeys((row["currency"], row["day"]) for row in stored), fx, settings.currency)
    outdated = []
    for row in stored:
        rate = rates[row["currency"], row["day"]]
        fresh = {
            "x_fx_rate": rate.rate,
            "x_fx_date": rate.rate_date,
            "x_fx_source": rate.source,
            **converted((row["net_amount"], row["tax_amount"]), row["currency"], rate.rate, settings.currency),
        }
        if any(row[name] != value for name, value in fresh.items()):
            outdated.append({"biller": row["biller"], "invoice_id": row["invoice_id"], **fresh})
    return outdated


def rerate_invoices(tx: Write, settings: Settings, fx: Rates) -> int:
    """Convert invoices again; returns how many changed.

    Raises:
        RateError: if the settings give no rate for a stored invoice.
    """
    outdated = find_outdated_invoices(tx, settings, fx)
    for row in outdated:
        biller, invoice, *converted = row.values()
        tx.execute(
            "UPDATE invoice SET x_fx_rate = ?, x_fx_date = ?, x_fx_source = ?, x_net_amount = ?, x_tax_amount = ? "
            "WHERE biller = ? AND invoice_id = ?",
            [*converted, biller, invoice],
        )
    return len(outdated)
