"""The stub of Anthropic's Enterprise analytics: more groups than an answer names, so that a rest is left over."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of

_MODELS = 104
_SHOWN = 100
_LONGEST = 31
_LIST, _PAID = Decimal("10.5"), Decimal("8.40625")


class Stub(Vendor):
    """Each unit of activity costs the same with each of many models; answers hold the first hundred."""

    kind = "anthropic-analytics"
    secrets: ClassVar[Mapping[str, str]] = {"analytics_key": "sk-ant-api01-analytics-90bb3e7f21"}
    cursor_params = ("page",)

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "billing_account": "org-enterprise"}

    def unknown_names(self) -> set[str]:
        return {"cost_report.cost_type=dreaming", "usage_report.mood"}

    def respond(self, call: Call) -> Reply:
        if call.headers.get("x-api-key") != self.secrets["analytics_key"]:
            return Reply(status=401, json={"type": "error", "error": {"message": "invalid x-api-key"}})
        days = self._days(call)
        if len(days) > _LONGEST:
            return Reply(status=400, json={"type": "error", "error": {"message": "at most 31 days"}})
        items, following = page_of([self._bucket(day, call) for day in days], call.get("page"), 2)
        return Reply(
            json={"data": items, "has_more": following is not None, "next_page": following}
            | {"organization_id": "org-enterprise", "data_refreshed_at": None}
        )

    def _days(self, call: Call) -> list[date]:
        first = datetime.fromisoformat(call.get("starting_at") or "")
        end = datetime.fromisoformat(call.get("ending_at") or "")
        days = (first.date() + timedelta(days=n) for n in range(400))
        return [day for day in days if day <= end.date() and not (day == end.date() and end.hour == end.minute == 0)]

    def _bucket(self, day: date, call: Call) -> dict[str, Any]:
        amount = self.visible_activity().get(day, 0)
        row = self._cost if call.path.endswith("/cost_report") else self._usage
        if not call.all("group_by[]"):
            results = [row(amount * _MODELS, None)]
        else:
            results = [row(amount, f"claude-{n}") for n in range(min(_MODELS, _SHOWN))]
        return {
            "starting_at": f"{day}T00:00:00Z",
            "ending_at": f"{day + timedelta(days=1)}T00:00:00Z",
            "results": results if amount else [],
        }

    def _cost(self, amount: int, model: str | None) -> dict[str, Any]:
        cost_type = "dreaming" if self.has_unknown else "tokens"
        return {
            "amount": format(_PAID * amount, "f"),
            "list_amount": format(_LIST * amount, "f"),
            "currency": "USD",
            "cost_type": cost_type if model else None,
            "token_type": "output_tokens" if model and not self.has_unknown else None,
            "product": "claude_code" if model else None,
            "model": model,
            "requests": None if model else amount,
        }

    def _usage(self, amount: int, model: str | None) -> dict[str, Any]:
        extra = {"mood": "good"} if self.has_unknown else {}
        return {
            "uncached_input_tokens": 30 * amount,
            "cache_creation": {"ephemeral_1h_input_tokens": amount, "ephemeral_5m_input_tokens": 4 * amount},
            "cache_read_input_tokens": 20 * amount,
            "output_tokens": 10 * amount,
            "server_tool_use": {"web_search_requests": 0},
            "requests": amount,
            "product": "claude_code" if model else None,
            "model": model,
            **extra,
        }

    def truth(self) -> Truth:
        amount = _MODELS * sum(self.visible_activity().values())
        usage = {"input": 30 * amount, "cache_read": 20 * amount, "cache_write": 5 * amount, "output": 10 * amount}
        return Truth(charged={"USD": amount * _PAID / 100}, tokens=65 * amount, usage=usage)
