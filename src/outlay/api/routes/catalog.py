"""What can be asked, with the definitions that pages show on hover."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from outlay.api.dependencies import InWorkspace
from outlay.core.time import Grain
from outlay.facts.metrics import Base, Metric
from outlay.facts.query import VIEW_DEFINITIONS, View

router = APIRouter(tags=["catalog"])


class CatalogMetric(BaseModel):
    """A metric, with the dimensions and grains that it can be asked by."""

    name: str
    label: str
    definition: str
    unit: str
    better: str
    dimensions: list[str]
    grains: list[str]


class CatalogDimension(BaseModel):
    """A dimension."""

    name: str
    label: str
    definition: str
    group: str


class CatalogView(BaseModel):
    """A cost view."""

    name: str
    label: str
    definition: str


class CatalogAnswer(BaseModel):
    """Everything that can be asked."""

    metrics: list[CatalogMetric]
    dimensions: list[CatalogDimension]
    views: list[CatalogView]
    grains: list[str]
    currency: str


@router.get("/catalog")
def get_catalog(workspace: InWorkspace) -> CatalogAnswer:
    """List metrics, dimensions, views and grains."""
    catalog = workspace.catalog()
    return CatalogAnswer(
        metrics=[
            CatalogMetric(
                name=metric.name,
                label=metric.label,
                definition=metric.definition,
                unit=metric.unit.value,
                better=metric.better,
                dimensions=list(catalog.dimensions_for(metric.name)),
                grains=_grains(catalog.operands(metric.name)),
            )
            for metric in catalog.metrics.values()
        ],
        dimensions=[
            CatalogDimension(
                name=dimension.name, label=dimension.label, definition=dimension.definition, group=dimension.group.value
            )
            for dimension in catalog.dimensions.values()
        ],
        views=[
            CatalogView(name=view.value, label=view.value.capitalize(), definition=VIEW_DEFINITIONS[view])
            for view in View
        ],
        grains=[grain.value for grain in Grain],
        currency=workspace.settings.currency,
    )


def _grains(operands: tuple[Metric, ...]) -> list[str]:
    is_hourly = all(operand.base is Base.USAGE for operand in operands)
    return [grain.value for grain in Grain if is_hourly or grain is not Grain.HOUR]
