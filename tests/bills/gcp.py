"""Writes a month of Google Cloud's detailed billing export, whose true sums are known."""

from __future__ import annotations

import json
import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
RATES = {"EUR": Decimal("0.86"), "USD": Decimal(1)}
UNKNOWN = "netapp"
"""A commitment whose fee cannot be told to cover anything."""
REDUCTIONS = (
    "COMMITTED_USAGE_DISCOUNT",
    "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE",
    "SUSTAINED_USAGE_DISCOUNT",
    "DISCOUNT",
    "RESELLER_MARGIN",
    "SUBSCRIPTION_BENEFIT",
    "FREE_TIER",
    "FEE_UTILIZATION_OFFSET",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A row of the export: its cost, its credits by type, and what it is about."""

    start: datetime
    cost: Decimal
    credits: tuple[tuple[str, Decimal], ...] = ()
    about: dict[str, object] = field(default_factory=dict)

    @property
    def net(self) -> Decimal:
        return self.cost + sum((amount for _, amount in self.credits), Decimal(0))

    def credited(self, *kinds: str) -> Decimal:
        return sum((amount for kind, amount in self.credits if kind in kinds), Decimal(0))


class Commitments:
    """Four weeks of committed use of every kind, and what became of each fee: all of it known from how it is made."""

    CPU = "N2 Instance Core running in Belgium"
    RAM = "N2 Instance Ram running in Belgium"
    FLEX = "Committed use discount - dollar based: GCE Commitments"
    SQL = "Committed use discount - dollar based: Cloud SQL Commitments"
    MODEL = "Compute Flexible CUDs 1 Year"

    def __init__(self, start: datetime, *, rate: Decimal) -> None:
        self.rows: list[Row] = []
        self.bought: dict[str, Decimal] = defaultdict(Decimal)
        self.used: dict[str, Decimal] = defaultdict(Decimal)
        self.unused: dict[str, Decimal] = defaultdict(Decimal)
        self.worth: dict[str, Decimal] = defaultdict(Decimal)
        """What covered usage of a SKU is worth."""
        self.gap = Decimal(0)
        """What offsets take off fees less than their usage is charged."""
        for number in range(28):
            day = start + timedelta(days=number)
            self._two_for_cores(day)
            self._one_for_memory(day, is_used=number % 2 == 1)
            self._attributed_spend(day)
            self._spend(day, rate)
            self._priced(day)
        self._correct(start)

    def _fee(self, day: datetime, commitment: str, sku: str, cost: str, unused: str = "0", **about: object) -> None:
        offset = Decimal(str(about.pop("offset", 0)))
        credited = (("FEE_UTILIZATION_OFFSET", offset),) if offset else ()
        about = {"sku": sku, "instance": commitment, "hours": 24, **about}
        self.rows.append(Row(start=day, cost=Decimal(cost), credits=credited, about=about))
        self.bought[commitment] += Decimal(cost)
        self.unused[commitment] += Decimal(unused)

    def _use(self, day: datetime, sku: str, cost: str, covered: str, worth: str, **about: object) -> None:
        kind = str(about.pop("kind", "COMMITTED_USAGE_DISCOUNT"))
        credited = ((kind, -Decimal(covered)),) if Decimal(covered) else ()
        self.rows.append(Row(start=day, cost=Decimal(cost), credits=credited, about={"sku": sku, **about}))
        self.worth[sku] += Decimal(worth)

    def _two_for_cores(self, day: datetime) -> None:
        """72 of 96 core hours are used: each costs the mean of two fees, 0.0215."""
        self._fee(day, "cpu-1y", "Commitment v1: N2 Cpu in Belgium for 1 Year", "1.2", "0.3", priced=48)
        self._fee(day, "cpu-3y", "Commitment v1: N2 Cpu in Belgium for 3 Year", "0.864", "0.216", priced=48)
        self.used["cpu-1y"] += Decimal("0.9")
        self.used["cpu-3y"] += Decimal("0.648")
        self._use(day, self.CPU, "1.28", "1.28", "0.688", priced=32)
        self._use(day + timedelta(hours=3), self.CPU, "0.96", "0.96", "0.516", priced=24)
        self._use(day + timedelta(hours=9), self.CPU, "0.8", "0.64", "0.344", priced=20, amount=72000.0)

    def _one_for_memory(self, day: datetime, *, is_used: bool) -> None:
        unit = {"per": "gibibyte hour"}
        fee = "Commitment v1: N2 Ram in Belgium for 1 Year"
        self._fee(day, "ram", fee, "0.5", "0" if is_used else "0.5", priced=100, **unit)
        if is_used:
            self.used["ram"] += Decimal("0.5")
            self._use(day, self.RAM, "0.6", "0.6", "0.375", priced=75, **unit)
            self._use(day + timedelta(hours=5), self.RAM, "0.2", "0.2", "0.125", priced=25, **unit)

    def _attributed_spend(self, day: datetime) -> None:
        """Google says which SKU each part of the fee is for; a part without one is unused."""
        fee, kind = "Commitment - dollar based v1: GCE for 1 year", "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"
        about = {"kind": kind, "credited_as": self.FLEX}
        self._fee(day, "flex-old", fee, "0.0216", "0.0216", priced=3)
        self._fee(day, "flex-old", fee, "0.1296", priced=18, origin="E2 Instance Ram running in Belgium")
        self._fee(day, "flex-old", fee, "0.0648", priced=9, origin="E2 Instance Core running in Belgium")
        self.used["flex-old"] += Decimal("0.1944")
        self._use(day, "E2 Instance Ram running in Belgium", "0.1", "0.1", "0.072", **about)
        self._use(day + timedelta(hours=1), "E2 Instance Ram running in Belgium", "0.2", "0.08", "0.0576", **about)
        self._use(day, "E2 Instance Core running in Belgium", "0.09", "0.09", "0.0648", **about)

    def _spend(self, day: datetime, rate: Decimal) -> None:
        """25 of 40 cents are used."""
        kind = "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE"
        about = {"kind": kind, "credited_as": self.SQL, "service": "Cloud SQL"}
        fee = "Commitment - dollar based v1: Cloud SQL for 1 year"
        self._fee(day, "sql", fee, "0.3", "0.1125", priced=40, service="Cloud SQL")
        self.used["sql"] += Decimal("0.1875")
        sku = "Cloud SQL for PostgreSQL: vCPU in Belgium"
        self._use(day, sku, f"{rate / 5}", f"{rate / 5}", "0.15", **about)
        self._use(day + timedelta(hours=2), sku, f"{rate / 10}", f"{rate / 20}", "0.0375", **about)

    def _priced(self, day: datetime) -> None:
        """Usage at the lower price, offset on the fee; Google's own example, with its rounding."""
        fee, core = "Compute Flexible Committed Use Discounts - 1 Year", "C3 Instance Core running in Belgium"
        self._fee(day, "flex-new", fee, "0.022994", "0.022994", priced="0.022994")
        self._fee(day, "flex-new", fee, "0.125637", offset="-0.1256348", priced="0.125637", origin=core)
        self._fee(day, "flex-new", fee, "0.067369", offset="-0.0673581", priced="0.067369", origin=core)
        self.used["flex-new"] += Decimal("0.193006")
        self.gap += Decimal("0.0000131")
        about = {"instance": "flex-new", "model": self.MODEL}
        self._use(day, core, "0.125637", "0", "0.125637", **about, default="0.174496")
        self._use(day + timedelta(hours=1), core, "0.067369", "0", "0.067369", **about, default="0.093568")
        self.rows.append(Row(start=day, cost=Decimal("0.05"), about={"sku": core}))

    def _correct(self, day: datetime) -> None:
        """A fee of a day without use is lowered later."""
        fee = "Commitment v1: N2 Ram in Belgium for 1 Year"
        about = {"per": "gibibyte hour", "priced": -10, "cost_type": "adjustment"}
        self._fee(day, "ram", fee, "-0.05", "-0.05", **about)


class GoogleMonth:
    """An invoice month of one billing account."""

    def __init__(
        self, month: date = date(2026, 10, 1), *, seed: int = 1, account: str = "01AAAA-BBBBBB-CCCCCC", currency="EUR"
    ) -> None:
        self.month = month
        self.account = account
        self.currency = currency
        self._random = random.Random(seed)
        self.start = datetime(month.year, month.month, 1, tzinfo=PACIFIC).astimezone(UTC)
        self.commitments = Commitments(self.start, rate=RATES[currency])
        self.rows = [*self._daily(), *self.commitments.rows, *self._other()]

    @property
    def net(self) -> Decimal:
        return sum((row.net for row in self.rows), Decimal(0))

    def credited(self, *kinds: str) -> Decimal:
        return sum((row.credited(*kinds) for row in self.rows), Decimal(0))

    def of_type(self, cost_type: str) -> list[Row]:
        return [row for row in self.rows if row.about.get("cost_type", "regular") == cost_type]

    def records(self) -> list[dict[str, object]]:
        """The rows as BigQuery exports them."""
        return [self._record(row) for row in self.rows]

    def write(self, folder: Path, *, name: str | None = None, only=None, shuffled: int | None = None) -> Path:
        """JSON lines, or Parquet by the name's ending."""
        records = [record for number, record in enumerate(self.records()) if only is None or only(number)]
        if shuffled is not None:
            random.Random(shuffled).shuffle(records)
        path = folder / (name or f"{self.account}-{self.month:%Y%m}.jsonl")
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.suffix == ".parquet":
            _write_parquet(path, records)
        else:
            path.write_text("".join(f"{json.dumps(record)}\n" for record in records), encoding="utf-8")
        return path

    def _record(self, row: Row) -> dict[str, object]:
        about = {"service": "Compute Engine", "sku": "N1 Predefined Instance Core running in Belgium", "hours": 1}
        about |= row.about
        origin = about.get("origin")
        return {
            "billing_account_id": self.account,
            "service": {"id": "6F81-5844-456A", "description": about["service"]},
            "sku": {"id": f"SKU-{about['sku']}", "description": about["sku"]},
            "usage_start_time": f"{row.start:%Y-%m-%d %H:%M:%S} UTC",
            "usage_end_time": f"{row.start + timedelta(hours=about['hours']):%Y-%m-%d %H:%M:%S} UTC",
            "project": {"id": "shop", "name": "Shop",
                        "labels": [{"key": "team", "value": "web"}, {"key": "env", "value": "prod"}]},
            "labels": [{"key": "team", "value": "search"}]
            + ([{"key": "goog-originating-sku-id", "value": f"SKU-{origin}"}] if origin else []),
            "system_labels": [{"key": "compute.googleapis.com/machine_spec", "value": "n2-standard-4"}],
            "location": {"location": "europe-west1", "region": "europe-west1", "zone": "europe-west1-b"},
            "cost": float(row.cost),
            "currency": self.currency,
            "currency_conversion_rate": float(RATES[self.currency]),
            "usage": {"amount": about.get("amount", 3600.0), "unit": about.get("unit", "seconds"),
                      "amount_in_pricing_units": float(about.get("priced", 1)),
                      "pricing_unit": about.get("per", "hour")},
            "credits": [
                {"name": f"{kind.title()} 1", "full_name": about.get("credited_as"), "id": "", "type": kind,
                 "amount": float(amount)}
                for kind, amount in row.credits
            ],
            "consumption_model": {"id": "M", "description": about.get("model", "Default")},
            "cost_at_effective_price_default": float(about.get("default", row.cost)),
            "invoice": {"month": f"{self.month:%Y%m}", "publisher_type": "GOOGLE"},
            "cost_type": about.get("cost_type", "regular"),
            "adjustment_info": None,
            "resource": {"name": "vm-1", "global_name": "//compute.googleapis.com/projects/shop/instances/1"},
            "seller_name": about.get("seller"),
            "subscription": {"instance_id": about.get("instance")},
            "cost_at_list": float(about.get("default", row.cost)),
        }  # fmt: skip

    def _amount(self, most: int = 10**9) -> Decimal:
        return Decimal(self._random.randrange(1, most)) / 10**8

    def _row(self, start: datetime, given: tuple[tuple[str, Decimal], ...] = (), sign: int = 1, **about: object) -> Row:
        return Row(start=start, cost=self._amount() * sign, credits=given, about=about)

    def _covered(self, start: datetime, kind: str, part: Decimal) -> Row:
        cost = self._amount()
        return Row(start=start, cost=cost, credits=((kind, -(cost * part).quantize(Decimal("1e-8"))),))

    def _daily(self) -> Iterator[Row]:
        tokens = {"service": "Vertex AI", "unit": "count"}
        for number in range(28):
            start = self.start + timedelta(days=number, hours=number % 23)
            yield self._row(start)
            yield self._row(start, sku="Spot Preemptible N2 Instance Core running in Belgium")
            yield self._row(start, **tokens, sku="Gemini 2.5 Pro Input Text Tokens", amount=1000.0)
            yield self._row(start, **tokens, sku="Gemini 2.5 Pro Cached Input Text Tokens", amount=200.0)
            yield self._row(start, **tokens, sku="Gemini 2.5 Flash Lite Output Text Tokens", amount=50.0)
            yield self._row(start, **tokens, sku="Gemini 2.5 Pro Input Text Tokens Caching Storage", amount=5.0)
            yield self._covered(start, "SUSTAINED_USAGE_DISCOUNT", Decimal("0.2"))
            yield self._row(start, (("DISCOUNT", -self._amount(10**7)), ("PROMOTION", -self._amount(10**7))))

    def _other(self) -> Iterator[Row]:
        late = self.start - timedelta(days=3)
        vmware = "Committed use discount - dollar based: VMware Engine Commitments"
        yield replace(
            self._covered(self.start, "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE", Decimal(1)),
            about={"sku": "VMware node", "credited_as": vmware},
        )
        yield self._row(self.start, sku="Commitment - dollar based v1: NetApp Volumes for 1 year", instance=UNKNOWN)
        yield self._row(self.start, service="Support", sku="Enhanced Support", hours=24)
        yield self._row(self.start, service="MongoDB Atlas", sku="Atlas units", seller="MongoDB")
        yield self._row(self.start, (("FREE_TIER", -self._amount(10**7)), ("RESELLER_MARGIN", -self._amount(10**7))))
        yield self._row(
            self.start, (("SUBSCRIPTION_BENEFIT", -self._amount(10**7)), ("MOON_BONUS", -self._amount(10**7)))
        )
        yield self._row(late)
        yield self._row(late, sign=-1, cost_type="adjustment", sku="Correction of usage")
        yield self._row(self.start, sign=-1, cost_type="adjustment", sku="Refund")
        yield self._row(self.start, cost_type="tax", service="Invoice", sku="Tax")
        yield self._row(self.start, sign=-1, cost_type="rounding_error", service="Invoice", sku="Rounding error")
        yield self._row(self.start, cost_type="novelty", sku="Something new")


def _write_parquet(path: Path, records: list[dict[str, object]]) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    def moments(record: dict[str, object]) -> dict[str, object]:
        read = {
            name: datetime.fromisoformat(str(record[name]).replace(" UTC", "+00:00"))
            for name in ("usage_start_time", "usage_end_time")
        }
        return {**record, **read}

    pq.write_table(pa.Table.from_pylist([moments(record) for record in records]), path)
