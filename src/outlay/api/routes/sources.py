"""Sources over HTTP: what there is, what is set up, and syncing."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from outlay.api.dependencies import InWorkspace
from outlay.core.plain import to_plain
from outlay.ingest.pulling.model import Check
from outlay.jobs.sources import NewSource, SyncRequest
from outlay.jobs.sources.kinds import list_kinds

router = APIRouter(tags=["sources"])


class RunAnswer(BaseModel):
    """A sync of a source; money is in the vendor's currency, over the months that it touched."""

    run_id: str
    source: str
    kind: str
    started_at: str
    finished_at: str | None
    state: str
    since: str | None
    until: str | None
    watermark: str | None
    buckets: int
    rows: int
    charged: str | None
    stated: str | None
    currency: str | None
    rows_usage: int
    unknown_fields: list[str]
    notes: list[str]
    error: str | None
    hint: str | None


class ComparedAnswer(BaseModel):
    """What was taken beside what the vendor states, in its currency."""

    charged: str
    stated: str
    difference: str
    currency: str


class SourceAnswer(BaseModel):
    """A source: pulled, imported by file, a sender of telemetry or a usage report."""

    id: str = Field(description="Of this row: several sources may have one name.")
    name: str
    origin: str
    kind: str
    title: str
    currency: str
    managed_by: str | None
    state: str
    state_text: str
    watermark: str | None
    first_day: str | None
    last_day: str | None
    last_run: RunAnswer | None
    last_success_at: str | None
    loaded_at: str | None
    rows: int
    charged: str | None
    compared: ComparedAnswer | None
    blocked: str | None
    unknown_fields: list[str]
    notes: list[str]
    error: str | None
    hint: str | None
    settings: dict[str, Any]
    secrets: dict[str, str]


class SourcesAnswer(BaseModel):
    """Every source, most urgent first."""

    as_of: str
    sources: list[SourceAnswer]


class FieldAnswer(BaseModel):
    """A setting of a kind of source."""

    name: str
    type: str
    is_required: bool
    default: str | None
    description: str
    is_secret: bool
    choices: list[str] = Field(description="What it may be; empty: anything of its type.")


class KindAnswer(BaseModel):
    """A kind of source."""

    kind: str
    title: str
    form: str
    summary: str
    amount: str | None
    history_days: int | None
    fields: list[FieldAnswer]
    json_schema: dict[str, Any] = Field(description="JSON Schema of the settings, for tables within them.")


class NewSourceBody(BaseModel):
    """A source to set up."""

    model_config = ConfigDict(extra="forbid")

    name: str
    kind: str
    settings: dict[str, Any] = {}
    secrets: dict[str, str] = Field(default={}, description="`env:NAME`, or the secret, which is stored encrypted.")
    test: bool = True


class CheckAnswer(BaseModel):
    """One thing that a test tried."""

    name: str
    is_ok: bool
    text: str
    hint: str | None


class AddedAnswer(BaseModel):
    """What was set up, and what its test found."""

    source: dict[str, Any]
    checks: list[CheckAnswer]


class TestAnswer(BaseModel):
    """What the test of a source found."""

    checks: list[CheckAnswer]
    is_ok: bool


class RemovedAnswer(BaseModel):
    """What was removed; charges stay until another delivery replaces them."""

    removed: str
    kept_charges: bool


class SyncBody(BaseModel):
    """Which sources to sync, and from when on."""

    model_config = ConfigDict(extra="forbid")

    names: list[str] = []
    since: date | None = None
    all: bool = Field(default=False, description="Load everything held again, also what did not change.")


class SyncAnswer(BaseModel):
    """What a sync did; `ledger` tells of the days computed again."""

    runs: list[RunAnswer]
    ledger: dict[str, Any] | None


@router.get("/sources")
def get_sources(workspace: InWorkspace) -> SourcesAnswer:
    """Every source with how fresh and how right it is, most urgent first."""
    return SourcesAnswer.model_validate(to_plain(workspace.sources.list_all()))


@router.get("/sources/kinds")
def get_kinds() -> list[KindAnswer]:
    """The kinds of sources and their settings."""
    return [KindAnswer.model_validate(to_plain(kind)) for kind in list_kinds()]


@router.post("/sources")
def post_source(workspace: InWorkspace, body: NewSourceBody) -> AddedAnswer:
    """Set a source up, after it was tried."""
    return AddedAnswer.model_validate(to_plain(workspace.sources.add(_new(body))))


@router.post("/sources/test")
def post_draft_test(workspace: InWorkspace, body: NewSourceBody) -> TestAnswer:
    """Try what a source would need, without setting it up."""
    return _tested(workspace.sources.test_draft(_new(body)))


@router.delete("/sources/{name}")
def delete_source(workspace: InWorkspace, name: str, *, purge: bool = False) -> RemovedAnswer:
    """Forget a source; with `purge` also what was fetched, never what was charged."""
    return RemovedAnswer.model_validate(workspace.sources.remove(name, is_purging=purge))


@router.post("/sources/{name}/test")
def post_test(workspace: InWorkspace, name: str) -> TestAnswer:
    """Try what a source needs."""
    return _tested(workspace.sources.test(name))


@router.post("/sources/{name}/sync")
def post_source_sync(workspace: InWorkspace, name: str, body: SyncBody | None = None) -> SyncAnswer:
    """Fetch and load one source."""
    wish = body or SyncBody()
    return _sync(workspace, SyncRequest(names=(name,), since=wish.since, is_all=wish.all))


@router.post("/sync")
def post_sync(workspace: InWorkspace, body: SyncBody | None = None) -> SyncAnswer:
    """Fetch and load the named sources, or all; one that fails stops no other."""
    wish = body or SyncBody()
    return _sync(workspace, SyncRequest(names=tuple(wish.names), since=wish.since, is_all=wish.all))


@router.get("/sources/{name}/runs")
def get_runs(workspace: InWorkspace, name: str, limit: Annotated[int, Query(ge=1, le=500)] = 20) -> list[RunAnswer]:
    """The syncs of a source, newest first."""
    return [RunAnswer.model_validate(to_plain(run)) for run in workspace.sources.runs(name, limit)]


def _new(body: NewSourceBody) -> NewSource:
    return NewSource(name=body.name, kind=body.kind, settings=body.settings, secrets=body.secrets, is_tested=body.test)


def _tested(checks: Iterable[Check]) -> TestAnswer:
    found = [CheckAnswer.model_validate(to_plain(check)) for check in checks]
    return TestAnswer(checks=found, is_ok=all(check.is_ok for check in found))


def _sync(workspace: InWorkspace, request: SyncRequest) -> SyncAnswer:
    return SyncAnswer.model_validate(to_plain(workspace.sources.sync(request)))
