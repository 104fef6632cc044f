"""Which hours are today's traffic."""

from __future__ import annotations

from datetime import UTC, datetime

from outlay.jobs import Workspace
from outlay.report.endpoint_model import EndpointsRequest
from tests.unit.report.test_endpoints import use


def test_old_requests_have_the_traffic_of_their_last_day(world):
    for hour in (8, 9, 10):
        use(world, datetime(2026, 11, 3, hour))  # noqa: DTZ001 - the store holds naive UTC
    found = Workspace(world.store, world.settings).endpoints(EndpointsRequest(since="2026-11-01"))
    assert found.traffic.until == datetime(2026, 11, 3, 10, tzinfo=UTC)
    assert found.endpoints[0].requests_today == 20


def test_one_endpoint_alone_has_the_same_month_as_among_all(world):
    use(world, datetime(2026, 11, 20, 9), endpoint="/rare")  # noqa: DTZ001 - the store holds naive UTC
    use(world, datetime(2026, 11, 20, 12))  # noqa: DTZ001
    workspace = Workspace(world.store, world.settings)
    among = {row.value: row for row in workspace.endpoints(EndpointsRequest(since="2026-11-01")).endpoints}
    alone = workspace.endpoints(EndpointsRequest(since="2026-11-01", name="/rare"))
    assert alone.traffic.until == datetime(2026, 11, 20, 12, tzinfo=UTC)
    assert alone.endpoints[0].requests_today == among["/rare"].requests_today == 10
