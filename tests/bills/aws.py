"""A month of AWS bills that is made up, and knows what it must come to: billed and effective by account and commitment.

Lines carry the names of CUR 2.0; `write` prints them in any version and format. The truth is kept beside the lines as
they are made, from hours, rates and terms, never read back from them.
"""

from __future__ import annotations

import csv
import gzip
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Literal

import pyarrow as pa
import pyarrow.parquet as pq

DAYS = 31
START, END = date(2026, 10, 1), date(2026, 11, 1)
AWS = "Amazon Web Services, Inc."
Format = Literal["cur1.csv", "cur1.parquet", "cur2.csv", "cur2.parquet"]
FORMATS: tuple[Format, ...] = ("cur1.csv", "cur1.parquet", "cur2.csv", "cur2.parquet")
Amounts = dict[tuple[str, str, str | None], Decimal]
"""By account, service and commitment."""
Line = dict[str, object]
ZERO = Decimal(0)
EC2, PLANS = "Amazon Elastic Compute Cloud", "Savings Plans for AWS Compute usage"
SERVICES = {"OCBPremiumSupport": "AWS Premium Support", "AmazonEC2": EC2, "8vx2k": "Databricks Lakehouse"}


@dataclass
class AwsBill:
    """The lines of one payer's October 2026, and the truth about them.

    With `discount` the payer has an enterprise discount on usage and savings plan fees. `basis` says how the report
    tells it: as lines of their own (`unblended`), in net columns beside these lines (`both`), or in net columns alone.
    """

    payer: str = "111111111111"
    discount: Decimal = ZERO
    basis: Literal["unblended", "both", "net"] = "unblended"
    lines: list[Line] = field(default_factory=list)
    billed: Amounts = field(default_factory=dict)
    effective: Amounts = field(default_factory=dict)
    discounted: dict[str, Decimal] = field(default_factory=dict)

    @property
    def has_net(self) -> bool:
        return self.basis != "unblended"

    def after(self, amount: Decimal) -> Decimal:
        """An amount as the basis shows it: after the discount where net columns hold."""
        return amount * (1 - self.discount) if self.has_net else amount

    def owe(
        self, account: str, billed: Decimal, effective: Decimal, commitment: str | None = None, service: str = EC2
    ) -> None:
        """Keep the truth of one charge."""
        for book, amount in ((self.billed, billed), (self.effective, effective)):
            key = account, service, commitment
            book[key] = book.get(key, ZERO) + amount

    def line(self, kind: str, account: str, cost: Decimal, day: date = START, **more: object) -> Line:
        """Add a line of a day; `net` is what it comes to after discounts, by default the same."""
        net = more.pop("net", cost)
        until = more.pop("until", day + timedelta(days=1))
        line: Line = {
            "identity_line_item_id": f"{self.payer}-{len(self.lines):06}",
            "bill_bill_type": "Anniversary",
            "bill_billing_entity": "AWS",
            "bill_invoicing_entity": AWS,
            "bill_invoice_id": f"INV-{self.payer[:4]}-10",
            "bill_payer_account_id": self.payer,
            "bill_billing_period_start_date": START,
            "bill_billing_period_end_date": END,
            "line_item_usage_account_id": account,
            "line_item_line_item_type": kind,
            "line_item_usage_start_date": day,
            "line_item_usage_end_date": until,
            "line_item_currency_code": "USD",
            "line_item_legal_entity": AWS,
            "line_item_unblended_cost": cost,
            "line_item_blended_cost": cost * 7,
            "line_item_product_code": "AmazonEC2",
            **more,
        }
        if self.has_net:
            line["line_item_net_unblended_cost"] = net
        self.lines.append(line)
        return line

    def on_demand(
        self, account: str, hours: int, rate: Decimal, day: date = START, usage_type: str = "BoxUsage:m6i.large"
    ) -> None:
        """Plain usage, of which the discount takes its share."""
        cost = hours * rate
        self.line(
            "Usage", account, cost, day, net=self.after(cost),
            line_item_usage_type=usage_type, line_item_usage_amount=Decimal(hours), pricing_unit="Hrs",
            pricing_public_on_demand_cost=cost, pricing_public_on_demand_rate=rate, product_region_code="us-east-1",
            line_item_resource_id=f"i-{account[-4:]}", product_sku="SKU1", pricing_rate_code="SKU1.TERM.RATE",
            product={"product_name": "Amazon Elastic Compute Cloud", "instance_type": "m6i.large"},
            resource_tags={"team": "search"}, cost_category={"Unit": "core"},
        )  # fmt: skip
        self._discountable(account, cost)
        self.owe(account, self.after(cost), self.after(cost))

    def spot(self, account: str, hours: int, rate: Decimal) -> None:
        self.on_demand(account, hours, rate, usage_type="SpotUsage:m6i.large")

    def tokens(
        self, account: str, usage_type: str, units: Decimal, price: Decimal, unit: str = "1K tokens", **more: object
    ) -> None:
        """Tokens of Bedrock, priced by the unit."""
        cost = units * price
        self.line(
            "Usage", account, cost, net=self.after(cost), line_item_product_code="AmazonBedrock",
            line_item_usage_type=usage_type, line_item_usage_amount=units, pricing_unit=unit,
            product={"product_name": "Amazon Bedrock"}, **more,
        )  # fmt: skip
        self._discountable(account, cost)
        self.owe(account, self.after(cost), self.after(cost), service="Amazon Bedrock")

    def savings_plan(self, account: str, hourly: Decimal, used: Sequence[Decimal], upfront: Decimal = ZERO) -> str:
        """A plan whose term is this month: on each day `used` of its commitment is used; the rest is lost."""
        arn = f"arn:aws:savingsplans::{self.payer}:savingsplan/{len(self.lines):08x}"
        named = {"savings_plan_savings_plan_arn": arn, "line_item_product_code": "ComputeSavingsPlans"}
        if upfront:
            self.line("SavingsPlanUpfrontFee", account, upfront, until=END, **named)
            self.owe(account, upfront, ZERO, arn, PLANS)
        for number in range(DAYS):
            day = START + timedelta(days=number)
            fee, part = hourly * 24, used[number % len(used)]
            committed, after = fee + upfront / DAYS, self.after(fee) + upfront / DAYS
            self.line(
                "SavingsPlanRecurringFee", account, fee, day, net=self.after(fee), **named,
                savings_plan_total_commitment_to_date=committed, savings_plan_used_commitment=part * committed,
            )  # fmt: skip
            self._discountable(account, fee)
            self.owe(account, self.after(fee), (1 - part) * after, arn, PLANS)
            if part:
                self._covered(account, arn, day, (part * committed, part * after))
        return arn

    def _covered(self, account: str, arn: str, day: date, shares: tuple[Decimal, Decimal]) -> None:
        """Usage that a plan pays: its price on demand, the negation of that, its share before and after discounts."""
        share, after = shares
        public = share * 2
        named: Line = {"savings_plan_savings_plan_arn": arn, "line_item_usage_type": "BoxUsage:c6i.large"}
        self.line(
            "SavingsPlanCoveredUsage", account, public, day, **named, pricing_unit="Hrs",
            line_item_usage_amount=Decimal(24), pricing_public_on_demand_cost=public,
            savings_plan_savings_plan_effective_cost=share, savings_plan_net_savings_plan_effective_cost=after,
        )  # fmt: skip
        self.line("SavingsPlanNegation", account, -public, day, **named)
        self.owe(account, ZERO, after, arn)

    def reservation(self, account: str, hourly: Decimal, upfront: Decimal, used_hours: int) -> str:
        """A reservation whose term is this month, of which `used_hours` of each day are used."""
        arn = f"arn:aws:ec2:us-east-1:{self.payer}:reserved-instances/{len(self.lines):08x}"
        named: Line = {"reservation_reservation_arn": arn, "pricing_unit": "Hrs"}
        if upfront:
            self.line("Fee", account, upfront, until=END, **named)
            self.owe(account, upfront, ZERO, arn)
        hours, spread = 24 * DAYS, upfront / (24 * DAYS)
        lost = hours - used_hours * DAYS
        self.line(
            "RIFee", account, hourly * hours, until=END, **named, line_item_usage_amount=Decimal(hours),
            reservation_unused_amortized_upfront_fee_for_billing_period=spread * lost,
            reservation_unused_recurring_fee=hourly * lost,
            reservation_net_unused_amortized_upfront_fee_for_billing_period=spread * lost,
            reservation_net_unused_recurring_fee=hourly * lost,
            reservation_unused_quantity=Decimal(lost), reservation_total_reserved_units=Decimal(hours),
        )  # fmt: skip
        self.owe(account, hourly * hours, (spread + hourly) * lost, arn)
        for number in range(DAYS if used_hours else 0):
            share = (spread + hourly) * used_hours
            self.line(
                "DiscountedUsage", account, ZERO, START + timedelta(days=number), **named,
                line_item_usage_type="BoxUsage:m5.large", line_item_usage_amount=Decimal(used_hours),
                reservation_effective_cost=share, reservation_net_effective_cost=share,
                reservation_total_reserved_units=Decimal(hours),
            )  # fmt: skip
            self.owe(account, ZERO, share, arn)
        return arn

    def plain(self, kind: str, account: str, cost: Decimal, **more: object) -> None:
        """A line that costs what it says: tax, credit, refund, support, a marketplace subscription."""
        code = str(more.get("line_item_product_code", "AmazonEC2"))
        self.line(kind, account, cost, **{"until": END, **more})
        self.owe(account, cost, cost, service=SERVICES[code])

    def correction(self, account: str, cost: Decimal) -> None:
        """A change of last month's usage."""
        day = START - timedelta(days=7)
        self.line("Usage", account, cost, day, line_item_usage_type="BoxUsage:m6i.large", pricing_unit="Hrs")
        self.owe(account, cost, cost)

    def split(self, account: str, cost: Decimal) -> None:
        """A line of split cost allocation: a share of another line's cost, which it must not add to."""
        self.line(
            "Usage", account, ZERO, line_item_usage_type="EKS-EC2-vCPU-Hours", split_line_item_split_cost=cost,
            split_line_item_parent_resource_id="i-1111", line_item_product_code="AmazonEKS",
        )  # fmt: skip

    def finish(self) -> AwsBill:
        """Add the lines of the discount, where the report has such."""
        for account, amount in self.discounted.items():
            off = -amount * self.discount
            if off and self.basis != "net":
                self.line("EdpDiscount", account, off, net=ZERO, until=END)
            if off and self.basis == "unblended":
                self.owe(account, off, off)
        return self

    def _discountable(self, account: str, cost: Decimal) -> None:
        self.discounted[account] = self.discounted.get(account, ZERO) + cost


