"""`outlay doctor`: what is configured, fresh, complete and well, and what to do next."""

from __future__ import annotations

import json

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import say

_MARKS = {"ok": "✓", "note": "·", "warning": "!", "problem": "✗"}


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("doctor")(doctor)


def doctor(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """Look at everything and name the next step; the exit code is 1 where something is wrong."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        findings = client.doctor()
    if as_json:
        typer.echo(json.dumps(findings, indent=2, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(f"{_MARKS[finding['state']]} {finding['area']}: {finding['text']}")
            if finding["hint"]:
                typer.echo(f"    → {finding['hint']}".replace("\n", "\n      "))
        counts = [sum(f["state"] == state for f in findings) for state in ("problem", "warning")]
        say(f"{counts[0]} problems, {counts[1]} warnings")
    if any(finding["state"] == "problem" for finding in findings):
        raise typer.Exit(1)
