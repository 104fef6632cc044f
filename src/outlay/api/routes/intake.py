"""The intake of telemetry: its dead letters, and the doctor that looks at everything."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain

router = APIRouter(tags=["intake"])


class FindingAnswer(BaseModel):
    """One thing that the doctor looked at."""

    area: str
    state: Literal["ok", "note", "warning", "problem"]
    text: str
    hint: str | None


class RetryBody(BaseModel):
    """Which dead letters to send again (none means all that are open), and fields to set in them."""

    model_config = ConfigDict(extra="forbid")

    ids: list[str] = []
    set: dict[str, str] = {}


@router.get("/doctor")
def get_doctor(workspace: InWorkspace) -> list[FindingAnswer]:
    """Say what is configured, fresh, complete and well, and what to do next."""
    return [FindingAnswer.model_validate(to_plain(finding)) for finding in workspace.doctor()]


@router.get("/dead-letters")
def get_dead_letters(
    workspace: InWorkspace,
    state: Literal["open", "retried", "all"] = "open",
    limit: Annotated[int, Query(ge=1, le=10_000)] = 100,
) -> list[dict[str, Any]]:
    """The newest telemetry records that could not be used, without any content."""
    letters: list[dict[str, Any]] = to_plain(workspace.dead_letters.list(None if state == "all" else state, limit))
    return letters


@router.post("/dead-letters/retry")
def post_retry(workspace: InWorkspace, body: RetryBody) -> dict[str, int]:
    """Send dead letters through the intake again; answers when they are loaded."""
    report = workspace.dead_letters.retry(body.ids, body.set)
    workspace.intake.drain(timeout=60)
    return dict(to_plain(report))
