"""`outlay currency`: what exchange rates did to the bills."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("currency")(currency)


def currency(
    since: Annotated[str | None, typer.Option(help="First day; default: the first of the month a year ago.")] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last; default: tomorrow.")] = None,
    base: Annotated[str | None, typer.Option(help="Day whose rates are held constant; default: --since.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show bills by month and currency: effective cost in its currency, converted, and at constant exchange rates."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        answer = client.currencies(since, until, base)
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    columns = [
        {"name": "month", "label": "Month", "kind": "text"},
        {"name": "currency", "label": "Currency", "kind": "text"},
        {"name": "cost", "label": "Consumed", "kind": "metric", "unit": "money"},
        {"name": "rates", "label": "Rate", "kind": "text"},
        {"name": "converted", "label": f"In {answer['reporting_currency']}", "kind": "metric", "unit": "money"},
        {"name": "constant", "label": f"At rates of {answer['base']}", "kind": "metric", "unit": "money"},
        {"name": "effect", "label": "Exchange effect", "kind": "metric", "unit": "money"},
    ]
    print_table(columns, [{**row, "month": row["month"][:7], "rates": _rates(row)} for row in answer["months"]])
    for note in answer["notes"]:
        say(note)


def _rates(row: dict[str, str]) -> str:
    lowest, highest = (f"{_six_decimals(row[name])}" for name in ("lowest_rate", "highest_rate"))
    shown = lowest if lowest == highest else f"{lowest}–{highest}"
    return f"{shown} ({row['source']}, {row['rate_date']})" if row["source"] != "same" else ""


def _six_decimals(text: str) -> str:
    """A rate with six decimals."""
    return f"{Decimal(text):.6f}"
