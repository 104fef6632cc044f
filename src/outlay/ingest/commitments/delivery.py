"""Delivers charges that Outlay itself writes, through the one way of money: a FOCUS file that is imported."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

from outlay.core.money import format_plain
from outlay.ingest.focus import FocusOptions, FocusReport, import_focus
from outlay.ingest.focus.columns import MANDATORY

if TYPE_CHECKING:
    from outlay.ingest.fact_files.report import FileContext

Charge = Mapping[str, str | Decimal | date | None]
"""FOCUS columns of a charge; a date is midnight of that day, UTC."""


def deliver_charges(
    context: FileContext, charges: Sequence[Charge], source: str, kind: str, tags: Sequence[str] = ()
) -> FocusReport | None:
    """Make a source's charges exactly these: what it had delivered before and is not among them is withdrawn.

    Args:
        context: Where they go.
        charges: All charges of the source.
        source: The name of the source, which delivers nothing else.
        kind: What the delivery is.
        tags: Dimensions that the charges' tags of the same name fill, whatever the settings say.

    Returns:
        What the import reports; None where there is nothing to deliver.
    """
    if not charges and not _delivers(context, source):
        return None
    settings = context.settings
    if tags:
        named = {**settings.tag_dimensions, **{tag: [tag] for tag in tags}}
        settings = settings.model_copy(update={"tag_dimensions": named})
    options = FocusOptions(
        now=context.now,
        source=source,
        kind=kind,
        is_whole=True,
        accepts_shrinking=True,
        file_names=(f"{source} as declared",),
        amortise=settings.amortise,
        reject_dir=settings.reject_dir,
    )
    parent = settings.folder / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f"{source}-", dir=parent) as folder:
        path = Path(folder) / "charges.csv"
        _write(path, charges)
        return import_focus(context.store, settings, [path], options, context.rates)


def _delivers(context: FileContext, source: str) -> bool:
    sql = "SELECT 1 AS n FROM delivery WHERE state = 'current' AND source = ? LIMIT 1"
    return bool(context.store.fetch(sql, [source]).num_rows)


def _write(path: Path, charges: Sequence[Charge]) -> None:
    names = list(dict.fromkeys([*"InvoiceIssuerName", *MANDATORY, *(name for charge in charges for name in charge)]))
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.writer(stream)
        writer.writerow(names)
        writer.writerows([_text(charge.get(name)) for name in names] for charge in charges)


def _text(value: str | Decimal | date | None) -> str:
    if isinstance(value, Decimal):
        return format_plain(value)
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}T00:00:00Z"
    return value or ""
