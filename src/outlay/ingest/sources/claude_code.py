"""Claude Code analytics: who used it on which day, and how many tokens. It brings no money and no events.

What it states as cost is an estimate, and the same tokens are paid for elsewhere: an API customer's in the messages
usage and cost reports (source `anthropic`), a subscriber's by the seat. So nothing here becomes a charge, and tokens
of API customers, which the messages report counts already, are not counted again. Tokens of subscribers are kept as
usage of `claude_code`, and each person seen is a seat with the last day of activity. People who did nothing are not
in this report: it tells who uses a seat, not who holds one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.ingest.pulling.answers import need
from outlay.ingest.pulling.charges import unknown_names
from outlay.ingest.pulling.days import Listing, fetch_pages, whole_number
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_DATASET: Final = "claude_code"
_PATH: Final = "/v1/organizations/usage_report/claude_code"
_PRODUCT: Final = "Claude Code"
_SCOPE: Final = (
    "use an Admin API key (sk-ant-admin…), which an organisation admin makes in the Claude Console under Settings, "
    "Admin keys"
)
_CLASS_OF: Final = {
    "input": "input",
    "cache_read": "cache_read",
    "cache_creation": "cache_write",
    "output": "output",
}
_API, _SUBSCRIPTION = "api", "subscription"
_KNOWN: Final = frozenset(
    (
        *("date", "actor", "organization_id", "customer_type", "terminal_type", "core_metrics", "tool_actions"),
        *("model_breakdown", "subscription_type"),
    )
)


class Settings(SourceSettings):
    """How Claude Code's analytics are read."""

    admin_key: SecretStr = Field(description="An Admin API key, `sk-ant-admin…`.")
    base_url: str = Field(default="https://api.anthropic.com", description="Where the API is.")
    allow_private_network: bool = Field(default=False, description="Whether `base_url` may be a private address.")


@dataclass(slots=True)
class Source:
    """Use of Claude Code by person and day."""

    settings: Settings
    http: HttpClient
    now: datetime

    title: ClassVar[str] = "Claude Code analytics"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = None
    overlap_days: ClassVar[int] = 3
    history_days: ClassVar[int] = 60

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch each day by itself: a call is for one day."""
        for day in window.days():
            start = datetime.combine(day, time(), tzinfo=UTC)
            records = tuple(fetch_pages(self.http, self._listing(day)))
            yield Bucket(dataset=_DATASET, start=start, end=start + timedelta(days=1), records=records)

    def _listing(self, day: date) -> Listing:
        return Listing(
            url=f"{self.settings.base_url.rstrip('/')}{_PATH}",
            params=(("starting_at", day.isoformat()), ("limit", "1000")),
            headers={
                "x-api-key": self.settings.admin_key.get_secret_value(),
                "anthropic-version": "2023-06-01",
            },
            scope_hint=_SCOPE,
        )

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Usage of subscribers, and a seat for each person seen in the month."""
        facts = Facts()
        seats: dict[str, dict[str, Any]] = {}
        left_out = 0
        for bucket in sorted(buckets, key=lambda bucket: bucket.start):
            for record in bucket.records:
                facts.unknown_fields.update(_unknown(record))
                rows = list(_usage(bucket, record))
                if record.get("customer_type") == _SUBSCRIPTION:
                    facts.usage.extend(rows)
                else:
                    left_out += sum(row["quantity"] for row in rows)
                _take_seat(seats, bucket.start.date(), record)
        as_of = max((bucket.start.date() for bucket in buckets), default=None)
        facts.seats = [{**seat, "as_of": as_of} for _, seat in sorted(seats.items())]
        if left_out:
            facts.notes.append(
                f"{month:%Y-%m}: {left_out:,} tokens of API customers are not counted here; "
                "the source anthropic reads them"
            )
        return facts

    def check(self) -> Iterable[Check]:
        """Read yesterday."""
        day = self.now.date() - timedelta(days=1)
        try:
            actors = sum(1 for _ in fetch_pages(self.http, self._listing(day)))
        except SourceError as error:
            yield Check(name=_DATASET, is_ok=False, text=error.message, hint=error.hint)
        else:
            yield Check(name=_DATASET, is_ok=True, text=f"{actors} people and keys used Claude Code on {day}")


def _actor(record: Record) -> tuple[str | None, str | None]:
    """The person's address and the key's name: one of them."""
    actor = need(record, "actor", "a record of claude_code") or {}
    return actor.get("email_address"), actor.get("api_key_name")


def _usage(bucket: Bucket, record: Record) -> Iterator[dict[str, Any]]:
    person, key = _actor(record)
    for part in need(record, "model_breakdown", "a record of claude_code") or ():
        tokens = need(part, "tokens", "model_breakdown of claude_code")
        for name, token_class in _CLASS_OF.items():
            quantity = whole_number(tokens, name, "tokens of claude_code")
            if quantity:
                yield {
                    "day": bucket.start.date(),
                    "provider": "claude_code",
                    "billing_account": record.get("organization_id"),
                    "account": None,
                    "credential": person or key,
                    "model": part.get("model"),
                    "token_class": token_class,
                    "quantity": quantity,
                    "requests": None,
                }


def _take_seat(seats: dict[str, dict[str, Any]], day: date, record: Record) -> None:
    person, _ = _actor(record)
    if person is None:
        return
    seat = seats.setdefault(
        person.casefold(),
        {
            "biller": "anthropic",
            "product": _PRODUCT,
            "seat_id": person.casefold(),
            "employee": person.casefold(),
            "team": None,
            "plan": record.get("subscription_type") or record.get("customer_type"),
            "state": "active",
            "assigned_on": None,
            "last_active_on": None,
            "price": None,
            "currency": None,
        },
    )
    if whole_number(record.get("core_metrics") or {}, "num_sessions", "core_metrics") or record["model_breakdown"]:
        seat["last_active_on"] = day


def _unknown(record: Record) -> Iterator[str]:
    yield from unknown_names(_DATASET, record, _KNOWN)
    customer_type = record.get("customer_type")
    if customer_type not in {_API, _SUBSCRIPTION, None}:
        yield f"{_DATASET}.customer_type={customer_type}"
