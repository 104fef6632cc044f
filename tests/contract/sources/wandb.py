"""The stub of Weights & Biases: a GraphQL list of runs of two projects, with a configuration nobody may keep."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of

_PROJECTS = ("ranker", "assistant", "empty")
SAID = "You are a helpful assistant for Ada"


class Stub(Vendor):
    """Each unit of activity is a run of each of two projects; some fail, one has gone silent."""

    kind = "wandb"
    secrets: ClassVar[Mapping[str, str]] = {"api_key": "local-6b1f0e7c93d84a55b2aa"}
    cursor_params = ("after",)

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "entity": "acme", "page_size": 2}

    def refusal(self) -> Reply:
        return Reply(status=403, json={"errors": [{"message": "permission denied"}]})

    def unknown_names(self) -> set[str]:
        return {"runs.state=dreaming"}

    def respond(self, call: Call) -> Reply:
        word = base64.b64encode(f"api:{self.secrets['api_key']}".encode()).decode()
        if call.headers.get("authorization") != f"Basic {word}":
            return Reply(status=401, json={"errors": [{"message": "user is not logged in"}]})
        asked = call.json["variables"]
        if "models(" in call.json["query"]:
            return Reply(json={"data": {"models": self._page([{"name": name} for name in _PROJECTS], asked)}})
        if asked["project"] not in _PROJECTS:
            return Reply(json={"data": {"project": None}})
        span = json.loads(asked["filters"])["created_at"]
        runs = [run for run in self._runs(asked["project"]) if span["$gte"] <= run["createdAt"] < span["$lt"]]
        return Reply(json={"data": {"project": {"runs": self._page(runs, asked)}}})

    def _page(self, nodes: list[dict[str, Any]], asked: Mapping[str, Any]) -> dict[str, Any]:
        items, following = page_of(nodes, asked.get("after"), asked["first"])
        info = {"endCursor": following, "hasNextPage": following is not None}
        return {"edges": [{"node": node} for node in items], "pageInfo": info}

    def _runs(self, project: str) -> list[dict[str, Any]]:
        days = self.visible_activity() if project != "empty" else {}
        return [
            self._run(datetime(day.year, day.month, day.day, number, tzinfo=UTC), number)
            for day, amount in days.items()
            for number in range(amount)
        ]

    def _run(self, created: datetime, number: int) -> dict[str, Any]:
        state = ("finished", "failed", "running")[number % 3]
        return {
            "name": f"{created:%m%d}x{number}",
            "displayName": f"dry-sun-{number}",
            "state": "dreaming" if self.has_unknown else state,
            "createdAt": f"{created:%Y-%m-%dT%H:%M:%S}",
            "heartbeatAt": f"{created:%Y-%m-%dT%H}:45:00",
            "group": "sweep-a",
            "jobType": "train",
            "sweepName": None,
            "tags": ["nightly"],
            "host": "gpu-7",
            "computeSeconds": 2700,
            "config": json.dumps({"model": {"value": "llama-3.1-8b"}, "system_prompt": {"value": SAID}}),
            "summaryMetrics": json.dumps({"_runtime": 2690.5, "sample": SAID}),
            "systemMetrics": json.dumps({"system.gpu.0.gpu": 91.5}),
            "user": {"username": "ada"},
            "runInfo": {"gpuCount": 8, "gpu": "NVIDIA H100 80GB HBM3"},
        }

    def truth(self) -> Truth:
        return Truth(runs=2 * sum(self.visible_activity().values()))
