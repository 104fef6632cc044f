"""A vendor that keeps one CSV of all its days, in the European way of writing."""

from __future__ import annotations

from decimal import Decimal
from typing import ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor


class Stub(Vendor):
    kind = "generic-csv"
    secrets: ClassVar = {"token": "csv-key-90be41d27fa6c3358e"}

    def settings(self) -> dict[str, object]:
        return {
            "location": f"{self.url}/export/costs.csv",
            "allow_private_network": True,
            "issuer": "Datenhaus",
            "billing_account": "4711",
            "currency": "EUR",
            "auth": "header",
            "auth_header": "X-Key",
            "overlap_days": 3,
            "mapping": {
                "charges": {
                    "BilledCost": {"field": "Betrag", "decimal_comma": True},
                    "ChargePeriodStart": {"field": "Datum", "format": "%d.%m.%Y"},
                    "ServiceName": "Dienst",
                }
            },
        }

    def respond(self, call: Call) -> Reply:
        if call.headers.get("x-key") != self.secrets["token"]:
            return Reply(status=401, text="no such key", headers={"Content-Type": "text/plain"})
        lines = [f"Datum;Betrag;{'Art' if self.has_unknown else 'Dienst'};Kommentar"]
        for day, amount in self.visible_activity().items():
            lines += [f'{day:%d.%m.%Y};1.00{n}{amount},25;GPU {n};"frei; für alle"' for n in range(3) if amount]
        return Reply(text="\r\n".join(lines) + "\r\n", headers={"Content-Type": "text/csv"})

    def truth(self) -> Truth:
        amounts = [n for n in self.visible_activity().values() if n]
        return Truth(charged={"EUR": sum((Decimal(f"100{k}{n}.25") for n in amounts for k in range(3)), Decimal(0))})
