"""OpenAI: what the organisation was charged (costs), and the quantities behind it (usage), both by day.

Costs come in dollars by project, API key and line item, and once more without groups as the total to compare with.
Usage is never money: `input_tokens` includes what was read from and written to the cache, so it is taken apart here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.core.money import CONTEXT
from outlay.ingest.pulling.answers import need, need_amount
from outlay.ingest.pulling.charges import TOKENS, Seller, token_columns, unknown_names
from outlay.ingest.pulling.days import Listing, fetch_days, fetch_pages, parts_of, whole_number
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Stated, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_COSTS: Final = "costs"
_TOTAL: Final = "costs_total"
_COST_GROUPS: Final = ("project_id", "line_item", "api_key_id")
_PART_DAYS: Final = 31
_SCOPE: Final = (
    "use an admin key (sk-admin-…) of the organisation that may read usage: platform.openai.com/settings/organization/"
    "admin-keys; a project's key cannot read it"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Report:
    """A usage report: its groups, and the field that counts what is used where that is not tokens.

    What a tool counts stands under the report's own name: its model's requests are counted with the model.
    """

    groups: tuple[str, ...] = ("project_id", "api_key_id", "model")
    units: str | None = None
    is_tool: bool = False


_REPORTS: Final = {
    "completions": _Report(groups=("project_id", "api_key_id", "model", "batch", "service_tier")),
    "embeddings": _Report(),
    "moderations": _Report(),
    "images": _Report(units="images"),
    "audio_speeches": _Report(units="characters"),
    "audio_transcriptions": _Report(units="seconds"),
    "vector_stores": _Report(groups=("project_id",), units="usage_bytes", is_tool=True),
    "code_interpreter_sessions": _Report(groups=("project_id",), units="num_sessions", is_tool=True),
    "file_search_calls": _Report(groups=("project_id", "api_key_id"), units="num_requests", is_tool=True),
    "web_search_calls": _Report(groups=("project_id", "api_key_id"), units="num_requests", is_tool=True),
}
_SUBSETS: Final = tuple(
    f"{side}_{kind}_tokens"
    for side, kinds in {
        "input": ("text", "audio", "image", "cached_text", "cached_audio", "cached_image", "uncached"),
        "output": ("text", "audio", "image"),
    }.items()
    for kind in kinds
)
"""Parts of the token counts that are not added to them."""

_KNOWN: Final = frozenset(
    (
        *("object", "project_id", "user_id", "api_key_id", "model", "batch", "service_tier", "num_model_requests"),
        *("input_tokens", "output_tokens", "input_cached_tokens", "input_cache_write_tokens", *_SUBSETS),
        *("source", "size", "context_level", "vector_store_id", "api_source", "user_email", "project_name"),
        *(report.units for report in _REPORTS.values() if report.units),
    )
)
_KNOWN_COST: Final = frozenset(
    (
        *("object", "amount", "line_item", "quantity", "quantity_unit", "project_id", "project_name", "api_key_id"),
        *("organization_id", "organization_name", "user_id", "user_email"),
    )
)
_TIERS: Final = frozenset({"default", "auto", "standard", "flex", "priority", "scale", "incentivized", "batch"})
_LINE_ITEM: Final = re.compile(
    r"(?:(?P<tier>[a-z]+) \| )?(?P<model>[\w.:/-]+)(?: (?P<modality>text|audio|image))?, "
    r"(?P<kind>input|cached input|cache writes?|output)(?:, (?P<context>long context))?"
)
"""A line item that names a model and a kind of tokens; every other text is kept as it is and not interpreted."""
_CLASS_OF: Final = {
    "input": "input",
    "cached input": "cache_read",
    "cache write": "cache_write",
    "cache writes": "cache_write",
    "output": "output",
}
_THOUSAND: Final = 3


class Settings(SourceSettings):
    """How an OpenAI organisation is read."""

    admin_key: SecretStr = Field(description="An admin key of the organisation, `sk-admin-…`.")
    billing_account: str = Field(min_length=1, description="The organisation's id, `org-…`: the API does not tell it.")
    usage: tuple[str, ...] = Field(
        default=tuple(_REPORTS), description="The usage reports that are read; leave out those that the key may not."
    )
    base_url: str = Field(default="https://api.openai.com", description="Where the API is.")
    allow_private_network: bool = Field(default=False, description="Whether `base_url` may be a private address.")


@dataclass(slots=True)
class Source:
    """Costs and usage of an OpenAI organisation."""

    settings: Settings
    http: HttpClient
    now: datetime
    _seller: Seller = field(init=False)

    title: ClassVar[str] = "OpenAI"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 5
    history_days: ClassVar[int] = 90

    def __post_init__(self) -> None:
        self._seller = Seller(issuer="OpenAI", service="OpenAI API", billing_account=self.settings.billing_account)

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch costs, their total and each usage report, part after part of the window."""
        for part in parts_of(window, _PART_DAYS):
            yield from self._days(_COSTS, _COSTS, _COST_GROUPS, part)
            yield from self._days(_TOTAL, _COSTS, (), part)
            for name in self.settings.usage:
                yield from self._days(name, f"usage/{name}", _report(name).groups, part)

    def _days(self, dataset: str, path: str, groups: Sequence[str], part: Window) -> Iterator[Bucket]:
        listing = self._listing(path, part).with_params(*(("group_by", name) for name in groups))
        return fetch_days(self.http, listing, dataset, part, "start_time")

    def _listing(self, path: str, part: Window) -> Listing:
        return Listing(
            url=f"{self.settings.base_url.rstrip('/')}/v1/organization/{path}",
            params=(
                ("start_time", str(int(part.since.timestamp()))),
                ("end_time", str(int(part.until.timestamp()))),
                ("bucket_width", "1d"),
                ("limit", str(_PART_DAYS)),
            ),
            headers={"Authorization": f"Bearer {self.settings.admin_key.get_secret_value()}"},
            scope_hint=_SCOPE,
        )

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Charges of the grouped costs, the vendor's total beside them, and usage by kind of token."""
        del month
        facts = Facts()
        totals: dict[str, Decimal] = {}
        for bucket in buckets:
            for record in bucket.records:
                if bucket.dataset == _COSTS:
                    facts.charges.extend(self._charges(bucket, record))
                    facts.unknown_fields.update(_unknown_of_cost(record))
                elif bucket.dataset == _TOTAL:
                    _add_total(totals, record)
                else:
                    facts.usage.extend(self._usage(bucket, record))
                    facts.unknown_fields.update(_unknown_of_usage(bucket.dataset, record))
        facts.stated = [
            Stated(name="costs without groups", currency=currency, amount=amount)
            for currency, amount in sorted(totals.items())
        ]
        return facts

    def _charges(self, bucket: Bucket, record: Record) -> Iterator[dict[str, Any]]:
        amount = _amount(record)
        if amount is None:
            return
        currency, value = amount
        project = record.get("project_id")
        columns = {
            "SubAccountId": project,
            "SubAccountName": record.get("project_name"),
            "SubAccountType": "Project" if project else None,
            "x_CredentialId": record.get("api_key_id"),
            **_sku_columns(record),
        }
        yield self._seller.charge(bucket, value, currency, columns)

    def _usage(self, bucket: Bucket, record: Record) -> Iterator[dict[str, Any]]:
        is_tool = _report(bucket.dataset).is_tool
        requests = None if is_tool else whole_number(record, "num_model_requests", bucket.dataset)
        for token_class, quantity in _leaves(bucket.dataset, record):
            if not (quantity or requests):
                continue
            yield {
                "day": bucket.start.date(),
                "provider": "openai",
                "billing_account": self.settings.billing_account,
                "account": record.get("project_id"),
                "credential": record.get("api_key_id"),
                "model": bucket.dataset if is_tool else record.get("model"),
                "token_class": token_class,
                "quantity": quantity,
                "requests": requests,
                "service_tier": _tier_of(record),
            }
            requests = None  # told once: the same requests have every kind of token

    def check(self) -> Iterable[Check]:
        """Read a day of costs and a day of usage."""
        day = self.now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=1)
        part = Window(since=day, until=day + timedelta(days=1))
        for path in (_COSTS, *(f"usage/{name}" for name in self.settings.usage[:1])):
            try:
                days = sum(1 for _ in fetch_pages(self.http, self._listing(path, part)))
            except SourceError as error:
                yield Check(name=path, is_ok=False, text=error.message, hint=error.hint)
            else:
                yield Check(name=path, is_ok=True, text=f"{days} day(s) of {day:%Y-%m-%d} can be read")


