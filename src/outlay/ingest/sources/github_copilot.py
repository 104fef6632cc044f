"""GitHub Copilot: seats, what they and AI credits are charged by day, and who holds a seat.

The billing report states the money; the report of AI credits (premium requests before June 2026) tells its models.
Both speak of the same credits, so one day takes them from one of the two.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.ingest.pulling.answers import CursorGuard, need, need_amount
from outlay.ingest.pulling.charges import Seller, unknown_names
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.days import midnight, parts_of
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Record, SourceSettings, Stated, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from outlay.ingest.pulling.answers import Answer
    from outlay.ingest.pulling.http import HttpClient

_CREDITS_SINCE: Final = date(2026, 6, 1)
_CURRENCY: Final = "USD"
_SCOPE: Final = (
    "the token needs the organisation permissions Administration (read) and GitHub Copilot Business (read), "
    "or the classic scopes manage_billing:copilot and read:org of an owner or billing manager"
)
_ITEM: Final = frozenset(
    (
        *("product", "sku", "model", "unitType", "pricePerUnit", "date", "organizationName", "repositoryName"),
        *("quantity", "grossQuantity", "discountQuantity", "netQuantity"),
        *("grossAmount", "discountAmount", "netAmount"),
    )
)
_SEAT: Final = frozenset(
    (
        *("assignee", "assigning_team", "organization", "created_at", "updated_at", "pending_cancellation_date"),
        *("last_activity_at", "last_activity_editor", "last_authenticated_at", "plan_type"),
    )
)
_PLANS: Final = frozenset({"business", "enterprise", "unknown"})
_METERED: Final = ("ai credit", "ai-credit", "ai_credit", "premium request", "premium_request")
"""Words in the SKUs and units of what the reports of AI credits and premium requests detail."""


class Settings(SourceSettings):
    """Which organisation to read."""

    organization: str = Field(min_length=1, description="The organisation's login.")
    token: SecretStr = Field(description="A token of an owner or billing manager.")
    products: tuple[str, ...] = Field(
        default=("Copilot",), description="Which GitHub products to take; none means all."
    )
    billing_account: str | None = Field(default=None, description="Billing account; default: the organisation.")
    base_url: str = Field(default="https://api.github.com", description="Address of the REST API.")
    allow_private_network: bool = Field(default=False, description="Let the address be a private one.")


class Source:
    """Copilot charges by day and SKU or model, and a snapshot of the seats."""

    title: ClassVar[str] = "GitHub Copilot"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: ClassVar[int] = 5
    history_days: ClassVar[int] = 90

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; the seats are of the day that `now` is in."""
        self._settings = settings
        self._http = http
        self._now = now

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Two reports for each day, then the seats as they are."""
        for part in parts_of(window, 1):
            for dataset in ("usage", "credits"):
                path = f"/organizations/{self._settings.organization}/settings/billing/{_report(dataset, part)}"
                items = need(self._get(path, _day_params(part)).json(), "usageItems", f"the {dataset} report")
                yield Bucket(dataset=dataset, start=part.since, end=part.until, records=tuple(items))
        today = midnight(self._now)
        yield Bucket(dataset="seats", start=today, end=today + timedelta(days=1), records=tuple(self._seats()))

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Charges: net amounts as billed, gross amounts as list prices. The last snapshot of seats."""
        del month
        facts = Facts()
        held = {(bucket.dataset, bucket.start): bucket for bucket in buckets}
        stated = Decimal(0)
        for (dataset, start), bucket in sorted(held.items()):
            if dataset == "usage":
                beside = held.get(("credits", start))
                stated += self._day(bucket, beside.records if beside else (), facts)
        facts.stated.append(Stated(name="billing report", currency=_CURRENCY, amount=stated))
        seats = [bucket for bucket in buckets if bucket.dataset == "seats"]
        prices = _seat_prices(buckets)
        for bucket in seats:
            facts.seats += _seat_rows(bucket, prices)
            for record in bucket.records:
                facts.unknown_fields |= set(unknown_names("seats", record, _SEAT))
                if (plan := record.get("plan_type")) and plan not in _PLANS:
                    facts.unknown_fields.add(f"seats.plan_type={plan}")
        return facts

    def check(self) -> Iterable[Check]:
        """Read the summary of seats and today's billing report."""
        yield check_by("seats", self._check_seats)
        yield check_by("billing", self._check_billing)

    def _check_seats(self) -> str:
        summary = self._get(f"/orgs/{self._settings.organization}/copilot/billing", ()).json()
        total = need(need(summary, "seat_breakdown", "the summary of seats"), "total", "the summary of seats")
        return f"{total} seats, plan {summary.get('plan_type')}"

    def _check_billing(self) -> str:
        today = Window(since=midnight(self._now), until=self._now)
        path = f"/organizations/{self._settings.organization}/settings/billing/usage"
        items = need(self._get(path, _day_params(today)).json(), "usageItems", "the billing report")
        return f"{len(items)} items of today"

    def _day(self, usage: Bucket, by_model: Sequence[Record], facts: Facts) -> Decimal:
        """The charges of a day; returns what the billing report states."""
        items = [item for item in usage.records if self._is_wanted(item)]
        listed = [item for item in items if _is_metered(item)]
        detail = [item for item in by_model if self._is_wanted(item)]
        billed, detailed = _net(listed), _net(detail)
        stated = _net(items)
        if not listed:
            stated += detailed
        elif billed != detailed:
            day = f"{usage.start:%Y-%m-%d}"
            facts.notes.append(
                f"{day}: credits are {detailed} by model, {billed} as billed: taken as billed, no models"
            )
            detail = listed
        chosen = [item for item in items if not _is_metered(item)] + detail
        facts.charges += [self._charge(usage, item) for item in chosen]
        for dataset, found in (("usage", items), ("credits", detail)):
            for item in found:
                facts.unknown_fields |= set(unknown_names(dataset, item, _ITEM))
        return stated

    def _charge(self, bucket: Bucket, item: Record) -> dict[str, Any]:
        settings = self._settings
        product, sku, unit = (str(need(item, name, "a billing item")) for name in ("product", "sku", "unitType"))
        quantity = item.get("grossQuantity", item.get("quantity"))
        seller = Seller(
            issuer="GitHub",
            service="GitHub Copilot" if _is_copilot(product) else f"GitHub {product}",
            billing_account=settings.billing_account or settings.organization,
            category="AI and Machine Learning" if _is_copilot(product) else "Developer Tools",
            subcategory="Generative AI" if _is_copilot(product) else None,
        )
        columns = {
            "ListCost": need_amount(item, "grossAmount", "a billing item"),
            "ListUnitPrice": item.get("pricePerUnit"),
            "PricingQuantity": quantity,
            "PricingUnit": unit,
            "ConsumedQuantity": quantity,
            "ConsumedUnit": unit,
            "ChargeFrequency": "Recurring" if "month" in unit.casefold() else "Usage-Based",
            "ChargeDescription": f"{product}: {sku}",
            "SkuId": sku,
            "SkuMeter": sku,
            "SubAccountId": item.get("organizationName") or settings.organization,
            "ResourceName": item.get("repositoryName") or None,
            "x_Model": item.get("model"),
        }
        return seller.charge(bucket, _amount(item), _CURRENCY, columns)

    def _is_wanted(self, item: Record) -> bool:
        wanted = {product.casefold() for product in self._settings.products}
        return not wanted or str(need(item, "product", "a billing item")).casefold() in wanted

    def _seats(self) -> Iterator[Record]:
        path: str | None = f"/orgs/{self._settings.organization}/copilot/billing/seats"
        guard = CursorGuard("the list of seats")
        params: Sequence[tuple[str, str]] = (("per_page", "100"),)
        while path:
            answer = self._get(guard.take(path), params)
            yield from need(answer.json(), "seats", "the list of seats")
            # the address of the next page has every parameter
            path, params = answer.links.get("next"), ()

    def _get(self, path: str, params: Sequence[tuple[str, str]]) -> Answer:
        headers = {
            "Authorization": f"Bearer {self._settings.token.get_secret_value()}",
            "Accept": "application/vnd.github+json",
            "X-GitHub-Api-Version": "2022-11-28",
        }
        base = self._settings.base_url.rstrip("/")
        if not path.startswith((f"{base}/", "/")):
            message = "the list of seats goes on at another host"
            raise SourceFormatError(message, hint="see base_url: the token is sent to that host alone")
        url = path if path.startswith(base) else f"{base}{path}"
        return self._http.get(url, params=params, headers=headers, scope_hint=_SCOPE)


