"""Commitments, as commands work with them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Protocol
from urllib.parse import quote

from outlay.core.plain import to_plain

if TYPE_CHECKING:
    from outlay.cli.client.answer import Plain
    from outlay.cli.client.server import Server
    from outlay.jobs import Workspace
    from outlay.jobs.declared import NewEntry


class Commitments(Protocol):
    """Savings plans, reservations, agreements, credit pools and grants."""

    def list(self) -> Plain:
        """Every commitment with its roll-forward."""

    def show(self, identifier: str) -> Plain:
        """One commitment with its days."""

    def add_entry(self, new: NewEntry) -> Plain:
        """Take a movement of a commitment."""


class LocalCommitments:
    """Commitments of the store itself."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(self) -> Plain:
        """Every commitment with its roll-forward."""
        return {"commitments": to_plain(self._workspace.declared.list_commitments())}

    def show(self, identifier: str) -> Plain:
        """One commitment with its days."""
        return dict(to_plain(self._workspace.declared.show_commitment(identifier)))

    def add_entry(self, new: NewEntry) -> Plain:
        """Take a movement of a commitment."""
        return dict(to_plain(self._workspace.declared.add_entry(new)))


class RemoteCommitments:
    """Commitments of a running server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self) -> Plain:
        """Every commitment with its roll-forward."""
        return dict(self._server.get("/api/v1/commitments"))

    def show(self, identifier: str) -> Plain:
        """One commitment with its days."""
        return dict(self._server.get(f"/api/v1/commitments/{quote(identifier, safe='')}"))

    def add_entry(self, new: NewEntry) -> Plain:
        """Take a movement of a commitment."""
        body = {field.name: to_plain(getattr(new, field.name)) for field in fields(new)}
        return self._server.post(f"/api/v1/commitments/{quote(body.pop('commitment_id'), safe='')}/entries", body)
