"""The stub of Hugging Face's endpoints: it remembers when someone looked, and reckons what the minutes between cost."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor

_PER_MINUTE = Decimal("0.0125")
_LONGEST = 120


class Stub(Vendor):
    """One endpoint has as many replicas as today's activity, another is scaled to zero."""

    kind = "huggingface"
    secrets: ClassVar[Mapping[str, str]] = {"token": "hf_mQ7vT2kXwR9pLzB4cN81"}

    def __init__(self) -> None:
        super().__init__()
        self.looks: dict[datetime, int] = {}

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "namespace": "acme"}

    def unknown_names(self) -> set[str]:
        return {"endpoints.state=dreaming"}

    def respond(self, call: Call) -> Reply:
        if call.headers.get("authorization") != f"Bearer {self.secrets['token']}":
            return Reply(status=401, json={"error": "Invalid credentials"})
        if call.path == "/v2/provider/acme":
            return Reply(json={"vendors": [{"name": "aws", "regions": [{"name": "us-east-1", "computes": _HARDWARE}]}]})
        replicas = self.visible_activity().get(self.clock.date(), 0)
        self.looks[self.clock.replace(second=0, microsecond=0)] = replicas
        idle = _endpoint("idle", "dreaming" if self.has_unknown else "scaledToZero", 0)
        return Reply(json={"items": [_endpoint("vllm-llama", "running", replicas), idle]})

    def truth(self) -> Truth:
        spans = pairwise(sorted(self.looks.items()))
        lengths = (
            (min(int((later - moment).total_seconds()) // 60, _LONGEST), replicas)
            for (moment, replicas), (later, _) in spans
        )
        return Truth(charged={"USD": sum((_PER_MINUTE * count * minutes for minutes, count in lengths), Decimal(0))})


_HARDWARE = [
    {
        "id": f"aws-us-east-1-nvidia-{name}-x1",
        "accelerator": "gpu",
        "instanceType": f"nvidia-{name}",
        "instanceSize": "x1",
        "pricePerHour": price,
        "status": "available",
    }
    for name, price in {"l4": _PER_MINUTE * 60, "a100": Decimal("2.5")}.items()
]


def _endpoint(name: str, state: str, replicas: int) -> dict[str, Any]:
    return {
        "name": name,
        "type": "protected",
        "accountId": None,
        "provider": {"vendor": "aws", "region": "us-east-1"},
        "compute": {"accelerator": "gpu", "instanceType": "nvidia-l4", "instanceSize": "x1", "scaling": {}},
        "model": {"repository": "meta-llama/Llama-3.1-8B-Instruct", "secrets": {"HF_TOKEN": "hidden"}},
        "status": {"state": state, "readyReplica": replicas, "targetReplica": replicas},
    }
