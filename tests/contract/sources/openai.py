"""The stub of OpenAI's organisation API: costs and usage of a project with two keys."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of, unix

_MODEL = "gpt-5.4-2026-03-05"
_KEYS = {"key_web": 1, "key_batch": 3}
_PRICES = {"input": "0.0625", "cached input": "0.00125", "output": "1.10"}


class Stub(Vendor):
    """Each unit of activity is, for each key: some requests with input, cache reads and writes, and output."""

    kind = "openai"
    secrets: ClassVar[Mapping[str, str]] = {"admin_key": "sk-admin-4f9d2c7b1e8a6053"}
    cursor_params = ("page",)

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "billing_account": "org-acme"}

    def unknown_names(self) -> set[str]:
        return {"completions.service_tier=quantum", "costs.carbon"}

    def respond(self, call: Call) -> Reply:
        if call.headers.get("authorization") != f"Bearer {self.secrets['admin_key']}":
            return Reply(status=401, json={"error": {"message": "Incorrect API key provided"}})
        report = call.path.removeprefix("/v1/organization/").removeprefix("usage/")
        days = [day for day in self._days(call) if report == "costs" or day in self.visible_activity()]
        items, following = page_of([self._bucket(report, day, call) for day in days], call.get("page"), 2)
        return Reply(json={"object": "page", "data": items, "has_more": following is not None, "next_page": following})

    def _days(self, call: Call) -> list[date]:
        first = datetime.fromtimestamp(int(call.get("start_time") or 0), tz=UTC).date()
        end = datetime.fromtimestamp(int(call.get("end_time") or 0), tz=UTC).date()
        days = (first + timedelta(days=n) for n in range((end - first).days))
        return [day for day in days if day <= self.clock.date()]

    def _bucket(self, report: str, day: date, call: Call) -> dict[str, Any]:
        amount = self.visible_activity().get(day, 0)
        results = {
            "costs": self._costs(amount, call),
            "completions": [self._completion(key, weight * amount) for key, weight in _KEYS.items()],
            "web_search_calls": [{"project_id": "proj_a", "num_requests": amount, "num_model_requests": amount}],
        }.get(report, [])
        listed = results if amount else []
        return {"object": "bucket", "start_time": unix(day), "end_time": unix(day) + 86400, "results": listed}

    def _costs(self, amount: int, call: Call) -> list[dict[str, Any]]:
        rows = [
            {"line_item": f"{_MODEL}, {kind}", "quantity": Decimal(amount * weight * 1000), "api_key_id": key}
            | {"amount": {"value": Decimal(price) * amount * weight, "currency": "usd"}}
            for key, weight in _KEYS.items()
            for kind, price in _PRICES.items()
        ]
        rows.append(
            {"line_item": "web search tool calls", "quantity": Decimal(amount), "api_key_id": None}
            | {"amount": {"value": Decimal("0.0000100001") * amount, "currency": "usd"}}
        )
        if call.all("group_by"):
            extra = {"carbon": Decimal("0.5")} if self.has_unknown else {}
            return [{"object": "organization.costs.result", "project_id": "proj_a", **row, **extra} for row in rows]
        total = sum((row["amount"]["value"] for row in rows), Decimal(0))
        nothing = dict.fromkeys(("line_item", "quantity", "project_id", "api_key_id"))
        return [{"object": "organization.costs.result", **nothing, "amount": {"value": total, "currency": "usd"}}]

    def _completion(self, key: str, amount: int) -> dict[str, Any]:
        return {
            "object": "organization.usage.completions.result",
            "input_tokens": 1100 * amount,
            "input_cached_tokens": 700 * amount,
            "input_cache_write_tokens": 100 * amount,
            "input_uncached_tokens": 300 * amount,
            "input_text_tokens": 1100 * amount,
            "output_tokens": 50 * amount,
            "num_model_requests": 4 * amount,
            "project_id": "proj_a",
            "user_id": None,
            "api_key_id": key,
            "model": _MODEL,
            "batch": key == "key_batch",
            "service_tier": "quantum" if self.has_unknown and key == "key_web" else "default",
        }

    def truth(self) -> Truth:
        amount = sum(self.visible_activity().values())
        charged = amount * (4 * (Decimal("0.0625") + Decimal("0.00125") + Decimal("1.1")) + Decimal("0.0000100001"))
        classes = {"input": 1200, "cache_read": 2800, "cache_write": 400, "output": 200, "units": 1}
        usage = {name: each * amount for name, each in classes.items()}
        return Truth(charged={"USD": charged}, tokens=sum(usage.values()), usage=usage)
