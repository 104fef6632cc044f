"""`outlay export focus`: charges or the ledger as a FOCUS file for other tools."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import say

_SUFFIXES = {".csv": "csv", ".parquet": "parquet"}


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Write what Outlay knows for other tools.", no_args_is_help=True)
    group.command("focus")(export_focus)
    app.add_typer(group, name="export")

    # a group of one command would take that command's place
    @group.callback()
    def root() -> None:
        """Write what Outlay knows for other tools."""


def export_focus(
    file: Annotated[Path, typer.Argument(help="The file to write: .csv or .parquet.")],
    of: Annotated[str, typer.Option("--of", help="ledger (allocated to teams and features) or charges.")] = "ledger",
    version: Annotated[str, typer.Option("--focus-version", help="1.4 or 1.2.")] = "1.4",
    since: Annotated[str | None, typer.Option(help="First day of charge periods. Default: last month's first.")] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last. Default: this month's first.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Write a FOCUS file whose sums are those of the store, to the last unit."""
    from outlay.cli.client import open_client
    from outlay.core.errors import UsageError
    from outlay.core.settings import load_settings
    from outlay.jobs.export import ExportRequest

    form = _SUFFIXES.get(file.suffix.lower())
    if form is None:
        message = f"{file.name} ends neither with .csv nor with .parquet"
        raise UsageError(message, hint="the name tells the format")
    request = ExportRequest(subject=of, version=version, format=form, since=since, until=until)
    with open_client(load_settings(data_dir)) as client:
        report = client.export_focus(request, file)
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    say(f"{file}: {report['rows']:,} rows of FOCUS {report['version']}")
    for currency, amount in report["effective"].items():
        say(f"  {currency}: effective {amount}, billed {report['billed'][currency]}")
