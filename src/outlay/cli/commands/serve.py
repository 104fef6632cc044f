"""`outlay serve`: API and pages on one port."""

from __future__ import annotations

from typing import Annotated

import typer

from outlay.cli.options import AsOf, DataDir, day_of
from outlay.cli.output import announce, tell_ingest_token


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("serve")(serve)


def serve(
    host: Annotated[
        str | None, typer.Option(help="Address to bind; beyond localhost every request needs the token.")
    ] = None,
    port: Annotated[int | None, typer.Option(help="Port; 0 picks a free one.")] = None,
    new_ingest_token: Annotated[
        bool, typer.Option("--new-ingest-token", help="Make a new token for senders of telemetry; the old one ends.")
    ] = False,
    as_of: AsOf = None,
    data_dir: DataDir = None,
) -> None:
    """Serve the API and the pages until interrupted."""
    from outlay.api import ServeOptions
    from outlay.api import serve as run_server
    from outlay.core.settings import load_settings
    from outlay.jobs import open_workspace

    settings = load_settings(data_dir, host=host, port=port, as_of=day_of(as_of))
    workspace = open_workspace(settings)
    try:
        run_server(
            workspace,
            ServeOptions(
                host=settings.host,
                port=settings.port,
                on_ready=announce,
                on_ingest_token=tell_ingest_token,
                is_renewing_ingest_token=new_ingest_token,
            ),
        )
    finally:
        workspace.close()
