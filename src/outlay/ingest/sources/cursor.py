"""Cursor: what a team is charged beyond its seats, by day, member and model, and who holds a seat.

Each event says what it cost and what of that is charged: usage that the subscription includes is charged nothing.
The subscription itself is not told by the API: put it into contracts, or import its invoices.
"""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.core.ids import canonical_json
from outlay.ingest.pulling.answers import CursorGuard, need, need_amount
from outlay.ingest.pulling.charges import Seller, from_cents, unknown_names
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.days import midnight, parts_of, whole_days, whole_number
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Stated, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from outlay.ingest.pulling.http import HttpClient

_PART_DAYS: Final = 7
"""The vendor allows 30 days a request; shorter parts are kept sooner when a pull is cut."""
_CURRENCY: Final = "USD"
_SCOPE: Final = "use an Admin API key, which an administrator of the team makes in the team's settings"
_EVENT: Final = frozenset(
    (
        *("timestamp", "userEmail", "model", "kind", "kindLabel", "maxMode", "requestsCosts", "isTokenBasedCall"),
        *("tokenUsage", "chargedCents", "isFreeBugbot", "isChargeable", "isHeadless", "cursorTokenFee", "userId"),
        *("serviceAccountId", "serviceAccountName", "owningUser", "owningTeam"),
    )
)
_KINDS: Final = ("usage-based", "included", "free", "errored", "aborted", "user api key", "custom")
_TOKENS: Final = ("inputTokens", "outputTokens", "cacheWriteTokens", "cacheReadTokens")
_ROLES: Final = frozenset({"member", "owner", "free-owner", "removed"})
_SEATLESS: Final = frozenset({"free-owner", "removed"})

Group = tuple[str, str, str]


class Settings(SourceSettings):
    """Which team to read."""

    api_key: SecretStr = Field(description="An Admin API key of the team.")
    billing_account: str = Field(min_length=1, description="The team's name or id: the API does not tell it.")
    page_size: int = Field(default=200, ge=1, le=1000, description="Events a request.")
    base_url: str = Field(default="https://api.cursor.com", description="Address of the Admin API.")
    allow_private_network: bool = Field(default=False, description="Let the address be a private one.")


class Source:
    """Charges by day, member and model; a snapshot of members and of what the vendor says they spent."""

    title: ClassVar[str] = "Cursor"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 3
    history_days: ClassVar[int] = 90

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; the members are of the day that `now` is in."""
        self._settings = settings
        self._http = http
        self._now = now
        self._seller = Seller(issuer="Cursor", service="Cursor", billing_account=settings.billing_account)

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Events by day, then members and their spend as they are."""
        for part in parts_of(window, _PART_DAYS):
            found = [(_moment(event), (event,)) for event in self._events(part)]
            yield from whole_days("events", part, found)
        today = midnight(self._now)
        tomorrow = today + timedelta(days=1)
        yield Bucket(dataset="members", start=today, end=tomorrow, records=tuple(self._members()))
        yield Bucket(dataset="spend", start=today, end=tomorrow, records=tuple(self._spend()))

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """One charge for each day, member, model and kind that is charged anything."""
        facts = Facts()
        last_active: dict[str, date] = {}
        for bucket in buckets:
            if bucket.dataset == "events":
                facts.charges += self._charges(bucket)
                for event in bucket.records:
                    facts.unknown_fields.update(_unknown(event))
                    email = str(event.get("userEmail") or "").casefold()
                    last_active[email] = max(last_active.get(email, date.min), bucket.start.date())
        for bucket in buckets:
            if bucket.dataset == "members":
                facts.seats += _seats(bucket, last_active)
                roles = {str(record.get("role")) for record in bucket.records}
                facts.unknown_fields |= {f"members.role={role}" for role in roles - _ROLES}
        _compare(month, buckets, facts)
        return facts

    def check(self) -> Iterable[Check]:
        """Read the members, and an event of today."""
        yield check_by("members", lambda: f"{sum(1 for _ in self._members())} members")
        yield check_by("events", self._check_events)

    def _check_events(self) -> str:
        asked = _range(midnight(self._now), self._now)
        page = self._post("/teams/filtered-usage-events", {**asked, "page": 1, "pageSize": 1})
        return f"{page.get('totalUsageEventsCount', len(need(page, 'usageEvents', 'the usage events')))} events today"

    def _charges(self, bucket: Bucket) -> list[dict[str, Any]]:
        groups: dict[Group, list[Record]] = {}
        for event in bucket.records:
            key = (str(event.get("userEmail") or ""), str(event.get("model") or ""), _kind(event))
            groups.setdefault(key, []).append(event)
        return [row for key, events in sorted(groups.items()) if (row := self._charge(bucket, key, events))]

    def _charge(self, bucket: Bucket, key: Group, events: Sequence[Record]) -> dict[str, Any] | None:
        amount = sum((_charged(event) for event in events), Decimal(0))
        if amount == 0:
            return None
        email, model, kind = key
        used = [event.get("tokenUsage") or {} for event in events]
        tokens = sum(whole_number(usage, name, "the token usage") for usage in used for name in _TOKENS)
        columns = {
            "ConsumedQuantity": tokens or len(events),
            "ConsumedUnit": "Tokens" if tokens else "Requests",
            "ChargeDescription": f"{kind or 'usage'}: {model or 'unnamed model'}",
            "SkuId": kind or None,
            "SkuMeter": "Requests",
            "ResourceId": email or None,
            "ResourceName": email or None,
            "Tags": canonical_json({"employee": email}) if email else None,
            "x_Model": model or None,
        }
        return self._seller.charge(bucket, amount, _CURRENCY, columns)

    def _events(self, part: Window) -> Iterator[Record]:
        asked = _range(part.since, min(part.until, self._now))
        guard, page, seen = CursorGuard("the usage events"), 1, 0
        while True:
            body = {**asked, "page": page, "pageSize": self._settings.page_size}
            answer = self._post("/teams/filtered-usage-events", body)
            events = need(answer, "usageEvents", "the usage events")
            guard.take_page(events)
            yield from events
            seen += len(events)
            pagination = answer.get("pagination") or {}
            is_more = pagination.get("hasNextPage", seen < int(answer.get("totalUsageEventsCount") or 0))
            if not events or not is_more:
                return
            page += 1

    def _spend(self) -> Iterator[Record]:
        page, guard = 1, CursorGuard("the spend of members")
        while True:
            answer = self._post("/teams/spend", {"page": page, "pageSize": self._settings.page_size})
            rows = need(answer, "teamMemberSpend", "the spend of members")
            guard.take_page(rows)
            for row in rows:
                cents = need_amount(row, "spendCents", "the spend of a member")
                yield {"userId": row.get("userId"), "spendCents": cents, "since": answer.get("subscriptionCycleStart")}
            if page >= int(answer.get("totalPages") or 1):
                return
            page += 1

    def _members(self) -> Iterator[Record]:
        url = f"{self._settings.base_url}/teams/members"
        answer = self._http.get_json(url, headers=self._headers(), scope_hint=_SCOPE)
        names = ("id", "email", "name", "role", "isRemoved")
        for row in need(answer, "teamMembers", "the members"):
            yield {name: row[name] for name in names if name in row}

    def _post(self, path: str, body: Mapping[str, object]) -> Any:  # noqa: ANN401 - whatever the vendor sent
        url = f"{self._settings.base_url}{path}"
        return self._http.post_json(url, json=body, headers=self._headers(), scope_hint=_SCOPE)

    def _headers(self) -> dict[str, str]:
        word = base64.b64encode(f"{self._settings.api_key.get_secret_value()}:".encode()).decode()
        return {"Authorization": f"Basic {word}"}


