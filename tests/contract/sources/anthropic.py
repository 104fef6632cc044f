"""The stub of Anthropic's Admin API: cost report in cents and messages usage of a workspace and the default one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of

_MODEL = "claude-opus-5-5"
_WORKSPACES = {"wrkspc_01": 2, None: 1}
_CENTS = {
    "uncached_input_tokens": "12.378912",
    "cache_creation.ephemeral_5m_input_tokens": "3.0625",
    "cache_read_input_tokens": "0.110000001",
    "output_tokens": "110.1",
}


class Stub(Vendor):
    """Each unit of activity costs the same in each workspace, times its weight, and a web search besides."""

    kind = "anthropic"
    secrets: ClassVar[Mapping[str, str]] = {"admin_key": "sk-ant-admin01-7be2d90c4a1f5583"}
    cursor_params = ("page",)

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "billing_account": "org-claude"}

    def unknown_names(self) -> set[str]:
        return {"cost_report.cost_type=dreaming", "usage_messages.mood"}

    def respond(self, call: Call) -> Reply:
        headers = (call.headers.get("x-api-key"), call.headers.get("anthropic-version"))
        if headers != (self.secrets["admin_key"], "2023-06-01"):
            return Reply(status=401, json={"type": "error", "error": {"message": "invalid x-api-key"}})
        report = call.path.removeprefix("/v1/organizations/")
        items, following = page_of([self._bucket(report, day, call) for day in self._days(call)], call.get("page"), 2)
        return Reply(json={"data": items, "has_more": following is not None, "next_page": following})

    def _days(self, call: Call) -> list[date]:
        first = datetime.fromisoformat(call.get("starting_at") or "").date()
        end = datetime.fromisoformat(call.get("ending_at") or "").date()
        days = (first + timedelta(days=n) for n in range((end - first).days))
        return [day for day in days if day <= self.clock.date()]

    def _bucket(self, report: str, day: date, call: Call) -> dict[str, Any]:
        amount = self.visible_activity().get(day, 0)
        listed = self._costs(amount, call) if report == "cost_report" else self._usage(amount)
        return {
            "starting_at": f"{day}T00:00:00Z",
            "ending_at": f"{day + timedelta(days=1)}T00:00:00Z",
            "results": listed if amount else [],
        }

    def _costs(self, amount: int, call: Call) -> list[dict[str, Any]]:
        cents = [
            (workspace, token_type, Decimal(price) * amount * weight)
            for workspace, weight in _WORKSPACES.items()
            for token_type, price in _CENTS.items()
        ]
        search = "dreaming" if self.has_unknown else "web_search"
        if not call.all("group_by[]"):
            total = sum((value for _, _, value in cents), Decimal(amount))
            return [_cost(None, total, None, None)]
        rows = [_cost(workspace, value, "tokens", token_type) for workspace, token_type, value in cents]
        return [*rows, _cost("wrkspc_01", Decimal(amount), search, None)]

    def _usage(self, amount: int) -> list[dict[str, Any]]:
        extra = {"mood": "good"} if self.has_unknown else {}
        return [
            {
                "uncached_input_tokens": 1500 * amount,
                "cache_creation": {
                    "ephemeral_1h_input_tokens": 10 * amount,
                    "ephemeral_5m_input_tokens": 500 * amount,
                },
                "cache_read_input_tokens": 200 * amount,
                "output_tokens": 50 * amount,
                "server_tool_use": {"web_search_requests": amount},
                "api_key_id": "apikey_01",
                "workspace_id": workspace,
                "model": _MODEL,
                "service_tier": "standard",
                "context_window": "0-200k",
                "inference_geo": None,
                "speed": None,
                **extra,
            }
            for workspace in _WORKSPACES
        ]

    def truth(self) -> Truth:
        amount = sum(self.visible_activity().values())
        cents = 3 * (Decimal("12.378912") + Decimal("3.0625") + Decimal("0.110000001") + Decimal("110.1")) + 1
        each = {"input": 3000, "cache_write": 1020, "cache_read": 400, "output": 100, "units": 2}
        usage = {name: quantity * amount for name, quantity in each.items()}
        return Truth(charged={"USD": amount * cents / 100}, tokens=sum(usage.values()), usage=usage)


def _cost(workspace: str | None, cents: Decimal, cost_type: str | None, token_type: str | None) -> dict[str, Any]:
    is_grouped = cost_type is not None
    return {
        "amount": format(cents, "f"),
        "currency": "USD",
        "cost_type": cost_type,
        "description": f"Claude Opus 5.5 Usage - {token_type or cost_type}" if is_grouped else None,
        "model": _MODEL if token_type else None,
        "service_tier": "standard" if token_type else None,
        "token_type": token_type,
        "context_window": "0-200k" if token_type else None,
        "inference_geo": "global" if token_type else None,
        "workspace_id": workspace,
    }
