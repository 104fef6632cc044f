"""Google Cloud: analytics, and an experiment that nobody stopped."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from outlay.demo.bills import families
from outlay.demo.bills.charge import Bill, Charge
from outlay.demo.bills.cloud import Family, Line, Place, line_charges
from outlay.demo.features import EXPERIMENT
from outlay.demo.world import World

GOOGLE: Final = Bill(
    name="google-cloud",
    issuer="Google Cloud",
    provider="Google Cloud",
    account="01A2B3-4C5D6E-7F8091",
    account_name="Quillhaven",
    invoice_prefix="5200",
    format="parquet",
)
_ANALYTICS: Final = Place(
    account="qh-analytics",
    account_name="Analytics",
    region="us-central1",
    region_name="Iowa",
    account_type="Project",
)
_TAGS: Final = {"team": "data-platform", "environment": "production", "cost_center": "cc-200"}


def _line(resource: str, family: Family, meter: str, price: str, monthly: int, *, unit: str = "Hours") -> Line:
    is_ai = family.category == "AI and Machine Learning"
    return Line(
        resource=resource,
        family=family,
        place=_ANALYTICS,
        meter=meter,
        unit=unit,
        price=price,
        monthly=monthly,
        start=None if is_ai else 0.75,
        tags=_TAGS,
        is_ai=is_ai,
    )


LINES: Final = (
    _line("analytics-slots", families.BIGQUERY, "Enterprise edition slot hours", "0.06", 13_800),
    _line("dashboards", families.GKE, "Autopilot vCPU hours", "0.0445", 6_900),
    _line("pipelines", families.VERTEX, "Pipeline training hours", "3.22", 8_400),
    _line("events-archive", families.GCS, "Standard storage", "0.02", 3_000, unit="GB-Months"),
    _line("bus", families.PUBSUB, "Message throughput", "40", 1_400, unit="TiB"),
    Line(
        resource="bigquery-sandbox",
        family=families.BIGQUERY,
        place=_ANALYTICS,
        meter="On-demand analysis",
        unit="TiB",
        price="6.25",
        monthly=3_600,
        start=0.7,
    ),
)


def experiment(world: World) -> Line:
    """GPUs of an experiment that has outlived its question."""
    return Line(
        resource=f"vertex/{EXPERIMENT}",
        family=families.VERTEX,
        place=_ANALYTICS,
        meter="a2-highgpu-1g endpoint",
        unit="Hours",
        price="3.673",
        monthly=2_700,
        start=1.0,
        since=world.calendar.experiment_since,
        tags={"team": "discovery", "environment": "production", "feature": "search", "experiment": EXPERIMENT},
        details={"InstanceType": "a2-highgpu-1g", "GpuCount": 1, "x_GpuModel": "A100"},
        is_ai=True,
    )


def charges(world: World) -> Iterator[Charge]:
    """Every row."""
    return line_charges(world, (*LINES, experiment(world)))