def total(book: Amounts) -> Decimal:
    return sum(book.values(), ZERO)


def by_commitment(book: Amounts) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for (_, _, commitment), amount in book.items():
        if commitment:
            found[commitment] = found.get(commitment, ZERO) + amount
    return found


def full_month(payer: str = "111111111111", **about: object) -> AwsBill:
    """Every kind of line there is."""
    bill = AwsBill(payer=payer, **about)  # type: ignore[arg-type]
    web, data = f"2{payer[1:]}", f"3{payer[1:]}"
    for number in range(DAYS):
        bill.on_demand(web, 24, Decimal("0.0960"), START + timedelta(days=number))
    bill.spot(web, 10, Decimal("0.0312"))
    bill.savings_plan(web, Decimal("1.50"), [Decimal(1), Decimal("0.75")])
    bill.savings_plan(data, Decimal("0.40"), [Decimal("0.5")], upfront=Decimal(310))
    bill.savings_plan(data, ZERO, [Decimal("0.9")], upfront=Decimal(620))
    bill.reservation(web, Decimal("0.0400"), ZERO, used_hours=24)
    bill.reservation(data, Decimal("0.0200"), Decimal("74.4"), used_hours=18)
    bill.reservation(data, ZERO, Decimal("148.8"), used_hours=0)
    bill.tokens(data, "USE1-Claude4.6Sonnet-input-tokens", Decimal(1500), Decimal("0.003"))
    bill.tokens(data, "USE1-Claude4.6Sonnet-output-tokens", Decimal("2.5"), Decimal(15), unit="1M tokens")
    bill.tokens(data, "USE1-Claude4.6Sonnet-cache-read-input-token-count", Decimal(8000), Decimal("0.0003"))
    bill.tokens(data, "USE1-Claude4.6Sonnet-cache-write-input-token-count", Decimal(200), Decimal("0.00375"))
    bill.plain("Fee", web, Decimal(100), line_item_product_code="OCBPremiumSupport")
    bill.plain("Tax", web, Decimal("41.37"), line_item_tax_type="VAT", line_item_product_code="AmazonEC2")
    bill.plain("Credit", data, Decimal(-25), line_item_line_item_description="Activate credit")
    bill.plain("Refund", data, Decimal("-3.21"), line_item_usage_type="BoxUsage:m6i.large")
    bill.plain(
        "Usage", data, Decimal(420), bill_billing_entity="AWS Marketplace", line_item_legal_entity="Databricks, Inc.",
        line_item_product_code="8vx2k", product={"product_name": "Databricks Lakehouse"}, pricing_unit="Units",
    )  # fmt: skip
    bill.correction(web, Decimal("-1.92"))
    bill.split(web, Decimal(5))
    return bill.finish()


