"""The stub of Datadog: estimates of this month and the last by day and by month; nothing is closed yet."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor

_COMMITTED, _ON_DEMAND, _LOGS = Decimal("48.3871"), Decimal("0.0625"), Decimal("1.10")
_ORGS = {"acme-prod": 2, "acme-dev": 1}


class Stub(Vendor):
    """Each unit of activity costs committed and on-demand hosts, and logs that come as a total alone."""

    kind = "datadog"
    secrets: ClassVar[Mapping[str, str]] = {
        "api_key": "a1f09c44dd-api-key-5be2",
        "application_key": "77c1e0b2f9-application-key-d41d",
    }

    def refusal(self) -> Reply:
        return Reply(status=403, json={"errors": ["Forbidden"]})

    def unknown_names(self) -> set[str]:
        return {"cost.discount", "cost.charge_type=overage"}

    def respond(self, call: Call) -> Reply:
        shown = {"dd-api-key": "api_key", "dd-application-key": "application_key"}
        if any(call.headers.get(header) != self.secrets[name] for header, name in shown.items()):
            return Reply(status=401, json={"errors": ["Unauthorized"]})
        if call.path == "/api/v2/usage/historical_cost":
            return Reply(json={"data": []})
        days = self.visible_activity()
        if call.get("start_month"):
            rows = self._month(date.fromisoformat(f"{call.get('start_month')}-01"))
        else:
            first, last = (date.fromisoformat(call.get(name) or "") for name in ("start_date", "end_date"))
            rows = [row for day in days if first <= day <= last and days[day] for row in self._rows(day, days[day])]
        return Reply(json={"data": rows})

    def _month(self, first: date) -> list[dict[str, Any]]:
        days = self.visible_activity()
        return self._rows(first, sum(amount for day, amount in days.items() if day.month == first.month))

    def _rows(self, day: date, amount: int) -> list[dict[str, Any]]:
        return [self._row(org, day, amount * weight) for org, weight in _ORGS.items()]

    def _row(self, org: str, day: date, units: int) -> dict[str, Any]:
        hosts = {"committed": _COMMITTED * units, "on_demand": _ON_DEMAND * units}
        if self.has_unknown:
            hosts["overage"] = Decimal(0)
        charges = [{"product_name": "infra_host", "charge_type": kind, "cost": cost} for kind, cost in hosts.items()]
        for product, cost in {"infra_host": sum(hosts.values(), Decimal(0)), "logs_indexed": _LOGS * units}.items():
            charges.append({"product_name": product, "charge_type": "total", "cost": cost})
        attributes = {
            "account_name": "Acme",
            "account_public_id": "p1",
            "org_name": org,
            "public_id": f"pub-{org}",
            "region": "us",
            "date": f"{day}T00:00:00Z",
            "total_cost": (_COMMITTED + _ON_DEMAND + _LOGS) * units,
            "charges": charges,
        }
        extra = {"discount": 0} if self.has_unknown else {}
        return {"type": "cost_by_org", "id": f"{org}-{day}", "attributes": {**attributes, **extra}}

    def truth(self) -> Truth:
        amount = sum(self.visible_activity().values())
        return Truth(charged={"USD": 3 * (_COMMITTED + _ON_DEMAND + _LOGS) * amount})
