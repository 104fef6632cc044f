"""OpenRouter: what was paid to it by day, model and endpoint, and the tokens.

`usage` is what OpenRouter takes from its credits. `byok_usage_inference` is what calls with one's own key cost at the
provider behind it, and is on that provider's bill: it is never charged here. Activity reaches back thirty completed
UTC days; older days cannot be fetched any more, and are named when a pull comes too late for them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.ingest.pulling.answers import need, need_amount
from outlay.ingest.pulling.charges import Seller, unknown_names
from outlay.ingest.pulling.days import whole_number
from outlay.ingest.pulling.errors import SourceError, SourceRequestError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_DATASET: Final = "activity"
_LOST: Final = "lost"
_HISTORY_DAYS: Final = 30
_DAY: Final = timedelta(days=1)
_SCOPE: Final = (
    "use a management key of OpenRouter, from openrouter.ai/settings/management-keys; an API key cannot read it"
)
_KNOWN: Final = frozenset(
    (
        *("date", "model", "model_permaslug", "endpoint_id", "provider_name", "usage", "byok_usage_inference"),
        *("requests", "byok_requests", "prompt_tokens", "completion_tokens", "reasoning_tokens"),
    )
)


class Settings(SourceSettings):
    """How an OpenRouter account is read."""

    management_key: SecretStr = Field(description="A management key; API keys cannot read activity.")
    billing_account: str = Field(
        default="openrouter", min_length=1, description="A name for the account: the API does not tell one."
    )
    base_url: str = Field(default="https://openrouter.ai", description="Where the API is.")
    allow_private_network: bool = Field(default=False, description="Whether `base_url` may be a private address.")


@dataclass(slots=True)
class Source:
    """Activity of an OpenRouter account."""

    settings: Settings
    http: HttpClient
    now: datetime
    _seller: Seller = field(init=False)

    title: ClassVar[str] = "OpenRouter"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 3
    history_days: ClassVar[int] = _HISTORY_DAYS

    def __post_init__(self) -> None:
        self._seller = Seller(issuer="OpenRouter", service="OpenRouter", billing_account=self.settings.billing_account)

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch each completed day; a day beyond the history is marked as lost, today is not told yet."""
        today = datetime.combine(self.now.astimezone(UTC).date(), time(), tzinfo=UTC)
        for day in window.days():
            start = datetime.combine(day, time(), tzinfo=UTC)
            if start >= today:
                return
            is_lost = start < today - _HISTORY_DAYS * _DAY
            try:
                records = () if is_lost else tuple(self._records(day))
            except SourceRequestError:
                if start < today - _DAY:
                    raise
                return  # its clock is behind ours: yesterday is not over there
            yield Bucket(dataset=_LOST if is_lost else _DATASET, start=start, end=start + _DAY, records=records)

    def _records(self, day: date) -> list[Record]:
        where = f"{self.settings.base_url.rstrip('/')}/api/v1/activity"
        answer = self.http.get_json(
            where,
            params=(("date", day.isoformat()),),
            headers={"Authorization": f"Bearer {self.settings.management_key.get_secret_value()}"},
            scope_hint=_SCOPE,
        )
        return list(need(answer, "data", where) or ())

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """A charge for each day, model and endpoint, and its tokens; days that were lost are noted."""
        facts = Facts()
        told = {bucket.start for bucket in buckets if bucket.dataset == _DATASET}
        lost = sorted(bucket.start.date() for bucket in buckets if bucket.dataset == _LOST and bucket.start not in told)
        elsewhere = Decimal(0)
        for bucket in buckets:
            for record in bucket.records:
                facts.charges.append(self._charge(bucket, record))
                facts.usage.extend(self._usage(bucket, record))
                facts.unknown_fields.update(unknown_names(_DATASET, record, _KNOWN))
                if record.get("byok_usage_inference") is not None:
                    elsewhere += need_amount(record, "byok_usage_inference", "a row of activity")
        if lost:
            facts.notes.append(
                f"{len(lost)} day(s) from {lost[0]} to {lost[-1]} are lost: OpenRouter tells activity for "
                f"{_HISTORY_DAYS} completed days; sync daily"
            )
        if elsewhere:
            facts.notes.append(
                f"{month:%Y-%m}: {elsewhere:f} USD of inference with your own keys is paid to the providers behind "
                "OpenRouter, and not charged here"
            )
        return facts

    def _charge(self, bucket: Bucket, record: Record) -> dict[str, Any]:
        amount = need_amount(record, "usage", "a row of activity")
        model = record.get("model_permaslug") or record.get("model")
        columns = {
            "x_Model": record.get("model"),
            "SkuId": model,
            "SkuPriceId": record.get("endpoint_id"),
            "HostProviderName": record.get("provider_name"),
            "ChargeDescription": f"{model} at {record.get('provider_name')}",
            "ConsumedQuantity": Decimal(whole_number(record, "requests", _DATASET)),
            "ConsumedUnit": "Requests",
        }
        return self._seller.charge(bucket, amount, "USD", columns)

    def _usage(self, bucket: Bucket, record: Record) -> Iterator[dict[str, Any]]:
        requests: int | None = whole_number(record, "requests", _DATASET)
        for name, token_class in (("prompt_tokens", "input"), ("completion_tokens", "output")):
            need(record, name, "a row of activity")
            yield {
                "day": bucket.start.date(),
                "provider": "openrouter",
                "billing_account": self.settings.billing_account,
                "account": None,
                "credential": None,
                "model": record.get("model"),
                "token_class": token_class,
                "quantity": whole_number(record, name, _DATASET),
                "requests": requests,
            }
            requests = None  # told once: the same requests have both kinds of token

    def check(self) -> Iterable[Check]:
        """Read yesterday."""
        day = self.now.date() - _DAY
        try:
            rows = len(self._records(day))
        except SourceError as error:
            yield Check(name=_DATASET, is_ok=False, text=error.message, hint=error.hint)
        else:
            yield Check(name=_DATASET, is_ok=True, text=f"{rows} row(s) of {day} can be read")
