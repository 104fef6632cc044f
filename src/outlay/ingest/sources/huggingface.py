"""Hugging Face Inference Endpoints: an estimate from their state, because no API tells what was billed.

Each pull looks once at every endpoint. From one look to the next its replicas are taken to stay as they were seen:
replica-minutes at the price per hour of the hardware are its cost. Looks too far apart leave minutes that no one saw;
they cost nothing here, and are said with the most that they may have cost. Paused endpoints and those scaled to zero
are free. Settings that an endpoint holds, such as its secrets and environment, are dropped as soon as they are read.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.core.money import CONTEXT, UNIT
from outlay.core.time import add_months
from outlay.ingest.pulling.answers import need, need_amount
from outlay.ingest.pulling.charges import Seller
from outlay.ingest.pulling.days import whole_number
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_DATASET: Final = "endpoints"
_MINUTE: Final = timedelta(minutes=1)
_DAY: Final = timedelta(days=1)
_HOUR: Final = Decimal(60)
_SCOPE: Final = "use a fine-grained token of huggingface.co that may read the inference endpoints of the namespace"
_BILLED: Final = frozenset({"initializing", "running", "updating", "updateFailed"})
_FREE: Final = frozenset({"paused", "scaledToZero", "pending", "failed"})


class Settings(SourceSettings):
    """How inference endpoints are watched."""

    token: SecretStr = Field(description="A token that may read the endpoints, `hf_…`.")
    namespace: str = Field(min_length=1, description="The user or organisation that the endpoints belong to.")
    longest_gap_minutes: int = Field(
        default=120,
        ge=1,
        description="How long a state is taken to last when no one looks: at least the sync interval.",
    )
    base_url: str = Field(default="https://api.endpoints.huggingface.cloud", description="Where the API is.")
    allow_private_network: bool = Field(default=False, description="Whether `base_url` may be a private address.")


@dataclass(frozen=True, slots=True)
class _Span:
    """What an endpoint was seen as, from one moment to another."""

    start: datetime
    end: datetime
    record: Record


@dataclass(slots=True)
class Source:
    """Inference endpoints of a namespace, by looking at them."""

    settings: Settings
    http: HttpClient
    now: datetime
    _seller: Seller = field(init=False)

    title: ClassVar[str] = "Hugging Face endpoints"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "estimate"
    overlap_days: ClassVar[int] = 0
    history_days: ClassVar[int] = 0

    def __post_init__(self) -> None:
        self._seller = Seller(
            issuer="Hugging Face", service="Inference Endpoints", billing_account=self.settings.namespace
        )

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Look once, if the window reaches up to now: there is no past to fetch. The minute is the vendor's."""
        if not window.since <= self.now <= window.until + _MINUTE:
            return
        prices = list(_prices(self._read("provider"), None, None))
        listed = need(self._read("endpoint"), "items", "the list of endpoints")
        records = tuple(_seen(item, prices) for item in listed)
        moment = (self.http.vendor_time or self.now).astimezone(UTC).replace(second=0, microsecond=0)
        yield Bucket(dataset=_DATASET, start=moment, end=moment + _MINUTE, records=records)

    def _read(self, what: str) -> Any:  # noqa: ANN401 - whatever the vendor sent
        return self.http.get_json(
            f"{self.settings.base_url.rstrip('/')}/v2/{what}/{self.settings.namespace}",
            headers={"Authorization": f"Bearer {self.settings.token.get_secret_value()}"},
            scope_hint=_SCOPE,
        )

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Replica-minutes between looks, by endpoint, hardware and day."""
        facts = Facts()
        looks = sorted((bucket for bucket in buckets if bucket.dataset == _DATASET), key=lambda look: look.start)
        minutes: dict[tuple[date, str], int] = {}
        for look in looks:
            facts.unknown_fields.update(_unknown(look.records))
            facts.notes.extend(note for note in _without_price(look.records) if note not in facts.notes)
        for span in self._spans(month, looks):
            if span.record.get("pricePerHour") is not None:
                for day, length in _by_day(span):
                    key = day, _identity(span.record)
                    minutes[key] = minutes.get(key, 0) + length * _replicas(span.record)
        facts.charges = [self._charge(day, json.loads(text), count) for (day, text), count in minutes.items() if count]
        facts.notes.extend(f"{month:%Y-%m}: {note}" for note in self._gap_notes(looks))
        return facts

    def _spans(self, month: date, looks: Sequence[Bucket]) -> Iterator[_Span]:
        longest = timedelta(minutes=self.settings.longest_gap_minutes)
        first, end = (datetime.combine(day, time(), tzinfo=UTC) for day in (month, add_months(month, 1)))
        for look, following in pairwise(looks):
            yield from _lasting(look, look.start, min(following.start, look.start + longest))
        # the looks on the other side of midnight are another month's
        if looks and looks[0].start - first <= longest:
            yield from _lasting(looks[0], first, looks[0].start)
        if looks and end - looks[-1].start <= longest:
            yield from _lasting(looks[-1], looks[-1].start, end)

    def _gap_notes(self, looks: Sequence[Bucket]) -> Iterator[str]:
        longest = timedelta(minutes=self.settings.longest_gap_minutes)
        unseen, most = 0, Decimal(0)
        for look, following in pairwise(looks):
            gap = (following.start - look.start - longest) // _MINUTE
            if gap > 0:
                unseen += gap
                rate = max(_rate(look.records), _rate(following.records))
                most = CONTEXT.add(most, CONTEXT.divide(rate * gap, _HOUR))
        if unseen:
            yield (
                f"no one looked during {unseen:,} minutes (looks were over {self.settings.longest_gap_minutes} minutes "
                f"apart): not counted, at most {most.quantize(Decimal('0.01'), context=CONTEXT):f} USD"
            )

    def _charge(self, day: date, seen: Record, minutes: int) -> dict[str, Any]:
        start = datetime.combine(day, time(), tzinfo=UTC)
        price = Decimal(seen["pricePerHour"])
        amount = CONTEXT.divide(price * minutes, _HOUR).quantize(UNIT, context=CONTEXT)
        hardware = " ".join(str(seen[name]) for name in ("instanceType", "instanceSize") if seen.get(name))
        columns = {
            "BilledCost": Decimal(0),
            "ListCost": amount,
            "ResourceId": seen["name"],
            "ResourceName": seen["name"],
            "ResourceType": "Inference Endpoint",
            "RegionId": seen.get("region"),
            "HostProviderName": seen.get("vendor"),
            "x_Model": seen.get("repository"),
            "SkuId": hardware or None,
            "SkuMeter": "Replica Minutes",
            "SkuPriceDetails": json.dumps({"InstanceType": seen.get("instanceType")}),
            "ConsumedQuantity": Decimal(minutes),
            "ConsumedUnit": "Minutes",
            "ChargeDescription": f"{seen['name']}: {hardware} at {price:f} USD an hour, as seen",
        }
        bucket = Bucket(dataset=_DATASET, start=start, end=start + _DAY, records=())
        return self._seller.charge(bucket, amount, "USD", columns)

    def check(self) -> Iterable[Check]:
        """Read prices and endpoints."""
        for what in ("provider", "endpoint"):
            try:
                answer = self._read(what)
            except SourceError as error:
                yield Check(name=what, is_ok=False, text=error.message, hint=error.hint)
            else:
                count = len(list(_prices(answer, None, None))) if what == "provider" else len(answer.get("items", ()))
                noun = "prices of hardware" if what == "provider" else "endpoints"
                yield Check(name=what, is_ok=True, text=f"{count} {noun} can be read")


_Price = tuple[str | None, str | None, str | None, str | None, Decimal]
"""Vendor and region where they are told, instance type and size, and the price of an hour."""


def _prices(value: object, vendor: str | None, region: str | None) -> Iterator[_Price]:
    """The hardware in an answer, however deep under its vendors and regions it stands."""
    if isinstance(value, Mapping):
        if value.get("pricePerHour") is not None:
            price = need_amount(value, "pricePerHour", "the list of hardware")
            where = value.get("vendor") or vendor, value.get("region") or region
            yield (*where, value.get("instanceType"), value.get("instanceSize"), price)
            return
        name = value.get("name")
        if "regions" in value:
            vendor = name
        elif name and vendor:
            region = name
        for part in value.values():
            yield from _prices(part, vendor, region)
    elif isinstance(value, list):
        for part in value:
            yield from _prices(part, vendor, region)


def _seen(item: Record, prices: Sequence[_Price]) -> dict[str, Any]:
    """What is kept of an endpoint: nothing that its owner set beside the hardware."""
    where = "an endpoint"
    compute, status = need(item, "compute", where), need(item, "status", where)
    provider, model = item.get("provider") or {}, item.get("model") or {}
    seen = {
        "name": need(item, "name", where),
        "vendor": provider.get("vendor"),
        "region": provider.get("region"),
        "instanceType": need(compute, "instanceType", where),
        "instanceSize": compute.get("instanceSize"),
        "repository": model.get("repository"),
        "state": need(status, "state", where),
        "readyReplica": whole_number(status, "readyReplica", where),
        "targetReplica": whole_number(status, "targetReplica", where),
    }
    found = {
        price
        for vendor, region, kind, size, price in prices
        if (kind, size) == (seen["instanceType"], seen["instanceSize"])
        and vendor in {None, seen["vendor"]}
        and region in {None, seen["region"]}
    }
    return {**seen, "pricePerHour": format(found.pop(), "f") if len(found) == 1 else None}


def _replicas(record: Record) -> int:
    """How many replicas are paid for: those that start count from the start, those that stop until they stopped."""
    if record["state"] not in _BILLED:
        return 0
    return max(whole_number(record, "readyReplica", _DATASET), whole_number(record, "targetReplica", _DATASET))


def _rate(records: Iterable[Record]) -> Decimal:
    """USD an hour."""
    priced = (record for record in records if record.get("pricePerHour") is not None)
    return sum((Decimal(record["pricePerHour"]) * _replicas(record) for record in priced), Decimal(0))


def _lasting(look: Bucket, start: datetime, end: datetime) -> Iterator[_Span]:
    return (_Span(start, end, record) for record in look.records if start < end)


def _by_day(span: _Span) -> Iterator[tuple[date, int]]:
    start = span.start
    while start < span.end:
        end = min(datetime.combine(start.date() + _DAY, time(), tzinfo=UTC), span.end)
        yield start.date(), (end - start) // _MINUTE
        start = end


def _identity(record: Record) -> str:
    """What makes minutes one charge: the endpoint, its model, hardware and price, not its state."""
    kept = {name: value for name, value in record.items() if name not in {"state", "readyReplica", "targetReplica"}}
    return json.dumps(kept, sort_keys=True)


def _without_price(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        if record.get("pricePerHour") is None and _replicas(record):
            hardware = f"{record['instanceType']} {record['instanceSize']}"
            yield f"{record['name']}: no price of {hardware} was told; its minutes are not counted"


def _unknown(records: Iterable[Record]) -> Iterator[str]:
    for record in records:
        if record["state"] not in _BILLED | _FREE:
            yield f"{_DATASET}.state={record['state']}"
