"""Writes a month of Google Cloud's detailed billing export, whose true sums are known."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

PACIFIC = ZoneInfo("America/Los_Angeles")
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
        self.rows = [*self._daily(), *self._other()]

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
        about = {"service": "Compute Engine", "sku": "N2 Instance Core running in Belgium", "hours": 1, **row.about}
        return {
            "billing_account_id": self.account,
            "service": {"id": "6F81-5844-456A", "description": about["service"]},
            "sku": {"id": f"SKU-{about['sku']}"[:20], "description": about["sku"]},
            "usage_start_time": f"{row.start:%Y-%m-%d %H:%M:%S} UTC",
            "usage_end_time": f"{row.start + timedelta(hours=about['hours']):%Y-%m-%d %H:%M:%S} UTC",
            "project": {"id": "shop", "name": "Shop",
                        "labels": [{"key": "team", "value": "web"}, {"key": "env", "value": "prod"}]},
            "labels": [{"key": "team", "value": "search"}],
            "system_labels": [{"key": "compute.googleapis.com/machine_spec", "value": "n2-standard-4"}],
            "location": {"location": "europe-west1", "region": "europe-west1", "zone": "europe-west1-b"},
            "cost": float(row.cost),
            "currency": self.currency,
            "currency_conversion_rate": 0.86,
            "usage": {"amount": about.get("amount", 3600.0), "unit": about.get("unit", "seconds"),
                      "amount_in_pricing_units": 1.0, "pricing_unit": "hour"},
            "credits": [
                {"name": f"{kind.title()} 1", "full_name": None, "id": "", "type": kind, "amount": float(amount)}
                for kind, amount in row.credits
            ],
            "invoice": {"month": f"{self.month:%Y%m}", "publisher_type": "GOOGLE"},
            "cost_type": about.get("cost_type", "regular"),
            "adjustment_info": None,
            "resource": {"name": "vm-1", "global_name": "//compute.googleapis.com/projects/shop/instances/1"},
            "seller_name": about.get("seller"),
            "subscription": {"instance_id": about.get("instance")},
            "cost_at_list": float(row.cost) * 1,
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
            yield self._covered(start, "COMMITTED_USAGE_DISCOUNT", Decimal(1))
            yield self._covered(start, "COMMITTED_USAGE_DISCOUNT_DOLLAR_BASE", Decimal("0.4"))
            yield self._covered(start, "SUSTAINED_USAGE_DISCOUNT", Decimal("0.2"))
            yield self._row(start, (("DISCOUNT", -self._amount(10**7)), ("PROMOTION", -self._amount(10**7))))

    def _other(self) -> Iterator[Row]:
        late = self.start - timedelta(days=3)
        fee = {"sku": "Commitment v1: Cpu in Belgium for 1 Year", "instance": "cud-1"}
        yield self._row(self.start, **fee, hours=24)
        yield self._row(self.start, (("FEE_UTILIZATION_OFFSET", -self._amount(10**7)),), **{**fee, "instance": "cud-2"})
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
