"""Weights & Biases: runs with their GPUs and how they ended. No money: the machines are on the cloud's bill.

A run's configuration may hold anything, so only the fields that settings name are read from it.
"""

from __future__ import annotations

import base64
import json
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.ingest.pulling.answers import CursorGuard, need
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.days import moment_of, parts_of, whole_days
from outlay.ingest.pulling.errors import SourceRequestError
from outlay.ingest.pulling.model import Bucket, Check, Facts, Record, SourceSettings, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from outlay.ingest.pulling.http import HttpClient

_PART_DAYS: Final = 31
_SILENT: Final = timedelta(hours=1)
"""A run that says nothing for so long has crashed, whatever its state."""
_GPU: Final = re.compile(r"(?:system\.)?gpu\.(\d+)\.")
_STATES: Final = frozenset(("finished", "failed", "crashed", "killed", "running", "pending", "preempting", "preempted"))
_SCOPE: Final = "see api_key, and whether its user may read the entity's projects"
_RUNS: Final = """
query Runs($entity: String!, $project: String!, $first: Int!, $after: String, $filters: JSONString) {
  project(entityName: $entity, name: $project) {
    runs(first: $first, after: $after, filters: $filters, order: "+created_at") {
      edges { node {
        name displayName state createdAt heartbeatAt group jobType sweepName tags host computeSeconds
        config summaryMetrics systemMetrics
        user { username }
        runInfo { gpuCount gpu }
      } }
      pageInfo { endCursor hasNextPage }
    }
  }
}"""
_PROJECTS: Final = """
query Projects($entity: String!, $first: Int!, $after: String) {
  models(entityName: $entity, first: $first, after: $after) {
    edges { node { name } }
    pageInfo { endCursor hasNextPage }
  }
}"""
_COPIED: Final = (
    *("name", "displayName", "state", "createdAt", "heartbeatAt", "group", "jobType", "sweepName", "tags", "host"),
    "computeSeconds",
)


class Settings(SourceSettings):
    """Whose runs to read, and where their configuration names model, GPUs and parent."""

    entity: str = Field(min_length=1, description="The team or user that owns the projects.")
    api_key: SecretStr = Field(description="An API key, of a service account where there is one.")
    projects: tuple[str, ...] = Field(default=(), description="Projects to read; none means every project.")
    model_keys: tuple[str, ...] = Field(
        default=("model", "model_name", "base_model", "model_name_or_path", "architecture"),
        description="Keys of a run's configuration that name the model; the first that is there.",
    )
    gpu_count_keys: tuple[str, ...] = Field(
        default=("gpu_count", "num_gpus", "n_gpus", "gpus"),
        description="Keys that name the number of GPUs, where Weights & Biases saw fewer (runs over several machines).",
    )
    gpu_keys: tuple[str, ...] = Field(default=("gpu_type", "gpu_model", "gpu"), description="Keys that name the GPU.")
    parent_keys: tuple[str, ...] = Field(
        default=("parent_run_id", "parent_run", "parent"), description="Keys that name the run that this one follows."
    )
    team_keys: tuple[str, ...] = Field(default=("team",), description="Keys that name the team.")
    page_size: int = Field(default=100, ge=1, le=1000, description="Runs a request.")
    base_url: str = Field(default="https://api.wandb.ai", description="Address of the API, or of your own server.")
    allow_private_network: bool = Field(default=False, description="Let the address be a private one.")


