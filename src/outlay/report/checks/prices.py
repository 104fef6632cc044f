"""Looks at usage that cannot become money: without a price, or without a payer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from shlex import quote
from typing import TYPE_CHECKING, Final

from outlay.report.checks.model import Examination, Finding
from outlay.report.payer_suggestions import unresolved_payers
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from outlay.core.settings import Settings
    from outlay.store import Reader


_PACKAGE: Final = "outlay.report"
_SHOWN: Final = 5
_WINDOW_DAYS: Final = 30


def examine_prices(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Models without a price, and usage whose payer is not known."""
    yield from _unpriced(reader, case.settings.today)
    yield from _payers(reader, case.settings)


def _unpriced(reader: Reader, today: date) -> Iterator[Finding]:
    since = today - timedelta(days=_WINDOW_DAYS)
    for row in reader.fetch(load_sql(_PACKAGE, "doctor_unpriced"), [since, _SHOWN]).to_pylist():
        model = f"{row['provider'] or 'an unknown provider'} {row['model'] or 'without a model'}"
        if not row["tokens"]:
            yield Finding(
                area="prices",
                state="warning",
                text=f"{row['requests']:,} requests of {model} have no tokens and no cost",
                hint="their sender has to report usage; `outlay prices explain ID` shows what was read of one",
            )
            continue
        yield Finding(
            area="prices",
            state="warning",
            text=f"{row['requests']:,} requests and {row['tokens']:,} tokens of {model} have no price",
            hint="give one, in USD for a million tokens: outlay prices override "
            f"--provider {quote(row['provider'] or 'PROVIDER')} --model {quote(row['model'] or 'MODEL')} "
            f"--rate input=… --rate output=… --from {since} --reason …\nthen: outlay reprice --since {since}",
        )


def _payers(reader: Reader, settings: Settings) -> Iterator[Finding]:
    for payer in unresolved_payers(reader, settings)[:_SHOWN]:
        yield Finding(
            area="payers",
            state="warning",
            text=f"{payer.reason}: {payer.requests:,} requests, {payer.tokens:,} tokens since {payer.since}",
            hint=f"say who is paid, under payers: in outlay.yaml:\n{payer.entry}",
        )
