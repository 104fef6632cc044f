"""`outlay demo`: loads the sample company and serves it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from outlay.cli.options import AsOf, DataDir, day_of
from outlay.cli.output import announce, say, tell_ingest_token

_DEMO_DIR = Path("~/.local/share/outlay-demo")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("demo")(demo)


def demo(
    as_of: AsOf = None,
    scale: Annotated[float, typer.Option(help="Part of the 2 million requests to make.")] = 1.0,
    port: Annotated[int | None, typer.Option(help="Port; 0 picks a free one.")] = None,
    load_only: Annotated[bool, typer.Option("--load-only", help="Load and print the summary only.")] = False,
    data_dir: DataDir = None,
) -> None:
    """Load the sample company Quillhaven (18 months of bills, 2 million requests), print a summary and serve it."""
    from outlay.core.settings import load_settings
    from outlay.demo import DemoRequest, describe, open_demo

    base = load_settings(data_dir, port=port, as_of=day_of(as_of))
    folder = base.data_dir.expanduser() if "data_dir" in base.model_fields_set else _DEMO_DIR.expanduser()
    day = base.as_of or datetime.now(tz=UTC).date()
    workspace, truth = open_demo(DemoRequest(data_dir=folder, as_of=day, scale=scale), say)
    try:
        for line in describe(truth):
            typer.echo(line)
        if not load_only:
            from outlay.api import ServeOptions, serve

            options = ServeOptions(host=base.host, port=base.port, on_ready=announce, on_ingest_token=tell_ingest_token)
            serve(workspace, options)
    finally:
        workspace.close()