class Source:
    """Runs by the day they were made."""

    title: ClassVar[str] = "Weights & Biases"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[None] = None
    overlap_days: ClassVar[int] = 30
    history_days: ClassVar[int] = 180

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; `now` says which running runs have gone silent."""
        self._settings = settings
        self._http = http
        self._now = now

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """The runs of every project, by day; those of the last weeks again, because they may have gone on."""
        projects = self._settings.projects or tuple(self._projects())
        for part in parts_of(window, _PART_DAYS):
            found = [(_created(run), (run,)) for project in projects for run in self._runs(project, part)]
            yield from whole_days("runs", part, found)

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Rows of table run."""
        del month
        facts = Facts()
        for bucket in buckets:
            for record in bucket.records:
                facts.runs.append(self._run(record))
                if record.get("state") not in _STATES:
                    facts.unknown_fields.add(f"runs.state={record.get('state')}")
        return facts

    def check(self) -> Iterable[Check]:
        """List the projects and read the runs of one."""
        yield check_by("projects", self._check_projects)

    def _check_projects(self) -> str:
        projects = list(self._settings.projects or self._projects())
        if not projects:
            message = f"{self._settings.entity} has no project that this key may read"
            raise SourceRequestError(message, hint=_SCOPE)
        window = Window(since=self._now - timedelta(days=30), until=self._now)
        runs = sum(1 for _ in self._runs(projects[0], window))
        return f"{len(projects)} projects; {runs} runs in 30 days of {projects[0]}"

    def _run(self, record: Record) -> dict[str, Any]:
        started = _created(record)
        beat = record.get("heartbeatAt")
        heard = max(started, moment_of(beat, "heartbeatAt")) if beat else None
        is_going = record.get("state") in {"running", "pending", "preempting"}
        is_lost = is_going and bool(record.get("is_silent"))
        project = str(need(record, "project", "a run"))
        name, entity = str(need(record, "name", "a run")), self._settings.entity
        parent = record.get("parent")
        return {
            "run_id": f"{entity}/{project}/{name}",
            "name": record.get("displayName") or name,
            "project": project,
            "experiment": record.get("sweepName") or record.get("group") or None,
            "parent_id": f"{entity}/{project}/{parent}" if parent and "/" not in str(parent) else parent,
            "kind": record.get("jobType") or None,
            "model": record.get("model"),
            "employee": record.get("user"),
            "team": record.get("team") or entity,
            "state": "crashed" if is_lost else record.get("state"),
            "started_at": started,
            "ended_at": None if is_going and not is_lost else heard,
            "runtime": _runtime(record, started, heard),
            "gpu_model": record.get("gpu"),
            "gpu_count": record.get("gpu_count"),
            "host": record.get("host"),
            "tags": record.get("tags") or None,
        }

    def _runs(self, project: str, part: Window) -> Iterator[Record]:
        span = {"$gte": f"{part.since:%Y-%m-%dT%H:%M:%S}", "$lt": f"{part.until:%Y-%m-%dT%H:%M:%S}"}
        variables = {
            "entity": self._settings.entity,
            "project": project,
            "filters": json.dumps({"created_at": span}),
        }
        for node in self._nodes(_RUNS, variables, ("project", "runs")):
            yield self._kept(project, node)

    def _kept(self, project: str, node: Mapping[str, Any]) -> Record:
        """What is read on of a run: of configuration and metrics, only what settings name."""
        kept = {name: node.get(name) for name in _COPIED}
        config, info = _config(node.get("config")), node.get("runInfo") or {}
        summary, system = _object(node.get("summaryMetrics")), _object(node.get("systemMetrics"))
        beat = node.get("heartbeatAt")
        seen = len({found[1] for name in system if (found := _GPU.match(name))})
        settings = self._settings
        kept |= {
            "project": project,
            "user": (node.get("user") or {}).get("username"),
            "runtime": _number(summary.get("_runtime")),
            "model": _text(_first(config, settings.model_keys)),
            "team": _text(_first(config, settings.team_keys)),
            "parent": _text(_first(config, settings.parent_keys)),
            "gpu": _text(info.get("gpu") or _first(config, settings.gpu_keys)),
            "gpu_count": _most(info.get("gpuCount"), seen or None, _first(config, settings.gpu_count_keys)),
            "is_silent": bool(beat) and self._now - moment_of(beat, "heartbeatAt") > _SILENT,
        }
        return kept

    def _projects(self) -> Iterator[str]:
        for node in self._nodes(_PROJECTS, {"entity": self._settings.entity}, ("models",)):
            yield str(need(node, "name", "a project"))

    def _nodes(self, query: str, variables: Mapping[str, object], path: Sequence[str]) -> Iterator[Mapping[str, Any]]:
        """The nodes of every page of a list."""
        after: str | None = None
        guard = CursorGuard(f"the list of {path[-1]}")
        while True:
            asked = {**variables, "first": self._settings.page_size, "after": after}
            found = self._ask(query, asked)
            for name in path:
                found = need(found, name, "the answer")
                if found is None:
                    message = f"there is no {name} {variables.get(name, '')} of {self._settings.entity}"
                    raise SourceRequestError(message, hint=_SCOPE)
            for edge in need(found, "edges", "the list"):
                yield need(edge, "node", "the list")
            page = need(found, "pageInfo", "the list")
            if not need(page, "hasNextPage", "the page info"):
                return
            after = guard.take(need(page, "endCursor", "the page info"))

    def _ask(self, query: str, variables: Mapping[str, object]) -> Any:  # noqa: ANN401 - whatever the vendor sent
        word = base64.b64encode(f"api:{self._settings.api_key.get_secret_value()}".encode()).decode()
        url = f"{self._settings.base_url}/graphql"
        body = {"query": query, "variables": variables}
        answer = self._http.post_json(url, json=body, headers={"Authorization": f"Basic {word}"}, scope_hint=_SCOPE)
        if errors := answer.get("errors"):
            words = "; ".join(str(error.get("message")) for error in errors if isinstance(error, dict))[:300]
            message = f"{url} answered an error: {words}"
            raise SourceRequestError(message, hint=_SCOPE)
        return need(answer, "data", "the answer")


def _created(run: Record) -> datetime:
    return moment_of(need(run, "createdAt", "a run"), "createdAt")


def _runtime(record: Record, started: datetime, heard: datetime | None) -> Decimal | None:
    """Seconds: what the run itself counted (pauses left out), else the service, else up to the last sign of life."""
    for name in ("runtime", "computeSeconds"):
        if record.get(name):
            return Decimal(record[name])
    return None if heard is None else Decimal(str((heard - started).total_seconds()))


def _config(value: object) -> dict[str, Any]:
    """A configuration, whose values stand in objects of their own: `{"lr": {"value": 0.1}}`."""
    found = _object(value)
    return {name: part["value"] if isinstance(part, dict) and "value" in part else part for name, part in found.items()}


def _object(value: object) -> dict[str, Any]:
    try:
        found = json.loads(value, parse_float=Decimal) if isinstance(value, str) else value
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _first(config: Mapping[str, Any], names: Sequence[str]) -> object:
    return next((config[name] for name in names if config.get(name) not in (None, "")), None)


def _text(value: object) -> str | None:
    return str(value)[:200] if isinstance(value, str | int) and not isinstance(value, bool) and value != "" else None


def _number(value: object) -> Decimal | int | None:
    return value if isinstance(value, Decimal | int) and not isinstance(value, bool) else None


def _most(*counts: object) -> int | None:
    """The highest of some counts; None where none is known: a run on no known GPU is not free."""
    known = (int(count) for count in counts if isinstance(count, int | Decimal) and not isinstance(count, bool))
    return max(known, default=None)
