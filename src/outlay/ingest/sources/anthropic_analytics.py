"""Anthropic's analytics of a Claude Enterprise organisation: cost after discount and at list, and tokens, by product.

Both reports name at most the 100 largest groups of a day and nothing of the rest, so the total is read as well: what
the groups leave over becomes a row of its own. Groups of people overlap and are therefore not asked for. Figures are
before credits, and change for thirty days.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.core.money import CONTEXT
from outlay.ingest.pulling.answers import need, need_amount
from outlay.ingest.pulling.charges import METERS, Seller, from_cents, unknown_names
from outlay.ingest.pulling.days import Listing, fetch_days, fetch_pages, parts_of, whole_days, whole_number
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Stated, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_COST: Final = "cost_report"
_USAGE: Final = "usage_report"
_TOTALS: Final = {_COST: "cost_total", _USAGE: "usage_total"}
_GROUPS: Final = {_COST: ("product", "model", "cost_type", "token_type"), _USAGE: ("product", "model")}
_LONGEST_CALL: Final = 31
_MOST_GROUPS: Final = 100
_EARLIEST: Final = datetime(2026, 1, 1, tzinfo=UTC)
_OTHER: Final = f"Other (beyond the top {_MOST_GROUPS} groups)"
_DIFFERENCE: Final = "Difference between the total and its groups"
_SCOPE: Final = (
    "use an Analytics API key with the scope read:analytics, which the primary owner of the Claude Enterprise "
    "organisation makes; an Admin API key cannot read it"
)
_CLASS_OF: Final = {
    "uncached_input_tokens": "input",
    "cache_read_input_tokens": "cache_read",
    "cache_creation.ephemeral_5m_input_tokens": "cache_write",
    "cache_creation.ephemeral_1h_input_tokens": "cache_write",
    "output_tokens": "output",
}
_COST_TYPES: Final = {"tokens": None, "web_search": "Web Searches", "code_execution": "Code Execution"}
_DIMENSIONS: Final = (
    *("model", "product", "rbac_group_id", "context_window", "inference_geo", "speed", "requests"),
    *("slack_channel_id", "claude_tag_category", "claude_tag_user_id"),
)
_KNOWN_COST: Final = frozenset(("amount", "list_amount", "currency", "cost_type", "token_type", *_DIMENSIONS))
_KNOWN: Final = frozenset((*(path.partition(".")[0] for path in _CLASS_OF), "server_tool_use", *_DIMENSIONS))


class Settings(SourceSettings):
    """How a Claude Enterprise organisation is read."""

    analytics_key: SecretStr = Field(description="An Analytics API key with the scope `read:analytics`.")
    billing_account: str = Field(min_length=1, description="The organisation's id.")
    base_url: str = Field(default="https://api.anthropic.com", description="Where the API is.")
    allow_private_network: bool = Field(default=False, description="Whether `base_url` may be a private address.")


@dataclass(slots=True)
class Source:
    """Cost and usage of a Claude Enterprise organisation."""

    settings: Settings
    http: HttpClient
    now: datetime
    _seller: Seller = field(init=False)

    title: ClassVar[str] = "Anthropic Enterprise analytics"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 30
    history_days: ClassVar[int] = 90

    def __post_init__(self) -> None:
        # metered usage: a name with Enterprise in it would make it a seat
        self._seller = Seller(issuer="Anthropic", service="Claude apps", billing_account=self.settings.billing_account)

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch cost and usage by group and in all; a call spans at most 31 days, and nothing before 2026."""
        for part in parts_of(window, _LONGEST_CALL):
            for path, total in _TOTALS.items():
                yield from self._days(path, path, _GROUPS[path], part)
                yield from self._days(total, path, (), part)

    def _days(self, dataset: str, path: str, groups: Sequence[str], part: Window) -> Iterator[Bucket]:
        if part.until <= _EARLIEST:
            return whole_days(dataset, part, ())
        listing = self._listing(path, part).with_params(*(("group_by[]", name) for name in groups))
        return fetch_days(self.http, listing, dataset, part, "starting_at")

    def _listing(self, path: str, part: Window) -> Listing:
        since, until = max(part.since, _EARLIEST), min(part.until, max(self.now, part.since + timedelta(seconds=1)))
        return Listing(
            url=f"{self.settings.base_url.rstrip('/')}/v1/organizations/analytics/{path}",
            params=(
                ("starting_at", f"{since:%Y-%m-%dT%H:%M:%SZ}"),
                ("ending_at", f"{until:%Y-%m-%dT%H:%M:%SZ}"),
                ("bucket_width", "1d"),
            ),
            headers={
                "x-api-key": self.settings.analytics_key.get_secret_value(),
                "anthropic-version": "2023-06-01",
            },
            scope_hint=_SCOPE,
        )

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """A charge for each group and for what the groups leave over; so charges are the total by construction."""
        del month
        facts = Facts()
        held = {(bucket.dataset, bucket.start): bucket for bucket in buckets}
        totals: dict[str, Decimal] = {}
        for (dataset, start), bucket in held.items():
            total = held.get((_TOTALS.get(dataset, ""), start))
            if dataset == _COST:
                facts.charges.extend(self._charges(bucket, total))
            elif dataset == _USAGE:
                facts.usage.extend(self._usage(bucket, total))
            elif dataset == _TOTALS[_COST]:
                _add(totals, bucket.records)
            facts.unknown_fields.update(_unknown(bucket))
        facts.stated = [
            Stated(name="cost report without groups", currency=currency, amount=amount)
            for currency, amount in sorted(totals.items())
        ]
        return facts

    def _charges(self, bucket: Bucket, total: Bucket | None) -> Iterator[dict[str, Any]]:
        for record in bucket.records:
            amount, list_amount, currency = _amounts(record)
            columns = {
                "ServiceName": f"Claude apps {record['product']}" if record.get("product") else None,
                "x_Model": record.get("model"),
                **_sku_columns(record),
            }
            given = {name: value for name, value in columns.items() if value is not None}
            yield self._charge(bucket, (amount, list_amount, currency), given)
        if total is None:
            return
        name = _OTHER if len(bucket.records) >= _MOST_GROUPS else _DIFFERENCE
        for currency, (rest, list_rest) in _rests(bucket.records, total.records).items():
            if rest or list_rest:
                yield self._charge(bucket, (rest, list_rest, currency), {"ChargeDescription": name, "SkuId": name})

    def _charge(
        self, bucket: Bucket, amounts: tuple[Decimal, Decimal, str], columns: Mapping[str, Any]
    ) -> dict[str, Any]:
        amount, list_amount, currency = amounts
        prices = {"ListCost": list_amount, "ContractedCost": amount}
        return self._seller.charge(bucket, amount, currency, {**prices, **columns})

    def _usage(self, bucket: Bucket, total: Bucket | None) -> Iterator[dict[str, Any]]:
        rest: dict[str, int] = {}
        for record in () if total is None else total.records:
            for token_class, quantity in _leaves(record):
                rest[token_class] = rest.get(token_class, 0) + quantity
        for record in bucket.records:
            requests: int | None = whole_number(record, "requests", _USAGE)
            for token_class, quantity in _leaves(record):
                rest[token_class] = rest.get(token_class, 0) - quantity
                if quantity:
                    yield self._used(bucket, record.get("model"), (token_class, quantity, requests))
                    requests = None  # told once: the same requests have every kind of token
        for token_class, quantity in rest.items():
            if quantity > 0:
                yield self._used(bucket, None, (token_class, quantity, None))

    def _used(self, bucket: Bucket, model: str | None, counts: tuple[str, int, int | None]) -> dict[str, Any]:
        token_class, quantity, requests = counts
        return {
            "day": bucket.start.date(),
            "provider": "anthropic",
            "billing_account": self.settings.billing_account,
            "account": None,
            "credential": None,
            "model": "web_search" if token_class == "units" else model,  # noqa: S105 - no password
            "token_class": token_class,
            "quantity": quantity,
            "requests": requests,
        }

    def check(self) -> Iterable[Check]:
        """Read a day of costs and a day of usage."""
        day = self.now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
        part = Window(since=day, until=day + timedelta(days=1))
        for path in _TOTALS:
            try:
                days = sum(1 for _ in fetch_pages(self.http, self._listing(path, part)))
            except SourceError as error:
                yield Check(name=path, is_ok=False, text=error.message, hint=error.hint)
            else:
                yield Check(name=path, is_ok=True, text=f"{days} day(s) of {day:%Y-%m-%d} can be read")


