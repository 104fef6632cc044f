"""The stub of GitHub: billing reports of a day, AI credits by model, and pages of seats."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, page_of

_SEAT_DAY = Decimal("0.6333333333")
"""19 dollars a month, a day of it."""
_NET = {"Claude Sonnet 4.6": Decimal("0.0625"), "Auto: Claude Haiku 4.5": Decimal(0), "GPT-5.4": Decimal("1.10")}
_GROSS = Decimal("1.5")
_SEATS = 5


class Stub(Vendor):
    """Each unit of activity is a seat's day and one use of each model; Actions are billed beside them."""

    kind = "github-copilot"
    secrets: ClassVar[Mapping[str, str]] = {"token": "github_pat_11ABCDE0Y0r7Jq5b2c9d"}
    cursor_params = ("page",)

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "organization": "acme"}

    def refusal(self) -> Reply:
        return Reply(status=403, json={"message": "Resource not accessible by personal access token"})

    def unknown_names(self) -> set[str]:
        return {"usage.taxAmount", "seats.plan_type=max"}

    def respond(self, call: Call) -> Reply:
        if call.headers.get("authorization") != f"Bearer {self.secrets['token']}":
            return Reply(status=401, json={"message": "Bad credentials"})
        if call.path == "/orgs/acme/copilot/billing":
            return Reply(json={"seat_breakdown": {"total": _SEATS}, "plan_type": "business"})
        if call.path == "/orgs/acme/copilot/billing/seats":
            return self._seats(call)
        day = date(*(int(call.get(name) or 0) for name in ("year", "month", "day")))
        amount = self.visible_activity().get(day, 0)
        report = call.path.removeprefix("/organizations/acme/settings/billing/")
        if report == "premium_request/usage" or not amount:
            items = []
        elif report == "ai_credit/usage":
            items = [self._credit(model, net, amount) for model, net in _NET.items()]
        else:
            items = self._billed(day, amount)
        return Reply(json={"timePeriod": {"year": day.year}, "organization": "acme", "usageItems": items})

    def _billed(self, day: date, amount: int) -> list[dict[str, Any]]:
        shared = {"date": f"{day}T00:00:00Z", "organizationName": "acme", "repositoryName": ""}
        extra = {"taxAmount": 0} if self.has_unknown else {}
        seats = {"product": "copilot", "sku": "Copilot Business", "unitType": "user-months", "quantity": amount}
        metered = {"product": "copilot", "sku": "Copilot AI Credits", "unitType": "ai-credits", "quantity": amount}
        actions = {"product": "actions", "sku": "Actions Linux", "unitType": "minutes", "quantity": 100}
        return [
            {**shared, **seats, "pricePerUnit": 19, **_amounts(_SEAT_DAY * amount, Decimal(0)), **extra},
            {**shared, **metered, "pricePerUnit": Decimal("0.01"), **_amounts(self._net(amount), _GROSS * amount)},
            {**shared, **actions, "pricePerUnit": Decimal("0.008"), **_amounts(Decimal("0.8"), Decimal(0))},
        ]

    def _credit(self, model: str, net: Decimal, amount: int) -> dict[str, Any]:
        # a discount of the pool may be larger than the model's gross amount, and its net amount is zero all the same
        return {
            "product": "Copilot",
            "sku": "Copilot AI Credits",
            "model": model,
            "unitType": "ai-credits",
            "pricePerUnit": Decimal("0.01"),
            "grossQuantity": Decimal("150.5") * amount,
            "grossAmount": _GROSS * amount,
            "discountAmount": (_GROSS - net) * amount if net else _GROSS * amount + Decimal("0.61"),
            "netQuantity": net * 100 * amount,
            "netAmount": net * amount,
        }

    def _net(self, amount: int) -> Decimal:
        return sum(_NET.values(), Decimal(0)) * amount

    def _seats(self, call: Call) -> Reply:
        seats = [self._seat(number) for number in range(_SEATS)]
        items, following = page_of(seats, call.get("page"), 2)
        link = f"{self.url}{call.path}?per_page={call.get('per_page')}&page={following}"
        headers = {"Link": f'<{link}>; rel="next", <{link}>; rel="last"'} if following else {}
        return Reply(json={"total_seats": _SEATS, "seats": items}, headers=headers)

    def _seat(self, number: int) -> dict[str, Any]:
        return {
            "assignee": {"login": f"dev-{number}", "id": number},
            "assigning_team": {"slug": "platform"} if number % 2 else None,
            "created_at": "2026-03-01T09:00:00Z",
            "updated_at": "2026-11-01T09:00:00Z",
            "pending_cancellation_date": "2026-11-30" if number == 1 else None,
            "last_activity_at": "2026-11-01T22:10:00Z" if number else None,
            "last_activity_editor": "vscode/1.99",
            "plan_type": "max" if self.has_unknown else "business",
        }

    def truth(self) -> Truth:
        amount = sum(self.visible_activity().values())
        return Truth(charged={"USD": (_SEAT_DAY + Decimal("1.1625")) * amount}, seats=_SEATS)


def _amounts(net: Decimal, discount: Decimal) -> dict[str, Decimal]:
    return {"grossAmount": net + discount, "discountAmount": discount, "netAmount": net}
