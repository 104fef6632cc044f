"""`outlay sync`: fetches and loads sources now."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("sync")(sync)


def sync(
    names: Annotated[list[str] | None, typer.Argument(help="Sources; default: all.", show_default=False)] = None,
    since: Annotated[str | None, typer.Option(help="Fetch from this day on, also what was fetched before.")] = None,
    every: Annotated[bool, typer.Option("--all", help="Load everything held again, also what did not change.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> int:
    """Fetch sources, load what changed, compare with the vendors' totals, and compute the changed days."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.core.time import parse_day
    from outlay.jobs.sources.model import SyncRequest

    settings = load_settings(data_dir)
    start = parse_day(since, today=settings.today) if since else None
    with open_client(settings, is_creating=True) as client:
        report = client.sources.sync(SyncRequest(names=tuple(names or ()), since=start, is_all=every))
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
    elif not report["runs"]:
        say("There is no source to sync. `outlay sources kinds` lists what can be added.")
    else:
        for run in report["runs"]:
            _tell(run)
    return 0 if all(run["state"] == "ok" for run in report["runs"]) else 1


def _tell(run: dict[str, Any]) -> None:
    parts = [f"{run['buckets']:,} periods", f"{run['rows']:,} rows"]
    if run["rows_usage"]:
        parts.append(f"{run['rows_usage']:,} usage rows")
    if run["charged"] is not None:
        parts.append(f"charged {run['charged']} {run['currency']}")
    if run["stated"] is not None:
        parts.append(
            "as the vendor states" if run["stated"] == run["charged"] else f"the vendor states {run['stated']}"
        )
    typer.echo(f"{run['source']}: {run['state']}: {', '.join(parts)}")
    for name in run["unknown_fields"]:
        typer.echo(f"  not known: {name}")
    for note in run["notes"]:
        typer.echo(f"  {note}")
    if run["error"]:
        say(f"  {run['error']}")
        if run["hint"]:
            say(f"  → {run['hint']}")
