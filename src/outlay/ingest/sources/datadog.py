"""Datadog: what its usage costs, by organisation and product: estimated by day, then as billed by month.

A charge of type `total` repeats the committed and on-demand ones beside it. The vendor's estimate is of this month and
the last; once a month's cost is closed (by the 16th of the next) it takes the place of the estimate, whole.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, ClassVar, Final, Literal

from pydantic import Field, SecretStr

from outlay.core.time import add_months, month_start
from outlay.ingest.pulling.answers import need, need_amount
from outlay.ingest.pulling.charges import Seller, unknown_names
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.days import midnight, moment_of, whole_days
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Stated, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from outlay.ingest.pulling.http import HttpClient

_CURRENCY: Final = "USD"
_TOTAL: Final = "total"
_CATEGORY: Final = {"committed": "Committed", "on_demand": "Standard"}
_SCOPE: Final = "the application key needs usage_read and billing_read, and must be of the parent organisation"
_KNOWN: Final = frozenset(
    (
        *("account_name", "account_public_id", "org_name", "public_id", "region", "date", "total_cost", "charges"),
        *("cost_aggregation", "currency"),
    )
)
_KNOWN_CHARGE: Final = frozenset({"product_name", "charge_type", "cost", "last_aggregation_function"})

Part = tuple[str, str, str]
"""Organisation, product and charge type."""


class Settings(SourceSettings):
    """Which account to read, and at which Datadog site."""

    api_key: SecretStr = Field(description="An API key of the parent organisation.")
    application_key: SecretStr = Field(description="An application key with usage_read and billing_read.")
    billing_account: str | None = Field(default=None, description="Billing account; default: the account's public id.")
    view: Literal["sub-org", "summary"] = Field(default="sub-org", description="By organisation, or the account whole.")
    base_url: str = Field(default="https://api.datadoghq.com", description="Address of the API at your Datadog site.")
    allow_private_network: bool = Field(default=False, description="Let the address be a private one.")


class Source:
    """Estimated cost by day, and the cost of closed months."""

    title: ClassVar[str] = "Datadog"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 20
    history_days: ClassVar[int] = 90

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; `now` says which months the vendor still estimates."""
        self._settings = settings
        self._http = http
        self._now = now

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Whole months: the closed cost where there is any, and the days of those that are estimated."""
        first, last = month_start(window.since.date()), month_start((window.until - timedelta(seconds=1)).date())
        running = month_start(self._now.date())
        while first <= last:
            month = Window(since=_midnight(first), until=_midnight(add_months(first, 1)))
            if first < running:
                yield self._month("historical_cost", month)
            if first >= add_months(running, -1):
                yield self._month("estimated_cost", month)
                yield from self._days(month)
            first = add_months(first, 1)

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """A closed month's cost as charges of the month, else the estimated ones of its days."""
        del month
        facts = Facts()
        by_dataset = {name: [bucket for bucket in buckets if bucket.dataset == name] for name in _DATASETS}
        closed = next((bucket for bucket in by_dataset["historical_cost"] if bucket.records), None)
        for bucket in buckets:
            for record in bucket.records:
                facts.unknown_fields |= _unknown(record["attributes"])
        if closed is not None:
            self._charge(closed, _parts(closed, facts), facts)
            facts.stated.append(_stated("historical cost", [closed]))
            return facts
        self._estimate(by_dataset["days"], by_dataset["estimated_cost"], facts)
        return facts

    def check(self) -> Iterable[Check]:
        """Read this month's estimate."""
        yield check_by("cost", self._check_cost)

    def _check_cost(self) -> str:
        month = month_start(self._now.date())
        found = self._month("estimated_cost", Window(since=_midnight(month), until=self._now))
        names = {record["attributes"].get("org_name") for record in found.records}
        return f"{_stated('', [found]).amount} {_CURRENCY} this month of {len(names)} organisations"

    def _estimate(self, days: Sequence[Bucket], months: Sequence[Bucket], facts: Facts) -> None:
        """Charges of days. What comes as sums since the month's first is taken apart."""
        parts = [(bucket, _parts(bucket, facts)) for bucket in sorted(days, key=lambda found: found.start)]
        filled = [(bucket, found) for bucket, found in parts if found]
        if months:
            facts.stated.append(_stated("estimated cost", months))
        if _is_cumulative([found for _, found in filled], facts.stated):
            facts.notes.append("daily estimates came as sums since the month's first, and were taken apart")
            before: dict[Part, Decimal] = {}
            for bucket, found in filled:
                self._charge(bucket, _difference(found, before), facts)
                before = {**before, **found}
            return
        for bucket, found in filled:
            self._charge(bucket, found, facts)

    def _charge(self, bucket: Bucket, parts: dict[Part, Decimal], facts: Facts) -> None:
        named = {_org(record): record["attributes"] for record in bucket.records}
        for (org, product, kind), amount in sorted(parts.items()):
            if amount == 0:
                continue
            found = named.get(org, {})
            seller = Seller(
                issuer="Datadog",
                service=f"Datadog {product}",
                billing_account=self._settings.billing_account or str(found.get("account_public_id") or org),
                billing_account_name=found.get("account_name"),
                category="Management and Governance",
                subcategory=None,
            )
            columns = {
                "ChargeDescription": f"{product}, {kind}",
                "PricingCategory": _CATEGORY.get(kind),
                "SkuId": product,
                "SkuMeter": product,
                "SubAccountId": org,
                "SubAccountName": found.get("org_name"),
                "RegionId": found.get("region"),
            }
            facts.charges.append(seller.charge(bucket, amount, _CURRENCY, columns))

    def _month(self, dataset: str, month: Window) -> Bucket:
        text = f"{month.since:%Y-%m}"
        records = self._get(dataset, [("start_month", text), ("end_month", text)])
        return Bucket(dataset=dataset, start=month.since, end=month.until, records=tuple(records))

    def _days(self, month: Window) -> Iterator[Bucket]:
        until = min(month.until, midnight(self._now) + timedelta(days=1))
        last = until - timedelta(days=1)
        params = [("start_date", f"{month.since:%Y-%m-%d}"), ("end_date", f"{last:%Y-%m-%d}")]
        records = self._get("estimated_cost", [*params, ("cost_aggregation", "daily")])
        found = [(moment_of(need(record["attributes"], "date", "a cost"), "date"), (record,)) for record in records]
        yield from whole_days("days", Window(since=month.since, until=until), found)

    def _get(self, path: str, params: Sequence[tuple[str, str]]) -> list[Record]:
        settings = self._settings
        headers = {
            "DD-API-KEY": settings.api_key.get_secret_value(),
            "DD-APPLICATION-KEY": settings.application_key.get_secret_value(),
            "Accept": "application/json;datetime-format=rfc3339",
        }
        url = f"{settings.base_url}/api/v2/usage/{path}"
        asked = [("view", settings.view), *params]
        answer = self._http.get_json(url, params=asked, headers=headers, scope_hint=_SCOPE)
        return [{"attributes": need(row, "attributes", "a cost")} for row in need(answer, "data", "the costs")]


