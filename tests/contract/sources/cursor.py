"""The stub of Cursor's Admin API: usage events in pages by number, newest first, members and their spend."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, ClassVar

from tests.contract.sources.vendor import Call, Reply, Truth, Vendor, unix

_CENTS = Decimal("21.3625")
_SIZE = 7
_MEMBERS = (("ada@acme.dev", "owner"), ("bob@acme.dev", "member"), ("cy@acme.dev", "free-owner"))


class Stub(Vendor):
    """Each unit of activity is a charged event of each member, an included one and a failed one."""

    kind = "cursor"
    secrets: ClassVar[Mapping[str, str]] = {"api_key": "key_e5b1c0de77f24a1d9f03"}
    cursor_params = ("page",)

    def settings(self) -> dict[str, object]:
        return {**super().settings(), "billing_account": "acme-team", "page_size": _SIZE}

    def refusal(self) -> Reply:
        return Reply(status=403, json={"error": "Forbidden", "message": "Admin API keys only"})

    def unknown_names(self) -> set[str]:
        return {"events.carbonGrams", "events.kind=Quantum", "members.role=robot"}

    def respond(self, call: Call) -> Reply:
        word = base64.b64encode(f"{self.secrets['api_key']}:".encode()).decode()
        if call.headers.get("authorization") != f"Basic {word}":
            return Reply(status=401, json={"error": "Unauthorized", "message": "Invalid API Key"})
        if call.path == "/teams/members":
            return Reply(json={"teamMembers": self._members()})
        page = int(call.json.get("page", 1))
        if call.path == "/teams/spend":
            return self._spend(page)
        events = self._events(call.json["startDate"], call.json["endDate"])
        shown = events[(page - 1) * _SIZE : page * _SIZE]
        is_more = page * _SIZE < len(events)
        pages = {"currentPage": page, "pageSize": _SIZE, "hasNextPage": is_more}
        return Reply(json={"totalUsageEventsCount": len(events), "pagination": pages, "usageEvents": shown})

    def _members(self) -> list[dict[str, Any]]:
        rows = [{"id": n, "email": email, "name": "X", "role": role} for n, (email, role) in enumerate(_MEMBERS)]
        gone = {"id": 9, "email": "dee@acme.dev", "name": "Dee", "role": "member", "isRemoved": True}
        robot = {"id": 10, "email": "bot@acme.dev", "name": "Bot", "role": "robot", "isRemoved": True}
        return [*rows, gone, robot] if self.has_unknown else [*rows, gone]

    def _spend(self, page: int) -> Reply:
        days = self.visible_activity()
        units = sum(amount for day, amount in days.items() if day.month == self.clock.month)
        cycle = unix(date(self.clock.year, self.clock.month, 1)) * 1000
        email, role = _MEMBERS[page - 1]
        spent = {"userId": page, "email": email, "role": role, "spendCents": _CENTS * units if page < 3 else 0}
        shared = {"subscriptionCycleStart": cycle, "totalMembers": 3, "totalPages": 3}
        return Reply(json={"teamMemberSpend": [spent], **shared})

    def _events(self, since: int, until: int) -> list[dict[str, Any]]:
        found = [event for day, amount in self.visible_activity().items() for event in self._of_day(day, amount)]
        return [event for event in reversed(found) if since <= int(event["timestamp"]) <= until]

    def _of_day(self, day: date, amount: int) -> list[dict[str, Any]]:
        events = []
        for number in range(amount):
            stamp = (unix(day) + number) * 1000 + 7
            for email, _ in _MEMBERS[:2]:
                events.append(self._event(stamp, email, "Usage-based", _CENTS))
            # a time as text, and one that is on the border of two days
            events.append(self._event(str(stamp), "ada@acme.dev", "Included in Business", Decimal(0)))
            events.append(self._event(unix(day) * 1000, "bob@acme.dev", "Errored, Not Charged", Decimal(0)))
        if self.has_unknown and events:
            events[0] |= {"carbonGrams": 3, "kind": "Quantum"}
        return events

    def _event(self, stamp: object, email: str, kind: str, cents: Decimal) -> dict[str, Any]:
        tokens = {"inputTokens": 126, "outputTokens": 450, "cacheWriteTokens": 6112, "cacheReadTokens": 11964}
        return {
            "timestamp": stamp,
            "userEmail": email,
            "model": "claude-4.5-sonnet",
            "kind": kind,
            "maxMode": True,
            "requestsCosts": 5,
            "isTokenBasedCall": True,
            "tokenUsage": {**tokens, "totalCents": Decimal("20.18232")},
            "chargedCents": cents,
            "isFreeBugbot": False,
        }

    def truth(self) -> Truth:
        amount = sum(self.visible_activity().values())
        return Truth(charged={"USD": 2 * _CENTS * amount / 100}, seats=2)
