"""`outlay import`: bills, events, values and usage reports from files."""

from __future__ import annotations

import json
import tempfile
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
        list[str],
        typer.Argument(
            help="Files of one delivery (CSV, JSON lines, Parquet), or folders and s3://, gs://, az:// URLs of several."
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
    from outlay.jobs.deliveries import open_deliveries
    from outlay.jobs.imports import ImportRequest

    outcomes: list[dict[str, Any]] = []
    is_whole = True
    with (
        open_client(load_settings(data_dir), is_creating=True) as client,
        progress(is_quiet=as_json) as on_progress,
        tempfile.TemporaryDirectory(prefix="outlay-") as scratch,
    ):
        for delivery in open_deliveries(files, Path(scratch)):
            for line in (delivery.name, *delivery.notes):
                say(line) if line else None
            if not delivery.files:
                is_whole = False
                continue
            outcome = client.run_import(
                ImportRequest(
                    kind=kind,
                    files=delivery.files,
                    source=source,
                    is_replacing=replace,
                    mapping=pairs_of("--map", mapping or []),
                    constants=pairs_of("--set", constants or []),
                    on_progress=on_progress,
                )
            )
            outcomes.append(outcome)
            if not as_json:
                for line in describe_import(outcome):
                    say(line)
    if as_json:
        typer.echo(json.dumps(outcomes[0] if len(outcomes) == 1 else outcomes, indent=2, ensure_ascii=False))
    if not is_whole or any(outcome["report"].get("rejected") for outcome in outcomes):
        raise typer.Exit(1)
