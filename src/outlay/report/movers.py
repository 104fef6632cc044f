"""What changed most between the two periods that are compared."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.money import divide
from outlay.report.links import is_equal, link, over_time
from outlay.report.model import Mover

if TYPE_CHECKING:
    from collections.abc import Mapping

    from outlay.report.scene import Scene
    from outlay.store.query import Answer

    Name = tuple[str, str]

_MOVERS: Final = 5


def compute_movers(scene: Scene) -> tuple[Mover, ...]:
    """The largest changes by the biller's service; estimates, that have no service yet, by provider.

    Raises:
        UsageError: if the page's filter does not go with services.
    """
    if scene.pair is None or scene.pair.before is None:
        return ()
    before, after = (
        _costs(scene.question("cost", "provider_service provider", period, limit=20_000))
        for period in (scene.pair.before, scene.pair.now)
    )
    changes = {name: after.get(name, Decimal(0)) - before.get(name, Decimal(0)) for name in {*before, *after}}
    largest = sorted((name for name in changes if changes[name]), key=lambda name: (-abs(changes[name]), name))
    return tuple(_mover(scene, name, before.get(name), after.get(name)) for name in largest[:_MOVERS])


def _costs(answer: Answer) -> Mapping[Name, Decimal]:
    costs: dict[Name, Decimal] = {}
    for row in answer.rows:
        service, cost = row["provider_service"], row["cost"]
        name = ("provider_service", str(service)) if service else ("provider", str(row["provider"] or ""))
        if isinstance(cost, Decimal) and name[1]:
            costs[name] = costs.get(name, Decimal(0)) + cost
    return costs


def _mover(scene: Scene, name: Name, before: Decimal | None, after: Decimal | None) -> Mover:
    dimension, value = name
    change = (after or Decimal(0)) - (before or Decimal(0))
    where = is_equal(dimension, value)
    if dimension == "provider":
        where = f"{where} && {is_equal('provider_service', None)}"
    return Mover(
        dimension=dimension,
        value=value,
        before=before,
        after=after,
        change=change,
        change_percent=divide(change, abs(before)) if before else None,
        link=link(scene.request, scene.asked, by=over_time(scene.request, dimension), where=where),
    )
