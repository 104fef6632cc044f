"""AWS, first payer: production, with a savings plan, Bedrock, Datadog through the marketplace, and support."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.core.time import add_months
from outlay.demo.bills import families
from outlay.demo.bills.ai_api import TokenSeller, token_charges
from outlay.demo.bills.charge import ZERO, Bill, Charge, Item, flat, month_length
from outlay.demo.bills.cloud import Family, Line, Place, line_charges
from outlay.demo.features import BEDROCK
from outlay.demo.world import World

PRODUCTION: Final = Bill(
    name="aws-production",
    issuer="Amazon Web Services, Inc.",
    provider="AWS",
    account="410000000001",
    account_name="Quillhaven Production",
    invoice_prefix="QHP",
    version="1.2",
)
SAVINGS_PLAN_ID: Final = "arn:aws:savingsplans::410000000001:savingsplan/7d1c2f60"
SAVINGS_PLAN_DAILY: Final = Decimal(640)
SAVINGS_PLAN_USED: Final = Decimal("0.8")
REFUND: Final = Decimal("-1840.00")
CORRECTION: Final = Decimal("-2315.40")
_SUPPORT_RATE: Final = Decimal("0.03")

_WEB: Final = Place(
    account="410000000011", account_name="production-web", region="us-east-1", region_name="US East (N. Virginia)"
)
_DATA: Final = Place(
    account="410000000012", account_name="production-data", region="us-east-1", region_name="US East (N. Virginia)"
)


def _tags(team: str, product: str, feature: str) -> dict[str, str]:
    return {"team": team, "product": product, "feature": feature, "environment": "production"}


_PLATFORM: Final = {"team": "platform", "environment": "production", "cost_center": "cc-100"}
_STORE: Final = _tags("discovery", "storefront", "search")
_SHIELD: Final = _tags("risk", "shield", "fraud-check")
_STUDIO: Final = _tags("assist", "studio", "assistant")


def _line(resource: str, family: Family, meter: str, price: str, monthly: int, tags: dict[str, str] | None) -> Line:
    place = _DATA if family.category in {"Databases", "Analytics", "Storage"} else _WEB
    unit = {"Storage": "GB-Months", "Networking": "GB"}.get(family.category, "Hours")
    return Line(
        resource=resource,
        family=family,
        place=place,
        meter=meter,
        unit=unit,
        price=price,
        monthly=monthly,
        tags=tags,
        busy=family.category in {"Networking", "Integration"} or family is families.LAMBDA,
    )


LINES: Final = (
    _line("asg-gateway", families.EC2, "c7i.4xlarge on demand", "0.714", 6_200, _PLATFORM),
    _line("asg-storefront", families.EC2, "m7i.2xlarge on demand", "0.4032", 5_400, _STORE),
    _line("legacy-batch", families.EC2, "m5.4xlarge on demand", "0.768", 9_800, None),
    _line("eks-apps", families.EKS, "EKS cluster hours", "0.1", 580, _PLATFORM),
    _line("fn-webhooks", families.LAMBDA, "Lambda GB-seconds", "0.0166", 3_100, _STUDIO),
    _line("aurora-core", families.RDS, "db.r7g.4xlarge", "2.212", 13_500, _PLATFORM),
    _line("aurora-shield", families.RDS, "db.r7g.2xlarge", "1.106", 7_400, _SHIELD),
    _line("ddb-sessions", families.DYNAMODB, "Write request units", "0.625", 5_200, _STUDIO),
    _line("cache-store", families.ELASTICACHE, "cache.r7g.xlarge", "0.437", 5_900, _STORE),
    _line("search-domain", families.OPENSEARCH, "r7g.xlarge.search", "0.399", 7_200, _STORE),
    _line("stream-fraud", families.KINESIS, "Shard hours", "0.015", 4_300, _SHIELD),
    _line("bucket-assets", families.S3, "Standard storage", "0.023", 7_600, _PLATFORM),
    _line("bucket-old-exports", families.S3, "Standard storage", "0.023", 3_900, None),
    _line("volumes-apps", families.EBS, "gp3 storage", "0.08", 4_100, _PLATFORM),
    _line("snapshots-2024", families.EBS, "Snapshot storage", "0.05", 2_700, None),
    _line("nat-main", families.VPC, "NAT gateway bytes", "0.045", 4_800, None),
    _line("egress", families.TRANSFER, "Data transfer out", "0.085", 8_900, _PLATFORM),
    _line("cdn", families.CLOUDFRONT, "CDN bytes out", "0.06", 6_700, _STORE),
    _line("alb-apps", families.ELB, "LCU hours", "0.008", 2_600, _PLATFORM),
    _line("queues", families.SQS, "Queue requests", "0.4", 1_200, _PLATFORM),
    _line("logs", families.CLOUDWATCH, "Log ingestion", "0.5", 5_600, _PLATFORM),
    _line("waf-edge", families.WAF, "Web requests", "0.6", 1_500, _PLATFORM),
)
DATADOG: Final = Line(
    resource="datadog-pro",
    family=families.DATADOG,
    place=_WEB,
    meter="Infrastructure hosts",
    unit="Hosts",
    price="0.75",
    monthly=15_500,
    start=0.6,
    seller="Datadog",
)
_BEDROCK: Final = TokenSeller(
    service="Amazon Bedrock",
    developer="Anthropic",
    account="410000000011",
    account_name="production-web",
    columns=_WEB.columns("inference-profile/claude-sonnet-5", "Inference profile"),
)


def charges(world: World) -> Iterator[Charge]:
    """Every row of the payer, support last because it is a part of the rest."""
    rows = [*line_charges(world, LINES), *_savings_plan(world)]
    yield from rows
    yield from line_charges(world, (DATADOG,))
    yield from token_charges(world, (BEDROCK,), _BEDROCK)
    yield from _support(world, rows)
    yield _refund(world)
    yield _correction(world)


def _savings_plan(world: World) -> Iterator[Charge]:
    """A daily commitment of which a fifth is never used."""
    plan = {
        "CommitmentDiscountId": SAVINGS_PLAN_ID,
        "CommitmentDiscountName": "Compute savings plan, 3 years",
        "CommitmentDiscountType": "Compute Savings Plan",
        "CommitmentDiscountCategory": "Spend",
        "CommitmentDiscountUnit": "USD",
    }
    fleets = (("asg-assistant", _STUDIO, "0.5"), ("asg-shield", _SHIELD, "0.3"), ("asg-search", _STORE, "0.2"))
    items = [(_savings_item(name, tags), Decimal(share)) for name, tags, share in fleets]
    owner = _savings_item(SAVINGS_PLAN_ID, None)
    used = SAVINGS_PLAN_DAILY * SAVINGS_PLAN_USED
    for day in world.calendar.bill_days:
        yield _commitment(owner, day, SAVINGS_PLAN_DAILY, ZERO, plan)
        for item, share in items:
            yield _covered(item, day, used * share, plan)
        unused = {**plan, "CommitmentDiscountStatus": "Unused"}
        unused["CommitmentDiscountQuantity"] = str(SAVINGS_PLAN_DAILY - used)
        yield _commitment(owner, day, ZERO, SAVINGS_PLAN_DAILY - used, unused)


def _savings_item(resource: str, tags: dict[str, str] | None) -> Item:
    family = families.EC2 if tags else families.SAVINGS_PLANS
    return Item(
        service=family.service,
        category=family.category,
        subcategory=family.subcategory,
        meter="m7i.xlarge" if tags else "Compute savings plan",
        unit="Hours",
        sku="sku-m7i-xlarge" if tags else "sku-compute-sp",
        columns=_WEB.columns(resource, "Instance" if tags else "Savings plan"),
        tags=tags,
        taggable=tags is not None,
    )


def _commitment(item: Item, day: date, billed: Decimal, effective: Decimal, columns: dict[str, str]) -> Charge:
    is_unused = effective > 0
    return Charge(
        item=item,
        start=day,
        billed=billed,
        effective=effective,
        list_cost=effective if is_unused else billed,
        contracted=effective if is_unused else billed,
        category="Usage" if is_unused else "Purchase",
        frequency="Usage-Based" if is_unused else "Recurring",
        pricing="Committed",
        description="Savings plan, unused commitment" if is_unused else "Savings plan, recurring fee",
        columns=columns,
    )


def _covered(item: Item, day: date, effective: Decimal, plan: dict[str, str]) -> Charge:
    price = Decimal("0.2016")
    hours = (effective / Decimal("0.72") / price).quantize(Decimal("0.001"))
    return Charge(
        item=item,
        start=day,
        billed=ZERO,
        effective=effective,
        list_cost=hours * price,
        contracted=hours * price,
        quantity=hours,
        unit_price=price,
        contracted_price=price,
        pricing="Committed",
        description="m7i.xlarge, covered by the savings plan",
        columns={**plan, "CommitmentDiscountStatus": "Used", "CommitmentDiscountQuantity": str(effective)},
    )


def _family_item(family: Family, meter: str) -> Item:
    return Item(
        service=family.service,
        category=family.category,
        subcategory=family.subcategory,
        meter=meter,
        unit="Months",
        sku=f"sku-{meter.lower().replace(' ', '-')}",
        columns={"SubAccountId": PRODUCTION.account, "SubAccountName": PRODUCTION.account_name},
    )


def _support(world: World, rows: Iterable[Charge]) -> Iterator[Charge]:
    """A percentage of each month as one row; of the open month, of what it holds so far."""
    totals: dict[date, Decimal] = {}
    for row in rows:
        totals[row.period] = totals.get(row.period, ZERO) + row.billed
    item = _family_item(families.SUPPORT, "Business support")
    for month, total in totals.items():
        is_closed = world.calendar.is_closed(month)
        days = month_length(month) if is_closed else (world.calendar.bills_until - month).days
        if days > 0:
            fee = (total * _SUPPORT_RATE).quantize(Decimal("0.01"))
            yield flat(item, month, fee, days=days)


def _refund(world: World) -> Charge:
    day = add_months(world.calendar.month, -2).replace(day=10)
    row = flat(_family_item(families.RDS, "Availability refund"), day, REFUND)
    return replace(row, description="Refund for missed availability", frequency="One-Time")


def _correction(world: World) -> Charge:
    day = add_months(world.calendar.month, -4).replace(day=12)
    row = flat(_family_item(families.TRANSFER, "Transfer correction"), day, CORRECTION)
    return replace(
        row,
        correction_in=add_months(world.calendar.month, -1),
        description="Correction of data transfer billed twice",
        frequency="One-Time",
    )
