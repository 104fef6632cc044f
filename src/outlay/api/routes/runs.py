"""Training and evaluation runs."""

from __future__ import annotations

import json
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.report.runs import RunsRequest

router = APIRouter(tags=["runs"])


class RunGroupRow(BaseModel):
    """The runs of an experiment and model."""

    project: str | None
    experiment: str | None
    model: str | None
    runs: int
    iterations: int = Field(description="Runs of an experiment or with a parent, failed ones too.")
    failed: int
    stopped: int = Field(description="Ended by a person or a scheduler.")
    going: int
    failed_share: str | None = Field(description="Of the runs that ended.")
    gpu_hours: str | None
    failed_gpu_hours: str | None
    without_gpu_time: int = Field(description="Runs whose GPU time is not known, so in no GPU hours.")
    first_started: str
    last_started: str


class RunsAnswer(BaseModel):
    """Runs by project, experiment and model, those with most GPU hours first."""

    since: str
    until: str
    rows: list[RunGroupRow]
    runs: int
    iterations: int
    failed: int
    failed_share: str | None
    gpu_hours: str | None
    failed_gpu_hours: str | None
    notes: list[str]


@router.get("/runs", response_model=RunsAnswer)
def get_runs(
    workspace: InWorkspace,
    since: Annotated[str | None, Query(description="First day, or a look-back; default: 30d.")] = None,
    until: Annotated[str | None, Query(description="The day after the last.")] = None,
) -> Response:
    """Tell iterations, the share that failed and GPU hours of each experiment and model."""
    found = workspace.runs(RunsRequest(since=since, until=until))
    return Response(json.dumps(to_plain(found)), media_type="application/json")
