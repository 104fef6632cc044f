"""The stub of OpenRouter's activity: completed days only, with inference on one's own key beside."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor

_ENDPOINTS = {"OpenAI": 1, "Azure": 2}
_PAID = Decimal("0.015000625")


class Stub(Vendor):
    """Each unit of activity is the same at each of two endpoints of a model, times its weight."""

    kind = "openrouter"
    secrets: ClassVar[Mapping[str, str]] = {"management_key": "sk-or-v1-mgmt-6610ac9be2f4"}

    def unknown_names(self) -> set[str]:
        return {"activity.mood"}

    def respond(self, call: Call) -> Reply:
        if call.headers.get("authorization") != f"Bearer {self.secrets['management_key']}":
            return Reply(status=401, json={"error": {"code": 401, "message": "Invalid credentials"}})
        day = date.fromisoformat(call.get("date") or "")
        today = self.clock.date()
        if not today - timedelta(days=30) <= day < today:
            return Reply(status=400, json={"error": {"code": 400, "message": "Date must be in the last 30 UTC days"}})
        amount = self._completed().get(day, 0)
        return Reply(json={"data": [self._row(day, amount, name) for name in _ENDPOINTS] if amount else []})

    def _completed(self) -> dict[date, int]:
        return {day: amount for day, amount in self.visible_activity().items() if day < self.clock.date()}

    def _row(self, day: date, amount: int, name: str) -> dict[str, Any]:
        extra = {"mood": "good"} if self.has_unknown else {}
        weight = _ENDPOINTS[name] * amount
        return {
            "date": day.isoformat(),
            "model": "openai/gpt-4.1",
            "model_permaslug": "openai/gpt-4.1-2025-04-14",
            "endpoint_id": f"550e8400-{name.lower()}",
            "provider_name": name,
            "usage": _PAID * weight,
            "byok_usage_inference": Decimal("0.7") * weight,
            "requests": 5 * weight,
            "prompt_tokens": 50 * weight,
            "completion_tokens": 125 * weight,
            "reasoning_tokens": 25 * weight,
            **extra,
        }

    def truth(self) -> Truth:
        amount = 3 * sum(self._completed().values())
        return Truth(
            charged={"USD": _PAID * amount}, tokens=175 * amount, usage={"input": 50 * amount, "output": 125 * amount}
        )
