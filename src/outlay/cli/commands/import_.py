"""`outlay import`: bills, events, values and usage reports from files."""

from __future__ import annotations

import dataclasses
import json
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import progress, say
from outlay.cli.reports import describe_import

if TYPE_CHECKING:
    from outlay.cli.client import Client
    from outlay.jobs.deliveries import LocalDelivery
    from outlay.jobs.imports import ImportRequest

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

    settings = load_settings(data_dir)
    with progress(is_quiet=as_json) as on_progress, tempfile.TemporaryDirectory(prefix="outlay-") as scratch:
        wish = ImportRequest(
            kind=kind,
            files=(),
            source=source,
            is_replacing=replace,
            mapping=pairs_of("--map", mapping or []),
            constants=pairs_of("--set", constants or []),
            on_progress=on_progress,
        )
        with open_client(settings, is_creating=True) as client:
            is_whole, outcomes = _import_all(client, wish, open_deliveries(files, Path(scratch)), is_quiet=as_json)
    if as_json:
        typer.echo(json.dumps(outcomes[0] if len(outcomes) == 1 else outcomes, indent=2, ensure_ascii=False))
    if not is_whole or any(outcome["report"].get("rejected") for outcome in outcomes):
        raise typer.Exit(1)


def _import_all(
    client: Client, wish: ImportRequest, deliveries: Iterable[LocalDelivery], *, is_quiet: bool
) -> tuple[bool, list[dict[str, Any]]]:
    """Import one delivery after the other; tells whether none of them has to wait, and what each did."""
    outcomes: list[dict[str, Any]] = []
    is_whole = True
    for delivery in deliveries:
        for line in filter(None, (delivery.name, *delivery.notes)):
            say(line)
        if not delivery.files:
            is_whole = False
            continue
        outcomes.append(client.run_import(dataclasses.replace(wish, files=delivery.files)))
        for line in () if is_quiet else describe_import(outcomes[-1]):
            say(line)
    return is_whole, outcomes
