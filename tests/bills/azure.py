"""Writes a month of Azure costs as both exports, whose true billed and effective sums are known."""

from __future__ import annotations

import csv
import random
from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

RESERVATION = "/providers/Microsoft.Capacity/reservationOrders/ro-1/reservations/RES-1"
PTU = "/providers/Microsoft.Capacity/reservationOrders/ro-2/reservations/PTU-1"
PLAN = "/providers/Microsoft.BillingBenefits/savingsPlanOrders/so-1/savingsPlans/SP-1"

EA_HEADER = {
    "cost": "CostInBillingCurrency", "currency": "BillingCurrencyCode", "day": "Date",
    "start": "BillingPeriodStartDate", "end": "BillingPeriodEndDate", "account": "BillingAccountId",
    "kind": "ChargeType", "frequency": "Frequency",
    "model": "PricingModel", "benefit": "benefitId", "category": "MeterCategory", "subcategory": "MeterSubCategory",
    "meter": "MeterName", "unit": "UnitOfMeasure", "quantity": "Quantity", "service": "ConsumedService",
    "resource": "ResourceId", "subscription": "SubscriptionId", "product": "ProductName", "publisher": "PublisherName",
    "publisher_type": "PublisherType", "tags": "Tags", "location": "ResourceLocation",
}  # fmt: skip
MCA_HEADER = {
    **{key: title[0].lower() + title[1:] for key, title in EA_HEADER.items()},
    "currency": "billingCurrency", "profile": "billingProfileId", "invoice": "invoiceId",
    "payg": "paygCostInBillingCurrency", "pricing_currency": "pricingCurrency",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A charge as it is: what it bills, what it is worth to its day, and how Azure tells it."""

    day: date
    kind: str
    billed: Decimal
    effective: Decimal
    about: dict[str, str] = field(default_factory=dict)

    @property
    def in_actual(self) -> bool:
        return not self.kind.startswith("Unused")

    @property
    def in_amortised(self) -> bool:
        return not (self.kind in {"Purchase", "Refund"} and self.about.get("benefit"))


class AzureMonth:
    """A month of one billing account."""

    def __init__(
        self,
        month: date = date(2026, 10, 1),
        *,
        seed: int = 1,
        account: str = "7001",
        currency: str = "EUR",
        is_mca=False,
    ) -> None:
        self.month = month
        self.account = account
        self.currency = currency
        self.is_mca = is_mca
        self._random = random.Random(seed)
        self._last = month.replace(day=monthrange(month.year, month.month)[1])
        self.lines = [*self._daily(), *self._commitments(), *self._other()]

    @property
    def billed(self) -> Decimal:
        return sum((line.billed for line in self.lines), Decimal(0))

    @property
    def effective(self) -> Decimal:
        return sum((line.effective for line in self.lines), Decimal(0))

    def by_kind(self, kind: str) -> list[Line]:
        return [line for line in self.lines if line.kind == kind]

    def write(
        self, folder: Path, view: str, *, name: str | None = None, only=None, shuffled: int | None = None
    ) -> Path:
        """One of the two exports, or the lines of it that `only` picks."""
        is_actual = view == "actual"
        lines = [line for line in self.lines if (line.in_actual if is_actual else line.in_amortised)]
        lines = [line for number, line in enumerate(lines) if only is None or only(number)]
        if shuffled is not None:
            random.Random(shuffled).shuffle(lines)
        header = MCA_HEADER if self.is_mca else EA_HEADER
        path = folder / (name or f"{view}-{self.account}-{self.month:%Y-%m}.csv")
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("w", newline="", encoding="utf-8-sig") as stream:
            writer = csv.DictWriter(stream, list(header.values()), lineterminator="\r\n")
            writer.writeheader()
            for line in lines:
                texts = self._texts(line, line.billed if is_actual else line.effective)
                writer.writerow({title: texts.get(key, "") for key, title in header.items()})
        return path

    def _texts(self, line: Line, cost: Decimal) -> dict[str, str]:
        day = "{0:%Y-%m-%d}" if self.is_mca else "{0.month}/{0.day}/{0.year}"
        return {
            "cost": f"{cost:f}", "currency": self.currency, "day": day.format(line.day),
            "start": day.format(self.month), "end": day.format(self._last),
            "account": f"ba-{self.account}" if self.is_mca else self.account,
            "profile": self.account, "kind": line.kind, "frequency": "UsageBased", "model": "OnDemand", "quantity": "1",
            "unit": "1 Hour", "publisher_type": "Azure", "subscription": "sub-1", "location": "EU West",
            "pricing_currency": "USD", "invoice": "E01" if self.is_mca else "", "payg": f"{abs(cost) * 2:f}",
            "tags": '"team": "search","env": "prod"', **line.about,
        }  # fmt: skip

    def _amount(self) -> Decimal:
        return Decimal(self._random.randrange(1, 10**9)) / 10**8

    def _plain(self, day: date, kind: str = "Usage", sign: int = 1, **about: str) -> Line:
        amount = self._amount() * sign
        return Line(day=day, kind=kind, billed=amount, effective=amount, about=about)

    def _covered(self, day: date, benefit: str, model: str, kind: str = "Usage", **about: str) -> Line:
        about = {"benefit": benefit.upper() if day.day % 2 else benefit, "model": model, **about}
        return Line(day=day, kind=kind, billed=Decimal(0), effective=self._amount(), about=about)

    def _daily(self) -> list[Line]:
        lines = []
        for day in (self.month + timedelta(days=number) for number in range(self._last.day)):
            machine = {
                "category": "Virtual Machines",
                "service": "Microsoft.Compute",
                "resource": f"/s/vm-{day.day % 3}",
            }
            tokens = {"category": "Foundry Models", "service": "Microsoft.CognitiveServices", "resource": "/s/oai"}
            lines += [
                self._plain(day, **machine),
                self._plain(day, **machine, model="Spot"),
                self._plain(day, **tokens, meter="gpt 4o 0806 Inp glbl Tokens", unit="1K", quantity="12.5"),
                self._plain(day, **tokens, meter="gpt 4o 0806 cached Inp glbl Tokens", unit="1K", quantity="2"),
                self._plain(day, **tokens, meter="GPT 5 outp Glbl 1M Tokens", unit="1M", quantity="0.25"),
                self._covered(day, RESERVATION, "Reservation", **machine),
                self._covered(day, PLAN, "SavingsPlan", **machine),
                self._covered(day, PTU, "Reservation", **tokens, meter="Provisioned Managed Global Unit"),
            ]
            if day.day % 5 == 0:
                lines += [
                    self._covered(day, RESERVATION, "Reservation", "UnusedReservation", category="Virtual Machines"),
                    self._covered(day, PLAN, "SavingsPlan", "UnusedSavingsPlan", category="Virtual Machines"),
                ]
        return lines

    def _bought(self, day: date, kind: str, benefit: str, frequency: str, sign: int = 1) -> Line:
        about = {
            "benefit": benefit,
            "frequency": frequency,
            "category": "Virtual Machines",
            "service": "Microsoft.Capacity",
        }
        return Line(day=day, kind=kind, billed=self._amount() * 100 * sign, effective=Decimal(0), about=about)

    def _commitments(self) -> list[Line]:
        return [
            self._bought(self.month, "Purchase", RESERVATION, "OneTime"),
            self._bought(self.month, "Purchase", PLAN, "Recurring"),
            self._bought(self.month, "Purchase", PTU, "Recurring"),
            self._bought(self._last, "Refund", RESERVATION, "OneTime", sign=-1),
        ]

    def _other(self) -> list[Line]:
        market = {
            "publisher_type": "Marketplace",
            "publisher": "Datadog",
            "product": "Datadog Pro",
            "frequency": "Recurring",
        }
        support = {"frequency": "Recurring", "category": "Azure Support", "service": "Microsoft.Support"}
        return [
            self._plain(self.month, "Purchase", **support),
            self._plain(self.month, "Purchase", **market),
            self._plain(self._last, "Usage", **{**market, "frequency": "UsageBased"}),
            self._plain(self._last, "Refund", sign=-1, category="Storage"),
            self._plain(self._last, "Tax"),
            self._plain(self._last, "Credit", sign=-1),
            self._plain(self._last, "RoundingAdjustment", sign=-1),
            self._plain(self._last, "Adjustment"),
            self._plain(self._last, "GreenOffset"),
        ]
