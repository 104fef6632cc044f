"""`outlay import`: bills, events, values and usage reports from files."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import progress, say
from outlay.cli.reports import describe_import

KIND_HELP: Final = (
    "Bills: focus, aws-cur, azure-cost, gcp-billing, oci-cost. Facts: invoices, commitments, contracts, seats, runs, "
    "payments, value, provider-usage. Requests: events, litellm, langfuse, openai-batch, anthropic-batch."
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("import")(import_files)


def import_files(
    kind: Annotated[str, typer.Argument(help=KIND_HELP)],
    files: Annotated[
        list[Path],
        typer.Argument(
            help="Files of one delivery: CSV, JSON lines or Parquet; records of other systems: JSON or CSV."
        ),
    ],
    source: Annotated[str | None, typer.Option(help="Name of the source that delivers them.")] = None,
    replace: Annotated[
        bool, typer.Option("--replace", help="Replace even where a period shrinks or another source delivered it.")
    ] = False,
    mapping: Annotated[list[str] | None, typer.Option("--map", help="COLUMN of the file, as ts=TIMESTAMP.")] = None,
    constants: Annotated[
        list[str] | None, typer.Option("--set", help="A value for all rows, as provider=azure.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Import files; importing them again changes nothing. Bad rows are set aside and named; the exit code is then 1."""
    from outlay.cli.client import open_client, pairs_of
    from outlay.core.settings import load_settings
    from outlay.jobs.imports import ImportRequest

    with open_client(load_settings(data_dir), is_creating=True) as client, progress(is_quiet=as_json) as on_progress:
        outcome: dict[str, Any] = client.run_import(
            ImportRequest(
                kind=kind,
                files=files,
                source=source,
                is_replacing=replace,
                mapping=pairs_of("--map", mapping or []),
                constants=pairs_of("--set", constants or []),
                on_progress=on_progress,
            )
        )
    if as_json:
        typer.echo(json.dumps(outcome, indent=2, ensure_ascii=False))
    else:
        for line in describe_import(outcome):
            say(line)
    if outcome["report"].get("rejected"):
        raise typer.Exit(1)
