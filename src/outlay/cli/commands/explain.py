"""`outlay explain`: a ledger row or charge back to its origin and rules."""

from __future__ import annotations

import json
from typing import Annotated, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table

_FILES_SHOWN: Final = 2


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
            _print_rows([{**row, "files": _short(row["files"])} if row.get("files") else row for row in step["rows"]])


def _print_rows(rows: list[dict[str, object]]) -> None:
    """A table, or the fields of a single row below each other: a ledger row has dozens."""
    if len(rows) > 1:
        print_table([{"name": name, "label": name, "kind": "dimension"} for name in rows[0]], rows)
        return
    width = max(len(name) for name in rows[0])
    for name, value in rows[0].items():
        if value is not None:
            typer.echo(f"   {name.ljust(width)}  {value}")


def _short(files: str) -> str:
    """A list of names by its beginning: a delivery may have hundreds of files."""
    names = json.loads(files)
    rest = len(names) - _FILES_SHOWN
    return ", ".join(names[:_FILES_SHOWN]) + (f" and {rest} more" if rest > 0 else "")
