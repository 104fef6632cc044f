"""Runs the application, and tells the command line where it runs."""

from __future__ import annotations

import json
import os
import secrets
import socket
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

import uvicorn

from outlay.api.app import create_app
from outlay.api.ingest_token import load_ingest_token
from outlay.api.security import LOOPBACK
from outlay.core.errors import BusyError, IntegrityError
from outlay.core.private_file import write_private

if TYPE_CHECKING:
    from outlay.jobs import Workspace

_TOKEN_FILE: Final = "token"  # noqa: S105 - a file name


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """Where to serve, and who is told what: the address and the one that signs a browser in, and a new ingest token."""

    host: str
    port: int
    on_ready: Callable[[str, str], None]
    on_ingest_token: Callable[[str], None]
    is_renewing_ingest_token: bool = False


def serve(workspace: Workspace, options: ServeOptions) -> None:
    """Serve until interrupted; `serve.json` in the data folder names address, token and process meanwhile.

    First the days are computed that an earlier process left undone, and all days if rules have changed.

    Raises:
        BusyError: if the port is taken.
    """
    folder = workspace.settings.folder
    is_local = options.host in LOOPBACK
    token = _load_token(folder)
    ingest_token, told_once = load_ingest_token(folder, is_renewing=options.is_renewing_ingest_token)
    listener = _listen(options.host, options.port)
    port = listener.getsockname()[1]
    address = f"[{options.host.strip('[]')}]" if ":" in options.host else options.host
    url = f"http://{'localhost' if is_local else address}:{port}"
    app = create_app(workspace, token=token, ingest_token=ingest_token, is_local=is_local)
    config = uvicorn.Config(
        app, log_level="warning", access_log=False, server_header=False, timeout_graceful_shutdown=5
    )
    path = workspace.settings.serve_file
    try:
        # a day that does not add up stays as it was: no reason to keep the rest from being seen
        with suppress(IntegrityError):
            workspace.rebuild()
        workspace.start()
        if told_once is not None:
            options.on_ingest_token(told_once)
        told = {"url": f"http://{address}:{port}", "token": token, "pid": os.getpid()}
        write_private(path, json.dumps(told).encode())
        options.on_ready(url, f"{url}/api/v1/login?token={token}")
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[listener])
    finally:
        path.unlink(missing_ok=True)
        workspace.stop()
        listener.close()


def _load_token(folder: Path) -> str:
    path = folder / _TOKEN_FILE
    if path.is_file():
        return path.read_text(encoding="utf-8").strip()
    token = secrets.token_urlsafe(32)
    write_private(path, token.encode())
    return token


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host.strip("[]"), port))
    except OSError as error:
        listener.close()
        message = f"cannot listen on {host}:{port}: {error.strerror}"
        raise BusyError(message, hint="stop what uses the port, or choose another with --port") from error
    return listener