def _report(name: str) -> _Report:
    return _REPORTS.get(name, _Report(units="num_requests", is_tool=True))


def _amount(record: Record) -> tuple[str, Decimal] | None:
    amount = need(record, "amount", "a result of costs")
    if amount is None or amount.get("value") is None:
        return None
    return str(need(amount, "currency", "amount of costs")).upper(), need_amount(amount, "value", "amount of costs")


def _add_total(totals: dict[str, Decimal], record: Record) -> None:
    amount = _amount(record)
    if amount is not None:
        currency, value = amount
        totals[currency] = CONTEXT.add(totals.get(currency, Decimal(0)), value)


def _sku_columns(record: Record) -> dict[str, Any]:
    text = record.get("line_item")
    quantity = need_amount(record, "quantity", "a result of costs") if record.get("quantity") is not None else None
    unit = record.get("quantity_unit")
    columns: dict[str, Any] = {"ChargeDescription": text, "SkuId": text, "SkuPriceId": text}
    found = _LINE_ITEM.fullmatch(text) if text else None
    if found is None:
        return {**columns, **_quantity_columns(quantity, unit)}
    token_class = _CLASS_OF[found["kind"]]
    details = {
        "x_ServiceTier": found["tier"],
        "x_Modality": found["modality"],
        "x_ContextWindow": found["context"],
    }
    given = {name: value for name, value in details.items() if value}
    columns |= {
        "x_Model": found["model"],
        "SkuId": f"{found['model']}, {token_class}",
        "SkuPriceDetails": json.dumps(given) if given else None,
    }
    if unit in {None, "tokens", "1000_tokens"}:
        tokens = quantity.scaleb(_THOUSAND, CONTEXT) if quantity is not None and unit == "1000_tokens" else quantity
        return {**columns, **token_columns(token_class, tokens)}
    return {**columns, **token_columns(token_class, None), **_quantity_columns(quantity, unit)}