def write(bills: Sequence[AwsBill], path: Path, form: Format, lines: Sequence[Line] | None = None) -> Path:
    """Print bills (or some of their lines) as a report of a version and format."""
    rows = [*lines] if lines is not None else [line for bill in bills for line in bill.lines]
    version, kind = form.split(".")
    flat = [_flatten(row, version, kind) for row in rows]
    titles = list(dict.fromkeys(title for row in flat for title in row))
    _WRITERS[kind](path, titles, flat)
    return path


def _flatten(line: Line, version: str, kind: str) -> Line:
    """A line under the titles of a version: CUR 2.0 has maps, CUR 1 a column for each of their keys."""
    found: Line = {}
    for name, value in line.items():
        if not isinstance(value, dict):
            title = "product_region" if version == "cur1" and name == "product_region_code" else name
            found[_slashed(title) if (version, kind) == ("cur1", "csv") else title] = value
        elif version == "cur2":
            keys = {f"user_{key}" if name == "resource_tags" else key: text for key, text in value.items()}
            found[name] = keys if kind == "parquet" else json.dumps(keys)
        else:
            found |= {_member(name, key, kind): text for key, text in value.items()}
    return found


def _member(name: str, key: str, kind: str) -> str:
    if kind == "parquet":
        return f"{name}_user_{key}" if name == "resource_tags" else f"{name}_{key.lower()}"
    if name == "product":
        return f"product/{'ProductName' if key == 'product_name' else _camel(key)}"
    return f"resourceTags/user:{key}" if name == "resource_tags" else f"costCategory/{key}"