def _report(dataset: str, part: Window) -> str:
    if dataset == "usage":
        return "usage"
    return "ai_credit/usage" if part.since.date() >= _CREDITS_SINCE else "premium_request/usage"


def _day_params(part: Window) -> list[tuple[str, str]]:
    return [(name, str(getattr(part.since, name))) for name in ("year", "month", "day")]


def _is_copilot(product: str) -> bool:
    return "copilot" in product.casefold()


def _is_metered(item: Record) -> bool:
    text = f"{item.get('sku')} {item.get('unitType')}".casefold()
    return any(word in text for word in _METERED)


def _amount(item: Record) -> Decimal:
    """What is billed. Net is not always gross less discount: a pool's discount may stand with another model."""
    return need_amount(item, "netAmount", "a billing item")


def _net(items: Iterable[Record]) -> Decimal:
    return sum((_amount(item) for item in items), Decimal(0))


def _seat_prices(buckets: Sequence[Bucket]) -> dict[str, Decimal]:
    """The monthly price of a seat by plan, from what the billing report charges for user-months."""
    prices: dict[str, Decimal] = {}
    for bucket in sorted(buckets, key=lambda bucket: bucket.start):
        for item in bucket.records if bucket.dataset == "usage" else ():
            sku, unit = (str(item.get(name) or "").casefold() for name in ("sku", "unitType"))
            plan = next((plan for plan in sorted(_PLANS) if plan in sku), None)
            if plan and "copilot" in sku and "month" in unit and item.get("pricePerUnit"):
                prices[plan] = need_amount(item, "pricePerUnit", "a billing item")
    return prices


def _seat_rows(bucket: Bucket, prices: Mapping[str, Decimal]) -> list[dict[str, Any]]:
    """One row for each person: a person whom two teams give a seat is listed twice and pays once."""
    rows: dict[str, dict[str, Any]] = {}
    for record in bucket.records:
        login = str(need(need(record, "assignee", "a seat"), "login", "a seat's assignee"))
        team, plan = record.get("assigning_team") or {}, record.get("plan_type")
        price = prices.get(str(plan))
        rows.setdefault(
            login.casefold(),
            {
                "biller": "github",
                "product": "GitHub Copilot",
                "seat_id": login,
                "as_of": bucket.start.date(),
                "employee": login,
                "team": team.get("slug") or team.get("name"),
                "plan": plan,
                "state": "pending_cancellation" if record.get("pending_cancellation_date") else "active",
                "assigned_on": _day_of(record.get("created_at")),
                "last_active_on": _day_of(record.get("last_activity_at")),
                "price": price,
                "currency": _CURRENCY if price is not None else None,
            },
        )
    return [rows[name] for name in sorted(rows)]


def _day_of(text: str | None) -> date | None:
    return datetime.fromisoformat(text).date() if text else None