def _amounts(record: Record) -> tuple[Decimal, Decimal, str]:
    where = "a result of cost_report"
    amount, list_amount = (from_cents(need_amount(record, name, where)) for name in ("amount", "list_amount"))
    return amount, list_amount, str(need(record, "currency", where)).upper()


def _add(totals: dict[str, Decimal], records: Iterable[Record]) -> None:
    for record in records:
        amount, _, currency = _amounts(record)
        totals[currency] = CONTEXT.add(totals.get(currency, Decimal(0)), amount)


def _rests(groups: Iterable[Record], totals: Iterable[Record]) -> dict[str, tuple[Decimal, Decimal]]:
    rests: dict[str, tuple[Decimal, Decimal]] = {}
    signed = [*((1, record) for record in totals), *((-1, record) for record in groups)]
    for sign, record in signed:
        amount, list_amount, currency = _amounts(record)
        rest, list_rest = rests.get(currency, (Decimal(0), Decimal(0)))
        rests[currency] = CONTEXT.add(rest, sign * amount), CONTEXT.add(list_rest, sign * list_amount)
    return rests


def _sku_columns(record: Record) -> dict[str, Any]:
    token_type, cost_type = record.get("token_type"), record.get("cost_type")
    token_class = _CLASS_OF.get(token_type or "")
    sku = " ".join(str(part) for part in (record.get("model"), token_type or cost_type) if part)
    return {
        "ChargeDescription": " ".join(str(part) for part in (record.get("product"), sku) if part) or None,
        "SkuId": sku or None,
        "SkuMeter": METERS[token_class] if token_class else _COST_TYPES.get(cost_type or ""),
        "SkuPriceDetails": json.dumps({"x_TokenType": token_type}) if token_type else None,
    }


def _leaves(record: Record) -> Iterator[tuple[str, int]]:
    where = "a result of usage_report"
    sums: dict[str, int] = {}
    for path, token_class in _CLASS_OF.items():
        outer, _, inner = path.partition(".")
        value = need(record, outer, where)
        holder, name = (value or {}, inner) if inner else (record, outer)
        sums[token_class] = sums.get(token_class, 0) + whole_number(holder, name, where)
    searches = whole_number(record.get("server_tool_use") or {}, "web_search_requests", where)
    yield from {**sums, "units": searches}.items()


def _unknown(bucket: Bucket) -> Iterator[str]:
    is_cost = bucket.dataset == _COST
    for record in bucket.records if bucket.dataset in _TOTALS else ():
        yield from unknown_names(bucket.dataset, record, _KNOWN_COST if is_cost else _KNOWN)
        for name, values in (("cost_type", _COST_TYPES), ("token_type", _CLASS_OF)):
            if is_cost and record.get(name) is not None and record[name] not in values:
                yield f"{bucket.dataset}.{name}={record[name]}"
