"""`outlay shadow-ai`: what is spent on AI that no telemetry knows, and who probably spends it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Annotated, Any, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import REPORT_WIDTH, print_table, say

_COLUMNS: Final = (
    {"name": "biller", "label": "biller", "kind": "text"},
    {"name": "what", "label": "key, account or payee", "kind": "text", "shrinks": True},
    {"name": "model", "label": "model or product", "kind": "text", "shrinks": True},
    {"name": "amount", "label": "spend", "kind": "metric", "unit": "money"},
    {"name": "first_seen", "label": "first seen", "kind": "text"},
    {"name": "owner", "label": "likely owner", "kind": "text", "shrinks": True},
    {"name": "reason", "label": "why it is here", "kind": "text"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("shadow-ai")(shadow_ai)


def shadow_ai(
    since: Annotated[str | None, typer.Option(help="First month; default: the last complete one.")] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last month.")] = None,
    biller: Annotated[str | None, typer.Option(help="One biller alone, such as openai.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List AI spend that no instrumented service made: keys, models, accounts and payments, largest first."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.report.matching.model import MatchRequest

    with open_client(load_settings(data_dir)) as client:
        answer = client.shadow_ai(MatchRequest(since=since, until=until, biller=biller))
    if as_json:
        typer.echo(json.dumps(answer, indent=2))
        return
    if answer["rows"]:
        print_table(_COLUMNS, [_row(row) for row in answer["rows"]], {"amount": answer["total"]}, width=REPORT_WIDTH)
    say(f"\n{answer['since']} to {answer['until']} (exclusive) · {answer['currency']}")
    for note in answer["notes"]:
        say(note)


def _row(row: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**row, "what": row["credential"] or row["account"] or row["vendor"]}