def _quantity_columns(quantity: Decimal | None, unit: str | None) -> dict[str, Any]:
    if quantity is None:
        return {}
    if unit in {"tokens", "1000_tokens"}:
        factor = _THOUSAND if unit == "1000_tokens" else 0
        return {"ConsumedQuantity": quantity.scaleb(factor, CONTEXT), "ConsumedUnit": TOKENS}
    return {"ConsumedQuantity": quantity, "ConsumedUnit": (unit or "units").replace("_", " ").capitalize()}


def _leaves(dataset: str, record: Record) -> Iterator[tuple[str, int]]:
    units = _report(dataset).units
    if units is not None:
        need(record, units, f"a result of {dataset}")
        yield "units", whole_number(record, units, dataset)
        return
    need(record, "input_tokens", f"a result of {dataset}")
    cached = whole_number(record, "input_cached_tokens", dataset)
    written = whole_number(record, "input_cache_write_tokens", dataset)
    yield "input", max(whole_number(record, "input_tokens", dataset) - cached - written, 0)
    yield "cache_read", cached
    yield "cache_write", written
    yield "output", whole_number(record, "output_tokens", dataset)


def _tier_of(record: Record) -> str | None:
    if record.get("batch"):
        return "batch"
    tier = record.get("service_tier")
    return str(tier).removesuffix("-tier") if tier else None


def _unknown_of_usage(dataset: str, record: Record) -> Iterator[str]:
    yield from unknown_names(dataset, record, _KNOWN)
    tier = _tier_of(record)
    if tier is not None and tier not in _TIERS:
        yield f"{dataset}.service_tier={record['service_tier']}"


def _unknown_of_cost(record: Record) -> Iterator[str]:
    yield from unknown_names(_COSTS, record, _KNOWN_COST)
    found = _LINE_ITEM.fullmatch(record.get("line_item") or "")
    if found is not None and found["tier"] and found["tier"] not in _TIERS:
        yield f"costs.line_item={found['tier']} |"
