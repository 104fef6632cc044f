"""AWS, second payer: the GPU cluster, training on spot capacity, the data lake, and promotional credits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from outlay.demo.bills import families
from outlay.demo.bills.charge import Bill, Charge, Item, flat, usage
from outlay.demo.bills.cloud import Family, Line, Place, daily_quantities, line_charges
from outlay.demo.world import World

MACHINE_LEARNING: Final = Bill(
    name="aws-machine-learning",
    issuer="Amazon Web Services, Inc.",
    provider="AWS",
    account="410000000002",
    account_name="Quillhaven Machine Learning",
    invoice_prefix="QHM",
    version="1.2",
)
DAILY_CREDIT: Final = Decimal(-200)
RUN_PLAN: Final = Decimal(4000)
COSTLY_RUN_FACTOR: Final = 3
FAILED_RUN_PART: Final = Decimal("0.4")
ON_DEMAND_FACTOR: Final = 3
SPOT_PRICE: Final = Decimal("7.32")
"""A p4d.24xlarge an hour as spot capacity; on demand it is three times as dear."""

_ML: Final = Place(
    account="410000000021", account_name="ml-platform", region="us-east-1", region_name="US East (N. Virginia)"
)
_LAKE: Final = Place(
    account="410000000022", account_name="data-lake", region="us-east-1", region_name="US East (N. Virginia)"
)
_LAKE_TAGS: Final = {"team": "data-platform", "environment": "production", "cost_center": "cc-200"}


def _gpu_details(instance: str, gpus: int, model: str) -> dict[str, str | int]:
    return {"InstanceType": instance, "GpuCount": gpus, "x_GpuModel": model}


def _gpu_tags(cluster: str, workload: str, kind: str, **more: str) -> dict[str, str]:
    tags = {"team": "ml-platform", "environment": "production", "cluster": cluster}
    return {**tags, "workload": workload, "workload_kind": kind, **more}


SERVING: Final = Line(
    resource="gpu-serving-nodes",
    family=families.EC2,
    place=_ML,
    meter="g6e.12xlarge on demand",
    unit="Hours",
    price="10.49264",
    monthly=58_000,
    start=None,
    tags=_gpu_tags("gpu-serving", "llama-serving", "inference"),
    details=_gpu_details("g6e.12xlarge", 4, "L40S"),
    is_ai=True,
    is_gpu_cluster=True,
)
TRAINING: Final = Line(
    resource="gpu-training-nodes",
    family=families.EC2,
    place=_ML,
    meter="p4d.24xlarge spot",
    unit="Hours",
    price=str(SPOT_PRICE),
    monthly=43_000,
    start=None,
    tags=_gpu_tags("gpu-training", "ranking-research", "training", product="storefront"),
    details=_gpu_details("p4d.24xlarge", 8, "A100"),
    is_ai=True,
    is_gpu_cluster=True,
)
EVALUATION: Final = Line(
    resource="gpu-evaluation-nodes",
    family=families.EC2,
    place=_ML,
    meter="p5.48xlarge on demand",
    unit="Hours",
    price="55.04",
    monthly=35_000,
    start=None,
    tags=_gpu_tags("gpu-training", "model-evaluation", "evaluation"),
    details=_gpu_details("p5.48xlarge", 8, "H100"),
    is_ai=True,
    is_gpu_cluster=True,
)
RETRAINING: Final = replace(
    TRAINING,
    resource="gpu-retraining-nodes",
    tags=_gpu_tags("gpu-training", "fraud-retraining", "training", product="shield", feature="fraud-check"),
)


def _lake(resource: str, family: Family, meter: str, price: str, monthly: int) -> Line:
    unit = "GB-Months" if family.category == "Storage" else "Hours"
    return Line(
        resource=resource,
        family=family,
        place=_LAKE,
        meter=meter,
        unit=unit,
        price=price,
        monthly=monthly,
        tags=_LAKE_TAGS,
    )


_SAGEMAKER_TAGS: Final = {"team": "data-science", "environment": "production", "workload_kind": "training"}
LINES: Final = (
    SERVING,
    EVALUATION,
    Line(
        resource="feature-store",
        family=families.SAGEMAKER,
        place=_ML,
        meter="Feature store and processing",
        unit="Hours",
        price="0.922",
        monthly=9_000,
        start=None,
        tags=_SAGEMAKER_TAGS,
        is_ai=True,
    ),
    _lake("warehouse", families.REDSHIFT, "ra3.4xlarge", "3.26", 12_500),
    _lake("etl", families.GLUE, "DPU hours", "0.44", 7_600),
    _lake("bucket-lake", families.S3, "Standard storage", "0.023", 8_200),
    _lake("scratch", families.FSX, "Lustre storage", "0.145", 5_200),
    replace(_lake("sandbox-lake", families.S3, "Infrequent access storage", "0.0125", 3_100), tags=None),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A weekly retraining, as the bill shows it."""

    day: date
    status: str
    planned: Decimal
    hours: Decimal

    @property
    def cost(self) -> Decimal:
        """Hours times the spot price."""
        return self.hours * SPOT_PRICE


