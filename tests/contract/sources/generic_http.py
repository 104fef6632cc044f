"""A vendor whose API Outlay does not know: costs in cents behind a cursor, with a total for each day."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of

_PRODUCTS = ("training", "inference", "storage")


class Stub(Vendor):
    kind = "generic-http"
    secrets: ClassVar = {"token": "acme-token-7c1f0b9e3d5a48266f"}
    cursor_params = ("after",)

    def settings(self) -> dict[str, object]:
        return {
            "url": self.url + "/v2/costs?from={since}&to={until}",
            "allow_private_network": True,
            "issuer": "Acme AI",
            "billing_account": "acme-1",
            "auth": "bearer",
            "records": "data.items",
            "total": "summary.cost.cents",
            "paging": {"kind": "cursor", "param": "after", "field": "data.next", "size_param": "limit", "size": 2},
            "overlap_days": 3,
            "mapping": {
                "charges": {
                    "BilledCost": {"field": "cost.cents", "unit": "cents"},
                    "ServiceName": "product",
                    "BillingCurrency": "=EUR",
                    "ConsumedQuantity": "units",
                    "ConsumedUnit": "=Hours",
                },
                "usage": {
                    "provider": "=acme",
                    "model": "model",
                    "token_class": {"field": "direction", "values": {"in": "input", "out": "output"}},
                    "quantity": "tokens",
                },
            },
        }

    def respond(self, call: Call) -> Reply:
        if call.headers.get("authorization") != f"Bearer {self.secrets['token']}":
            return Reply(status=401, json={"error": {"message": f"bad token {call.headers.get('authorization')}"}})
        day = date.fromisoformat(call.get("from") or "")
        items = self._items(day)
        found, following = page_of(items, call.get("after"), int(call.get("limit") or 0))
        total = sum((item["cost"]["cents"] for item in items), Decimal(0))
        return Reply(json={"data": {"items": found, "next": following}, "summary": {"cost": {"cents": total}}})

    def truth(self) -> Truth:
        amounts = self.visible_activity().values()
        cost = sum(Decimal("0.0110") * n * (1 + 2 + 3) for n in amounts)
        tokens = sum(n * 100 for n in amounts)
        return Truth(charged={"EUR": cost}, usage={"input": tokens * 2, "output": tokens})

    def unknown_names(self) -> set[str]:
        return {"records.product is missing"}

    def _items(self, day: date) -> list[dict[str, object]]:
        amount = self.visible_activity().get(day, 0)
        items = [
            {
                "cost": {"cents": Decimal("1.10") * amount * (n + 1)},
                "sku" if self.has_unknown else "product": name,
                "units": amount,
                "model": "acme-large",
                "direction": "out" if n == 1 else "in",
                "tokens": amount * 100,
                "prompt": "what nobody else may read",
            }
            for n, name in enumerate(_PRODUCTS)
        ]
        return items if amount else []