_GROUPS = ("identity", "bill", "line_item", "product", "pricing", "reservation", "savings_plan", "split_line_item")
_ODD = {"product_sku": "product/sku", "product_region": "product/region", "pricing_unit": "pricing/unit"}


def _slashed(name: str) -> str:
    if name in _ODD:
        return _ODD[name]
    group = next(group for group in _GROUPS if name.startswith(f"{group}_"))
    rest = name.removeprefix(f"{group}_")
    return f"{_camel(group)}/" + "".join("ARN" if word == "arn" else word.title() for word in rest.split("_"))


def _camel(name: str) -> str:
    head, *rest = name.split("_")
    return head + "".join(map(str.title, rest))


def _text(value: object) -> str:
    if isinstance(value, date):
        return f"{value}T00:00:00Z"
    return f"{value:f}" if isinstance(value, Decimal) else str(value or "")


def _write_csv(path: Path, titles: Sequence[str], rows: Sequence[Line]) -> None:
    with gzip.open(path, "wt", newline="") if path.suffix == ".gz" else path.open("w", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(titles)
        writer.writerows([_text(row.get(title)) for title in titles] for row in rows)


def _write_parquet(path: Path, titles: Sequence[str], rows: Sequence[Line]) -> None:
    pq.write_table(pa.table({title: _column([row.get(title) for row in rows]) for title in titles}), path)


def _column(values: Sequence[object]) -> pa.Array:
    """Dates as moments, amounts as doubles, as AWS writes them."""
    first = next((value for value in values if value is not None), None)
    if isinstance(first, Decimal):
        return pa.array([None if value is None else float(value) for value in values], pa.float64())  # type: ignore[arg-type]
    if isinstance(first, date):
        return pa.array(values, pa.date32()).cast(pa.timestamp("ms"))
    if isinstance(first, dict):
        pairs = [list(value.items()) if isinstance(value, dict) else [] for value in values]
        return pa.array(pairs, pa.map_(pa.string(), pa.string()))
    return pa.array(values, pa.string())


_WRITERS: dict[str, Callable[[Path, Sequence[str], Sequence[Line]], None]] = {
    "csv": _write_csv,
    "parquet": _write_parquet,
}
