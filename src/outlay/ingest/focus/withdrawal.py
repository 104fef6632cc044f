"""Withdraws what a source no longer delivers, where a delivery says that it is all there is."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.ingest.focus.model import FocusOptions
    from outlay.ingest.focus.scopes import Scope
    from outlay.store.engine import Reader


def find_withdrawn(reader: Reader, scopes: Sequence[Scope], options: FocusOptions) -> list[str]:
    """The deliveries of the source, in the billing periods that it speaks for, whose scopes the files lack."""
    if not (options.is_whole or options.whole_months):
        return []
    named = {scope.key for scope in scopes}
    sql = (
        "SELECT delivery_id, biller, billing_account, billing_period FROM delivery "
        "WHERE state = 'current' AND source = ? ORDER BY delivery_id"
    )
    return [
        row["delivery_id"]
        for row in reader.fetch(sql, [options.source]).to_pylist()
        if (row["biller"], row["billing_account"], row["billing_period"]) not in named
        and (options.is_whole or row["billing_period"] in options.whole_months)
    ]
