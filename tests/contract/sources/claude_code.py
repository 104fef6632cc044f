"""The stub of Claude Code's analytics: two subscribers and an API key, a record for each by day."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of


class Stub(Vendor):
    """Ann uses it on every active day, Bob on days with more than three units of activity, a key as Ann does."""

    kind = "claude-code"
    secrets: ClassVar[Mapping[str, str]] = {"admin_key": "sk-ant-admin01-code-51c7e0aa93"}
    cursor_params = ("page",)

    def unknown_names(self) -> set[str]:
        return {"claude_code.customer_type=barter", "claude_code.mood"}

    def respond(self, call: Call) -> Reply:
        if call.headers.get("x-api-key") != self.secrets["admin_key"]:
            return Reply(status=401, json={"type": "error", "error": {"message": "invalid x-api-key"}})
        day = date.fromisoformat(call.get("starting_at") or "")
        items, following = page_of(self._records(day), call.get("page"), 1)
        return Reply(json={"data": items, "has_more": following is not None, "next_page": following})

    def _records(self, day: date) -> list[dict[str, Any]]:
        amount = self.visible_activity().get(day, 0)
        if not amount:
            return []
        people = ["ann@acme.example", *(["bob@acme.example"] if amount > 3 else [])]
        records = [
            _record(day, amount, {"type": "user_actor", "email_address": person}, "subscription") for person in people
        ]
        key = {"type": "api_actor", "api_key_name": "ci"}
        records.append(_record(day, amount, key, "barter" if self.has_unknown else "api"))
        return [{**record, "mood": "good"} for record in records] if self.has_unknown else records

    def truth(self) -> Truth:
        active = {day: amount for day, amount in self.visible_activity().items() if amount}
        amount = sum(amount * (2 if amount > 3 else 1) for amount in active.values())
        month = max((day.replace(day=1) for day in active), default=None)
        latest = [amount for day, amount in active.items() if day.replace(day=1) == month]
        seats = bool(latest) + any(amount > 3 for amount in latest)
        usage = {"input": 10 * amount, "cache_read": 400 * amount, "cache_write": 30 * amount, "output": 20 * amount}
        return Truth(tokens=sum(usage.values()), usage=usage, seats=seats)


def _record(day: date, amount: int, actor: Mapping[str, str], customer_type: str) -> dict[str, Any]:
    tokens = {"input": 10, "output": 20, "cache_read": 400, "cache_creation": 30}
    return {
        "date": f"{day}T00:00:00Z",
        "actor": actor,
        "organization_id": "org-claude",
        "customer_type": customer_type,
        "terminal_type": "vscode",
        "core_metrics": {
            "num_sessions": amount,
            "lines_of_code": {"added": 40, "removed": 4},
            "commits_by_claude_code": 1,
            "pull_requests_by_claude_code": 0,
        },
        "tool_actions": {"edit_tool": {"accepted": 5, "rejected": 1}},
        "model_breakdown": [
            {
                "model": "claude-opus-5-5",
                "tokens": {name: count * amount for name, count in tokens.items()},
                "estimated_cost": {"currency": "USD", "amount": 145 * amount},
            }
        ],
    }