def _range(since: datetime, until: datetime) -> dict[str, int]:
    return {"startDate": int(since.timestamp()) * 1000, "endDate": int(until.timestamp()) * 1000}


def _moment(event: Record) -> datetime:
    """When an event was: milliseconds, which may come as text, or RFC 3339."""
    value = need(event, "timestamp", "a usage event")
    try:
        text = str(value)
        if text.lstrip("-").isdigit():
            return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(text))
        return datetime.fromisoformat(text).astimezone(UTC)
    except (ValueError, OverflowError):
        message = f"'timestamp' of a usage event is {value!r}, not a time"
        hint = "the vendor changed its format: see whether a newer Outlay knows it"
        raise SourceFormatError(message, hint=hint) from None


def _charged(event: Record) -> Decimal:
    if event.get("isChargeable") is False:
        return Decimal(0)
    return from_cents(need_amount(event, "chargedCents", "a usage event"))


def _kind(event: Record) -> str:
    return str(event.get("kind") or event.get("kindLabel") or "")


def _unknown(event: Record) -> Iterator[str]:
    yield from unknown_names("events", event, _EVENT)
    kind = _kind(event)
    plain = kind.casefold().replace("_", " ")
    if kind and not any(word in plain or word.replace("-", " ") in plain for word in _KINDS):
        yield f"events.kind={kind}"


def _seats(bucket: Bucket, last_active: Mapping[str, date]) -> Iterator[dict[str, Any]]:
    for record in bucket.records:
        email = str(need(record, "email", "a member"))
        if record.get("isRemoved") or record.get("role") in _SEATLESS:
            continue
        yield {
            "biller": "cursor",
            "product": "Cursor",
            "seat_id": str(record.get("id") or email),
            "as_of": bucket.start.date(),
            "employee": email,
            "team": None,
            "plan": None,
            "state": "active",
            "assigned_on": None,
            "last_active_on": last_active.get(email.casefold()),
            "price": None,
            "currency": None,
        }


def _compare(month: date, buckets: Sequence[Bucket], facts: Facts) -> None:
    """What the vendor says that members spent: of the cycle up to now, so it compares with a calendar month at times.

    A snapshot of the month's last day comes too soon for the rest of that day.
    """
    events = [bucket.start for bucket in buckets if bucket.dataset == "events"]
    spends = {bucket.start: bucket for bucket in buckets if bucket.dataset == "spend" and bucket.records}
    newest = max(spends, default=None)
    if newest is None or newest < max(events, default=newest) or (newest + timedelta(days=1)).month != month.month:
        return
    records = spends[newest].records
    since = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=int(records[0].get("since") or 0))
    if since.date() != month:
        facts.notes.append(f"the billing cycle began on {since:%Y-%m-%d}: its total compares with no calendar month")
        return
    cents = sum((need_amount(record, "spendCents", "the spend") for record in records), Decimal(0))
    facts.stated.append(Stated(name="team spend", currency=_CURRENCY, amount=from_cents(cents)))
