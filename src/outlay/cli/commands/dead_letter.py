"""`outlay dead-letter`: telemetry records that could not be used, and sending them again."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(help="Telemetry records that could not be used.", no_args_is_help=True)
    group.command("list")(list_letters)
    group.command("retry")(retry)
    app.add_typer(group, name="dead-letter")


_COLUMNS = [
    {"name": name, "label": name.replace("_", " "), "kind": "dimension"}
    for name in ("dead_letter_id", "received_at", "kind", "source", "field", "reason")
]


def list_letters(
    limit: Annotated[int, typer.Option(min=1, max=10_000, help="At most so many, newest first.")] = 50,
    state: Annotated[str, typer.Option(help="open, retried or all.")] = "open",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List dead letters with the reason of each."""
    from outlay.cli.client import open_client
    from outlay.core.errors import UnknownNameError
    from outlay.core.settings import load_settings

    if state not in {"open", "retried", "all"}:
        raise UnknownNameError("state", state, ("open", "retried", "all"))
    with open_client(load_settings(data_dir)) as client:
        letters = client.dead_letters(state, limit)
    if as_json:
        typer.echo(json.dumps(letters, indent=2, ensure_ascii=False))
    elif letters:
        print_table(_COLUMNS, letters)
    else:
        say("There is no dead letter.")


def retry(
    ids: Annotated[list[str] | None, typer.Argument(help="Ids of dead letters.", show_default=False)] = None,
    every: Annotated[bool, typer.Option("--all", help="Every open one.")] = False,
    constants: Annotated[
        list[str] | None, typer.Option("--set", help="A field to set before, as ts=2026-11-21T10:00:00Z.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Send dead letters through the intake again."""
    from outlay.cli.client import open_client, pairs_of
    from outlay.core.errors import UsageError
    from outlay.core.settings import load_settings

    if bool(ids) == every:
        message = "name the dead letters to send again, or give --all"
        raise UsageError(message, hint="see `outlay dead-letter list`")
    with open_client(load_settings(data_dir)) as client:
        report = client.retry_dead_letters(ids or [], pairs_of("--set", constants or []))
    if as_json:
        typer.echo(json.dumps(report))
        return
    say(f"{report['retried']} sent again. `outlay dead-letter list` shows any that failed anew.")
    if report["empty"]:
        say(f"{report['empty']} held nothing that could be sent; their senders have to send them again.")
