"""Anthropic: the cost report in cents, and the messages usage report, of an organisation of the Claude Console.

Costs come by workspace and description; there is no API key in them. Usage comes by key, workspace, model, service tier
and context window, its kinds of tokens already disjoint. Priority Tier is in the usage report only: it is paid ahead.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.core.money import CONTEXT
from outlay.ingest.pulling.answers import need, need_amount
from outlay.ingest.pulling.charges import METERS, Seller, from_cents, unknown_names
from outlay.ingest.pulling.days import Listing, fetch_days, fetch_pages, parts_of, whole_number
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Stated, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_COST: Final = "cost_report"
_TOTAL: Final = "cost_total"
_USAGE: Final = "usage_messages"
_USAGE_PATH: Final = "usage_report/messages"
_GROUPS: Final = {
    _COST: ("workspace_id", "description"),
    _TOTAL: (),
    _USAGE: ("api_key_id", "workspace_id", "model", "service_tier", "context_window"),
}
_PART_DAYS: Final = 31
_SCOPE: Final = (
    "use an Admin API key (sk-ant-admin…), which an organisation admin makes in the Claude Console under Settings, "
    "Admin keys; a workspace's key cannot read it"
)
_CLASS_OF: Final = {
    "uncached_input_tokens": "input",
    "cache_read_input_tokens": "cache_read",
    "cache_creation.ephemeral_5m_input_tokens": "cache_write",
    "cache_creation.ephemeral_1h_input_tokens": "cache_write",
    "output_tokens": "output",
}
"""Token types of the cost report, which are the fields of the usage report."""

_COST_TYPES: Final = {"tokens": None, "web_search": "Web Searches", "code_execution": "Code Execution"}
_TIERS: Final = frozenset({"standard", "batch", "priority", "priority_on_demand", "flex", "flex_discount"})
_KNOWN_COST: Final = frozenset(
    (
        *("amount", "currency", "cost_type", "description", "model", "service_tier", "token_type", "context_window"),
        *("inference_geo", "workspace_id", "speed"),
    )
)
_KNOWN: Final = frozenset(
    (
        *("uncached_input_tokens", "cache_creation", "cache_read_input_tokens", "output_tokens", "server_tool_use"),
        *("api_key_id", "workspace_id", "model", "service_tier", "context_window", "inference_geo", "speed"),
        *("account_id", "service_account_id"),
    )
)
_KNOWN_TOOLS: Final = frozenset({"web_search_requests", "web_fetch_requests"})


class Settings(SourceSettings):
    """How an Anthropic organisation is read."""

    admin_key: SecretStr = Field(description="An Admin API key, `sk-ant-admin…`.")
    billing_account: str = Field(min_length=1, description="The organisation's id, from the Console's settings.")
    base_url: str = Field(default="https://api.anthropic.com", description="Where the API is.")
    allow_private_network: bool = Field(default=False, description="Whether `base_url` may be a private address.")


@dataclass(slots=True)
class Source:
    """Costs and usage of an organisation of the Claude Console."""

    settings: Settings
    http: HttpClient
    now: datetime
    _seller: Seller = field(init=False)

    title: ClassVar[str] = "Anthropic"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 5
    history_days: ClassVar[int] = 90

    def __post_init__(self) -> None:
        self._seller = Seller(issuer="Anthropic", service="Claude API", billing_account=self.settings.billing_account)

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch costs, their total, and usage, part after part of the window."""
        for part in parts_of(window, _PART_DAYS):
            yield from self._days(_COST, _COST, part)
            yield from self._days(_TOTAL, _COST, part)
            yield from self._days(_USAGE, _USAGE_PATH, part)

    def _days(self, dataset: str, path: str, part: Window) -> Iterator[Bucket]:
        listing = self._listing(path, part).with_params(*(("group_by[]", name) for name in _GROUPS[dataset]))
        return fetch_days(self.http, listing, dataset, part, "starting_at")

    def _listing(self, path: str, part: Window) -> Listing:
        return Listing(
            url=f"{self.settings.base_url.rstrip('/')}/v1/organizations/{path}",
            params=(
                ("starting_at", f"{part.since:%Y-%m-%dT%H:%M:%SZ}"),
                ("ending_at", f"{part.until:%Y-%m-%dT%H:%M:%SZ}"),
                ("bucket_width", "1d"),
                ("limit", str(_PART_DAYS)),
            ),
            headers={
                "x-api-key": self.settings.admin_key.get_secret_value(),
                "anthropic-version": "2023-06-01",
            },
            scope_hint=_SCOPE,
        )

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Charges of the cost report, the vendor's total beside them, usage by kind of token; Priority Tier noted."""
        facts = Facts()
        totals: dict[str, Decimal] = {}
        priority = 0
        for bucket in buckets:
            for record in bucket.records:
                if bucket.dataset == _COST:
                    facts.charges.append(self._charge(bucket, record))
                    facts.unknown_fields.update(_unknown_of_cost(record))
                elif bucket.dataset == _TOTAL:
                    amount, currency = _amount(record)
                    totals[currency] = CONTEXT.add(totals.get(currency, Decimal(0)), amount)
                else:
                    rows = list(self._usage(bucket, record))
                    facts.usage.extend(rows)
                    facts.unknown_fields.update(_unknown_of_usage(record))
                    priority += _priority_tokens(rows)
        facts.stated = [
            Stated(name="cost report without groups", currency=currency, amount=amount)
            for currency, amount in sorted(totals.items())
        ]
        if priority:
            facts.notes.append(
                f"{month:%Y-%m}: {priority:,} tokens of Priority Tier are in the usage report, but not in the cost "
                "report: their price is on the invoice of the commitment"
            )
        return facts

    def _charge(self, bucket: Bucket, record: Record) -> dict[str, Any]:
        amount, currency = _amount(record)
        workspace = record.get("workspace_id")
        columns = {
            "SubAccountId": workspace,
            "SubAccountType": "Workspace" if workspace else None,
            "x_Model": record.get("model"),
            "ChargeDescription": record.get("description"),
            **_sku_columns(record),
        }
        return self._seller.charge(bucket, amount, currency, columns)

    def _usage(self, bucket: Bucket, record: Record) -> Iterator[dict[str, Any]]:
        searches = whole_number(record.get("server_tool_use") or {}, "web_search_requests", "server_tool_use")
        leaves = [*_leaves(record), ("units", searches, "web_search")]
        for token_class, quantity, model in leaves:
            if quantity:
                yield {
                    "day": bucket.start.date(),
                    "provider": "anthropic",
                    "billing_account": self.settings.billing_account,
                    "account": record.get("workspace_id"),
                    "credential": record.get("api_key_id"),
                    "model": model,
                    "token_class": token_class,
                    "quantity": quantity,
                    "requests": None,
                    "service_tier": record.get("service_tier"),
                }

    def check(self) -> Iterable[Check]:
        """Read a day of costs and a day of usage."""
        day = self.now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
        part = Window(since=day, until=day + timedelta(days=1))
        for path in (_COST, _USAGE_PATH):
            try:
                days = sum(1 for _ in fetch_pages(self.http, self._listing(path, part)))
            except SourceError as error:
                yield Check(name=path, is_ok=False, text=error.message, hint=error.hint)
            else:
                yield Check(name=path, is_ok=True, text=f"{days} day(s) of {day:%Y-%m-%d} can be read")


