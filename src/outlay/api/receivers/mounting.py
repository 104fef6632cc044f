"""Puts the receivers and their metrics into the application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from outlay.api.receivers.measuring import IntakeMetrics
from outlay.api.receivers.telemetry import RECEIVERS, receive

if TYPE_CHECKING:
    from fastapi import FastAPI
    from starlette.requests import Request

    from outlay.jobs import Workspace


def add_receivers(app: FastAPI, workspace: Workspace) -> None:
    """Add `/v1/…` and `/metrics`."""
    metrics = app.state.intake_metrics = IntakeMetrics(workspace)
    for path, receiver in RECEIVERS.items():
        app.add_route(path, receive(receiver), methods=["POST"], include_in_schema=False)

    def show_metrics(_: Request) -> Response:
        text, media_type = metrics.render()
        return Response(text, media_type=media_type)

    app.add_route("/metrics", show_metrics, methods=["GET"], include_in_schema=False)