def retraining_runs(world: World) -> tuple[Run, ...]:
    """Every weekly run: one cost three times its plan, one failed."""
    calendar, found = world.calendar, []
    noise = world.rng("retraining").random(len(calendar.retraining_days))
    for day, wobble in zip(calendar.retraining_days, noise, strict=True):
        part = Decimal(round(960 + 80 * float(wobble))) / 1000
        status = "succeeded"
        if day == calendar.costly_run_day:
            part = Decimal(COSTLY_RUN_FACTOR)
        elif day == calendar.failed_run_day:
            part, status = FAILED_RUN_PART, "failed"
        hours = (RUN_PLAN * part / SPOT_PRICE).quantize(Decimal("0.001"))
        found.append(Run(day=day, status=status, planned=RUN_PLAN, hours=hours))
    return tuple(found)


def notebook(world: World) -> Line:
    """A GPU notebook that somebody left running."""
    return Line(
        resource="notebook/embedding-study",
        family=families.SAGEMAKER,
        place=_ML,
        meter="ml.g5.12xlarge notebook",
        unit="Hours",
        price="7.09",
        monthly=5_200,
        start=1.0,
        since=world.calendar.notebook_since,
        tags={"team": "data-science", "environment": "development", "workload": "embedding-study-notebook"},
        details=_gpu_details("ml.g5.12xlarge", 4, "A10G"),
        is_ai=True,
    )


def charges(world: World) -> Iterator[Charge]:
    """Every row of the payer."""
    yield from line_charges(world, LINES)
    yield from _notebook_charges(world)
    yield from training_charges(world)
    item = RETRAINING.item()
    for run in retraining_runs(world):
        yield replace(usage(_dynamic(item), run.day, run.hours, SPOT_PRICE), pricing="Dynamic")
    credit = _credit_item()
    for day in world.calendar.bill_days:
        yield replace(flat(credit, day, DAILY_CREDIT, category="Credit"), description="AI startup programme credit")


def _notebook_charges(world: World) -> Iterator[Charge]:
    line = notebook(world)
    for day in world.calendar.bill_days:
        if day >= world.calendar.notebook_since:
            yield usage(line.item(), day, Decimal(24), Decimal(line.price))


def training_charges(world: World) -> Iterator[Charge]:
    """Training on spot capacity, and on demand at three times the price while that was lost."""
    spot = _dynamic(TRAINING.item())
    on_demand = replace(TRAINING, meter="p4d.24xlarge on demand").item()
    begin, end = world.calendar.spot_lost
    for day, hours in daily_quantities(world, TRAINING):
        if begin <= day < end:
            yield usage(on_demand, day, hours, SPOT_PRICE * ON_DEMAND_FACTOR)
        elif hours:
            yield replace(usage(spot, day, hours, SPOT_PRICE), pricing="Dynamic")


def spot_loss(world: World) -> Decimal:
    """What losing spot capacity cost more."""
    begin, end = world.calendar.spot_lost
    hours = sum((hours for day, hours in daily_quantities(world, TRAINING) if begin <= day < end), Decimal(0))
    return hours * SPOT_PRICE * (ON_DEMAND_FACTOR - 1)


def _dynamic(item: Item) -> Item:
    columns: Mapping[str, str] = {**item.columns, "SkuPriceId": f"{item.sku}.spot"}
    return replace(item, columns=columns)


def _credit_item() -> Item:
    return Item(
        service=families.CREDITS.service,
        category=families.CREDITS.category,
        subcategory=families.CREDITS.subcategory,
        meter="Promotional credit",
        unit="Days",
        sku="sku-promotional-credit",
        columns={"SubAccountId": MACHINE_LEARNING.account, "SubAccountName": MACHINE_LEARNING.account_name},
    )
