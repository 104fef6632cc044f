"""`outlay runs`: training and evaluation by experiment and model."""

from __future__ import annotations

import json
from typing import Annotated, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_COLUMNS: Final = (
    {"name": "project", "label": "Project", "kind": "text"},
    {"name": "experiment", "label": "Experiment", "kind": "text"},
    {"name": "model", "label": "Model", "kind": "text"},
    {"name": "runs", "label": "Runs", "kind": "metric", "unit": "count"},
    {"name": "iterations", "label": "Iterations", "kind": "metric", "unit": "count"},
    {"name": "failed_share", "label": "Failed", "kind": "metric", "unit": "ratio"},
    {"name": "gpu_hours", "label": "GPU hours", "kind": "metric", "unit": "money"},
    {"name": "failed_gpu_hours", "label": "of failed runs", "kind": "metric", "unit": "money"},
    {"name": "last_started", "label": "Last", "kind": "text"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("runs")(runs)


def runs(
    since: Annotated[str | None, typer.Option(help="First day: 2026-11-01, 30d. Default: 30d.")] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last; default: tomorrow.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show training and evaluation runs: iterations, the share that failed, and GPU hours."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.report.runs import RunsRequest

    with open_client(load_settings(data_dir)) as client:
        answer = client.runs(RunsRequest(since=since, until=until))
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    print_table(_COLUMNS, answer["rows"], answer)
    say(f"\n{answer['since']} to {answer['until']} (exclusive)")
    if not answer["rows"]:
        say("no run began there: import some with `outlay import runs`, or connect Weights & Biases")
    for note in answer["notes"]:
        say(note)