def _amount(record: Record) -> tuple[Decimal, str]:
    where = "a result of cost_report"
    return from_cents(need_amount(record, "amount", where)), str(need(record, "currency", where)).upper()


def _sku_columns(record: Record) -> dict[str, Any]:
    token_type, cost_type = record.get("token_type"), record.get("cost_type")
    token_class = _CLASS_OF.get(token_type or "")
    parts = [record.get("model"), token_type or cost_type or record.get("description")]
    sku = " ".join(str(part) for part in parts if part)
    details = {
        "x_TokenType": token_type,
        "x_ServiceTier": record.get("service_tier"),
        "x_ContextWindow": record.get("context_window"),
        "x_InferenceGeo": record.get("inference_geo"),
    }
    given = {name: value for name, value in details.items() if value}
    prices = [record.get(name) for name in ("service_tier", "context_window", "inference_geo")]
    return {
        "SkuId": sku or None,
        "SkuPriceId": " ".join(str(part) for part in (sku, *prices) if part) or None,
        "SkuMeter": METERS[token_class] if token_class else _COST_TYPES.get(cost_type or ""),
        "SkuPriceDetails": json.dumps(given) if given else None,
    }


def _leaves(record: Record) -> Iterator[tuple[str, int, str | None]]:
    for path, token_class in _CLASS_OF.items():
        outer, _, inner = path.partition(".")
        value = need(record, outer, f"a result of {_USAGE_PATH}")
        where, name = (value or {}, inner) if inner else (record, outer)
        yield token_class, whole_number(where, name, f"a result of {_USAGE_PATH}"), record.get("model")


def _priority_tokens(rows: Iterable[dict[str, Any]]) -> int:
    return sum(row["quantity"] for row in rows if row["service_tier"] == "priority" and row["token_class"] in METERS)


def _unknown_of_cost(record: Record) -> Iterator[str]:
    yield from unknown_names(_COST, record, _KNOWN_COST)
    known: dict[str, Collection[str]] = {"cost_type": _COST_TYPES, "token_type": _CLASS_OF, "service_tier": _TIERS}
    for name, values in known.items():
        if record.get(name) is not None and record[name] not in values:
            yield f"{_COST}.{name}={record[name]}"


def _unknown_of_usage(record: Record) -> Iterator[str]:
    yield from unknown_names(_USAGE, record, _KNOWN)
    yield from unknown_names(f"{_USAGE}.server_tool_use", record.get("server_tool_use") or {}, _KNOWN_TOOLS)
    if record.get("service_tier") is not None and record["service_tier"] not in _TIERS:
        yield f"{_USAGE}.service_tier={record['service_tier']}"
