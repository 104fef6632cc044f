"""`outlay rebuild`: brings what is stored to the settings, and computes the ledger again."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import say
from outlay.cli.reports import describe_ledger, describe_rerating


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("rebuild")(rebuild)


def rebuild(
    since: Annotated[
        str | None, typer.Option(help="Every day since this one; default: days whose facts changed.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Convert stored money as the settings say, reconcile and allocate again; the same facts give the same ledger."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.core.time import parse_day

    settings = load_settings(data_dir)
    day = parse_day(since, today=settings.today) if since else None
    with open_client(settings) as client:
        report = client.rebuild(day)
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    for line in (*describe_rerating(report["rerating"]), *describe_ledger(report)):
        say(line)
