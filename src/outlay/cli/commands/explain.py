"""`outlay explain`: a ledger row or charge back to its origin and rules."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("explain")(explain)


def explain(
    identifier: Annotated[
        str, typer.Argument(metavar="ID", help="lg_… (from --by ledger_row) or ch_… (from --by charge_id).")
    ],
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show which charges, rules and weights a ledger row comes from, or where a charge went."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        explanation = client.explain(identifier)
    if as_json:
        typer.echo(json.dumps(explanation, indent=2, ensure_ascii=False))
        return
    typer.echo(explanation["summary"])
    for number, step in enumerate(explanation["steps"], start=1):
        typer.echo(f"\n{number}. {step['title']}")
        typer.echo(f"   {step['text']}")
        if step["rows"]:
            names = list(step["rows"][0])
            print_table([{"name": name, "label": name, "kind": "dimension"} for name in names], step["rows"])
