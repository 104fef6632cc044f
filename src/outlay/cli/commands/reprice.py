"""`outlay reprice`: prices stored requests again, after a correction or a new contract."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say
from outlay.cli.reports import describe_ledger

_COLUMNS = (
    {"name": "day", "label": "Day", "kind": "time"},
    {"name": "provider", "label": "Provider", "kind": "dimension"},
    {"name": "model", "label": "Model", "kind": "dimension"},
    {"name": "old_card", "label": "Old card", "kind": "dimension"},
    {"name": "new_card", "label": "New card", "kind": "dimension"},
    {"name": "requests", "label": "Requests", "kind": "metric"},
    {"name": "old_cost", "label": "Old cost", "kind": "metric", "unit": "money"},
    {"name": "new_cost", "label": "New cost", "kind": "metric", "unit": "money"},
)
_SHOWN = 40
_CARD_LETTERS = 13


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reprice")(reprice)


def reprice(
    since: Annotated[str, typer.Option(help="First day: 2026-11-01, 2026-11, 30d.")],
    until: Annotated[str | None, typer.Option(help="The day after the last; default: no end.")] = None,
    provider: Annotated[str | None, typer.Option(help="Requests of this provider only.")] = None,
    model: Annotated[str | None, typer.Option(help="Requests of this model only, as it is stored.")] = None,
    reason: Annotated[str, typer.Option(help="Why; kept with what changed.")] = "",
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Price stored requests again with the present prices; stated costs stay, and each day changes as a whole."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.core.time import parse_day
    from outlay.jobs.reprice import RepriceRequest

    settings = load_settings(data_dir)
    request = RepriceRequest(
        since=parse_day(since, today=settings.today),
        until=parse_day(until, today=settings.today) if until else None,
        provider=provider,
        model=model,
        reason=reason,
        is_dry_run=dry_run,
    )
    with open_client(settings) as client:
        report = client.reprice(request)
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    _describe(report)


def _describe(report: dict[str, Any]) -> None:
    cells = report["cells"]
    if cells:
        print_table(_COLUMNS, [_shortened(cell) for cell in cells[:_SHOWN]])
    if len(cells) > _SHOWN:
        say(f"… and {len(cells) - _SHOWN:,} more; --json lists them")
    verb = "changed" if report["is_written"] else "would change"
    say(f"{report['looked_at']:,} requests of {report['days']:,} days looked at, {report['changed']:,} {verb}")
    if report["closed_days"]:
        say(f"{len(report['closed_days']):,} days are closed and stay as they are")
    if report["ledger"]:
        for line in describe_ledger({**report["ledger"], "days": len(report["ledger"]["days"])}):
            say(line)


def _shortened(cell: dict[str, Any]) -> dict[str, Any]:
    return {**cell, **{name: (cell[name] or "")[:_CARD_LETTERS] or None for name in ("old_card", "new_card")}}
