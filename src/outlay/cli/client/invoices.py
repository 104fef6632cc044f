"""Invoices, as commands work with them."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Protocol

from outlay.core.plain import to_plain

if TYPE_CHECKING:
    from outlay.cli.client.answer import Plain
    from outlay.cli.client.server import Server
    from outlay.jobs import Workspace
    from outlay.jobs.declared import NewInvoice


class Invoices(Protocol):
    """Invoices that were recorded."""

    def list(self) -> Plain:
        """Every invoice with what charges tell of it."""

    def add(self, new: NewInvoice) -> Plain:
        """Take an invoice."""


class LocalInvoices:
    """Invoices of the store itself."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace

    def list(self) -> Plain:
        """Every invoice with what charges tell of it."""
        return {"invoices": to_plain(self._workspace.declared.list_invoices())}

    def add(self, new: NewInvoice) -> Plain:
        """Take an invoice."""
        return dict(to_plain(self._workspace.declared.add_invoice(new)))


class RemoteInvoices:
    """Invoices of a running server."""

    def __init__(self, server: Server) -> None:
        self._server = server

    def list(self) -> Plain:
        """Every invoice with what charges tell of it."""
        return dict(self._server.get("/api/v1/invoices"))

    def add(self, new: NewInvoice) -> Plain:
        """Take an invoice."""
        body = {field.name: to_plain(getattr(new, field.name)) for field in fields(new)}
        return self._server.post("/api/v1/invoices", body)
