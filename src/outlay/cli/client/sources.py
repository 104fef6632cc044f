"""Sources, as commands work with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from outlay.core.plain import to_plain

if TYPE_CHECKING:
    from outlay.cli.client.answer import Plain
    from outlay.cli.client.server import Server
    from outlay.jobs import Workspace
    from outlay.jobs.sources.model import NewSource, SyncRequest


class Sources(Protocol):
    """Where spend is pulled from."""

    def list(self) -> Plain:
        """Every source with how fresh and how right it is."""

    def add(self, new: NewSource) -> Plain:
        """Set a source up."""

    def test(self, name: str) -> Plain:
        """Try what a source needs."""

    def remove(self, name: str, *, is_purging: bool) -> Plain:
        """Forget a source."""

    def sync(self, request: SyncRequest) -> Plain:
        """Fetch and load sources."""


class LocalSources:
    """Sources of the store itself."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(self) -> Plain:
        """Every source with how fresh and how right it is."""
        return dict(to_plain(self._workspace.sources.list_all()))

    def add(self, new: NewSource) -> Plain:
        """Set a source up."""
        return dict(to_plain(self._workspace.sources.add(new)))

    def test(self, name: str) -> Plain:
        """Try what a source needs."""
        checks = self._workspace.sources.test(name)
        return {"checks": to_plain(checks), "is_ok": all(check.is_ok for check in checks)}

    def remove(self, name: str, *, is_purging: bool) -> Plain:
        """Forget a source."""
        return dict(to_plain(self._workspace.sources.remove(name, is_purging=is_purging)))

    def sync(self, request: SyncRequest) -> Plain:
        """Fetch and load sources."""
        return dict(to_plain(self._workspace.sources.sync(request)))


class RemoteSources:
    """Sources of a running server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self) -> Plain:
        """Every source with how fresh and how right it is."""
        return dict(self._server.get("/api/v1/sources"))

    def add(self, new: NewSource) -> Plain:
        """Set a source up."""
        body = {"name": new.name, "kind": new.kind, "settings": dict(new.settings), "secrets": dict(new.secrets)}
        return self._server.post("/api/v1/sources", {**body, "test": new.is_tested})

    def test(self, name: str) -> Plain:
        """Try what a source needs."""
        return self._server.post(f"/api/v1/sources/{quote(name, safe='')}/test", {})

    def remove(self, name: str, *, is_purging: bool) -> Plain:
        """Forget a source."""
        path = f"/api/v1/sources/{quote(name, safe='')}"
        return dict(self._server.send("DELETE", path, params={"purge": str(is_purging).lower()}))

    def sync(self, request: SyncRequest) -> Plain:
        """Fetch and load sources."""
        since = request.since.isoformat() if request.since else None
        return self._server.post("/api/v1/sync", {"names": list(request.names), "since": since, "all": request.is_all})
