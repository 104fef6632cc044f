"""What commands work through: the running server of the data folder, or the store itself.

What belongs to a concept is a small facade in a file of its own, such as `sources.py`: its protocol, what works on the
store, and what works through `server.Server`. A newcomer reads `open_client`, then `model.Client`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

from outlay.cli.client.model import Client
from outlay.cli.client.remote import RemoteClient
from outlay.core.errors import UsageError
from outlay.core.settings import Settings

if TYPE_CHECKING:
    from outlay.cli.client.local import LocalClient

__all__ = ["Client", "open_client", "pairs_of"]


@contextmanager
def open_client(settings: Settings, *, is_creating: bool = False) -> Iterator[Client]:
    """The running server of the data folder, else its store, which is made only where it is to be written.

    Raises:
        BusyError: if another process owns the store without serving it.
        NotFoundError: if there is no store and it is not to be made.
    """
    client = _running(settings) or _local(settings, is_creating=is_creating)
    try:
        yield client
    finally:
        client.close()


def _local(settings: Settings, *, is_creating: bool) -> LocalClient:
    # what works on a store takes longer to import than a server takes to answer
    from outlay.cli.client.local import LocalClient

    return LocalClient(settings, is_creating=is_creating)


def _running(settings: Settings) -> RemoteClient | None:
    path = settings.serve_file
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        client = RemoteClient(str(found["url"]), str(found["token"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None
    if client.is_alive():
        return client
    client.close()
    return None


def pairs_of(option: str, texts: Sequence[str]) -> dict[str, str]:
    """Read ``name=value`` options.

    Raises:
        UsageError: naming the text that has no ``=``.
    """
    pairs = {}
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals or not name:
            message = f"{option} {text!r} is not NAME=VALUE"
            raise UsageError(message, hint=f"write {option} ts=TIMESTAMP")
        pairs[name.strip()] = value
    return pairs