_DATASETS: Final = ("historical_cost", "estimated_cost", "days")


def _parts(bucket: Bucket, facts: Facts) -> dict[Part, Decimal]:
    """Cost by organisation, product and charge type; a total counts only where it has no parts."""
    found: dict[Part, Decimal] = {}
    for record in bucket.records:
        org = _org(record)
        for charge in need(record["attributes"], "charges", "a cost"):
            product, kind = (str(need(charge, name, "a charge")) for name in ("product_name", "charge_type"))
            key = (org, product, kind)
            found[key] = found.get(key, Decimal(0)) + need_amount(charge, "cost", "a charge")
    products = sorted({(org, product) for org, product, _ in found})
    for org, product in products:
        total = found.pop((org, product, _TOTAL), None)
        parts = [key for key in found if key[:2] == (org, product)]
        if total is None:
            continue
        if not parts:
            found[org, product, _TOTAL] = total
        elif sum((found[key] for key in parts), Decimal(0)) != total:
            summed = sum((found[key] for key in parts), Decimal(0))
            facts.notes.append(f"{bucket.start:%Y-%m-%d}: parts of {product} are {summed}, its total says {total}")
    return found


def _is_cumulative(days: Sequence[dict[Part, Decimal]], stated: Sequence[Stated]) -> bool:
    """Whether daily figures are sums since the month's first: the last one is nearer to the month's than their sum."""
    if len(days) < 2 or not stated:  # noqa: PLR2004 - one day is both
        return False
    sums = [sum(found.values(), Decimal(0)) for found in days]
    month = stated[-1].amount
    return abs(sums[-1] - month) < abs(sum(sums, Decimal(0)) - month)


def _difference(now: dict[Part, Decimal], before: dict[Part, Decimal]) -> dict[Part, Decimal]:
    return {key: amount - before.get(key, Decimal(0)) for key, amount in now.items()}


def _stated(name: str, buckets: Sequence[Bucket]) -> Stated:
    records = [record["attributes"] for bucket in buckets for record in bucket.records]
    amount = sum((need_amount(record, "total_cost", "a cost") for record in records), Decimal(0))
    return Stated(name=name, currency=_CURRENCY, amount=amount)


def _org(record: Record) -> str:
    return str(record["attributes"].get("public_id") or need(record["attributes"], "org_name", "a cost"))


def _unknown(attributes: Record) -> set[str]:
    names = set(unknown_names("cost", attributes, _KNOWN))
    for charge in attributes.get("charges") or ():
        names |= set(unknown_names("cost.charges", charge, _KNOWN_CHARGE))
        if charge.get("charge_type") not in {*_CATEGORY, _TOTAL}:
            names.add(f"cost.charge_type={charge.get('charge_type')}")
    return names


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)
