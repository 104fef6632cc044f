"""Unit costs of endpoints, against answers worked out by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.core.errors import UsageError
from outlay.facts.keys import key_id
from outlay.jobs import Workspace
from outlay.report.endpoint_model import EndpointsRequest
from tests.unit.report.conftest import PAYER, cover

GPT = {"provider": "openai", "biller": "openai", "billing_account": "acme", "model": "gpt-4o", "cost_group": "ai"}
NOVEMBER = {"since": "2026-11-01", "until": "2026-11-22"}


def use(world, hour, *, endpoint="/search", cost="0.10", requests=10, **rest):
    """Requests of an hour of an endpoint."""
    key = GPT | ({"endpoint": endpoint} if endpoint else {}) | rest
    row = {"hour": hour, "day": hour.date(), "key_id": key_id(key), "cost_state": "priced", "requests": requests}
    amounts = {"cost_input": Decimal(cost), "priced_cost": Decimal(cost), "input": 100 * requests}
    world.insert("event_hour", [row | amounts], keys=[key])


def bill(world, day, amount, component, endpoint="/search"):
    key = GPT | {"endpoint": endpoint, "cost_component": component}
    money = dict.fromkeys(("billed_cost", "effective_cost", "list_cost"), Decimal(amount))
    axes = {"charge_category": "Usage", "cost_class": "consumption", "cost_state": "invoiced", "finality": "final"}
    month = {"accounting_period": day.replace(day=1), "billing_period": day.replace(day=1), "day": day}
    row = {"ledger_row": key_id(key), "key_id": key_id(key), "payer_id": PAYER}
    world.insert("ledger", [row | month | axes | money], keys=[key])


@pytest.fixture
def traffic(world):
    """Two endpoints on 20 and 21 November, until noon; requests that name none."""
    for day, hours in ((20, range(24)), (21, range(13))):
        for hour in hours:
            use(world, datetime(2026, 11, day, hour))  # noqa: DTZ001 - the store holds naive UTC
    use(world, datetime(2026, 11, 20, 9), endpoint="/chat", cost="8", requests=4)  # noqa: DTZ001
    use(world, datetime(2026, 11, 20, 9), endpoint=None, cost="100", requests=5)  # noqa: DTZ001
    return Workspace(world.store, world.settings)


def endpoints(workspace, **request):
    return workspace.endpoints(EndpointsRequest(**(NOVEMBER | request)))


def test_cost_per_request_is_cost_over_requests(traffic):
    rows = {row.value: row for row in endpoints(traffic).endpoints}
    assert (rows["/search"].requests, rows["/search"].cost) == (370, Decimal("3.70"))
    assert rows["/search"].cost_per_request.value == Decimal("0.01")
    assert rows["/chat"].cost_per_request.value == 2


def test_todays_traffic_is_of_the_24_complete_hours_before_the_newest(traffic):
    found = endpoints(traffic)
    assert found.traffic.until == datetime(2026, 11, 21, 12, tzinfo=UTC)
    assert found.traffic.until - found.traffic.since == timedelta(hours=24)
    assert {row.value: row.requests_today for row in found.endpoints} == {
        "/search": 240, "/chat": 0, "unattributed": 0
    }  # fmt: skip


def test_a_month_is_thirty_times_todays_traffic(traffic):
    (search,) = endpoints(traffic, name="/search").endpoints
    assert search.cost_per_request.month == Decimal("0.01") * 240 * 30


def test_without_traffic_there_is_no_month(traffic):
    (chat,) = endpoints(traffic, name="/chat").endpoints
    assert (chat.cost_per_request.value, chat.cost_per_request.month) == (2, None)


def test_requests_that_name_no_endpoint_come_last_with_calculated_cost(traffic):
    last = endpoints(traffic).endpoints[-1]
    assert (last.value, last.is_named, last.cost, last.compare) == ("unattributed", False, 100, None)


def test_what_the_ledger_lacks_is_unknown_and_not_zero(traffic):
    (search,) = endpoints(traffic, name="/search").endpoints
    assert {part.name: part.cost for part in search.components} == {
        "model": Decimal("3.70"), "infrastructure": None, "transfer": None
    }  # fmt: skip


def test_parts_add_up_to_the_unit_cost(world):
    for day in (10, 11):
        use(world, datetime(2026, 11, day, 9))  # noqa: DTZ001
        bill(world, date(2026, 11, day), "0.20", "model")
        bill(world, date(2026, 11, day), "5", "infrastructure")
    cover(world, date(2026, 11, 1), date(2026, 11, 12))
    use(world, datetime(2026, 11, 12, 9), requests=20, cost="0.4")  # noqa: DTZ001
    (search,) = endpoints(Workspace(world.store, world.settings)).endpoints
    parts = {part.name: part.per_request.value for part in search.components}
    assert parts == {"model": Decimal("0.02"), "infrastructure": Decimal("0.5"), "transfer": None}
    assert search.cost_per_request.value == Decimal("0.52")
    assert search.trend_of == "cost"


def test_the_change_is_of_complete_days(world):
    use(world, datetime(2026, 10, 5, 9))  # noqa: DTZ001
    use(world, datetime(2026, 11, 5, 9), cost="0.15")  # noqa: DTZ001
    cover(world, date(2026, 9, 1), date(2026, 9, 2))
    (search,) = endpoints(Workspace(world.store, world.settings)).endpoints
    assert search.compare.label == "1–20 Nov against 1–20 Oct"
    assert (search.compare.change, search.compare.change_percent) == (Decimal("0.005"), Decimal("0.5"))


def test_the_trend_has_thirty_days_without_gaps(traffic):
    (search,) = endpoints(traffic, name="/search").endpoints
    assert [day.day for day in search.days] == [date(2026, 10, 23) + timedelta(days=n) for n in range(30)]
    assert (search.days[0].requests, search.days[0].cost_per_request) == (0, None)
    assert (search.days[-2].requests, search.days[-2].cost_per_request) == (240, Decimal("0.01"))


def test_where_no_request_names_an_endpoint_another_dimension_is_suggested(world):
    use(world, datetime(2026, 11, 20, 9), endpoint=None, service="api")  # noqa: DTZ001
    found = endpoints(Workspace(world.store, world.settings))
    assert (found.suggested_by, [row.is_named for row in found.endpoints]) == ("service", [False])


def test_a_filter_that_bills_do_not_go_with_leaves_calculated_cost(world, traffic):
    key = GPT | {"endpoint": "/search"}
    event = {"ts": datetime(2026, 11, 20, 9), "key_id": key_id(key), "customer": "acme", "cost_state": "priced"}  # noqa: DTZ001
    world.insert("event", [event | {"requests": 1, "priced_cost": Decimal("0.5")}])
    found = endpoints(traffic, where='customer == "acme"')
    (note,) = found.notes
    assert note.startswith("Bills are left out, so cost is calculated: cost is not kept by")
    assert [(row.value, row.cost) for row in found.endpoints] == [("/search", Decimal("0.5"))]


@pytest.mark.parametrize("name", ['he said "x"', "back\\slash", "it's", "a && b"])
def test_any_name_can_be_looked_at(world, name):
    use(world, datetime(2026, 11, 20, 9), endpoint=name)  # noqa: DTZ001
    use(world, datetime(2026, 11, 20, 9), endpoint="/other")  # noqa: DTZ001
    (row,) = endpoints(Workspace(world.store, world.settings), name=name).endpoints
    assert (row.value, row.requests) == (name, 10)


def test_the_dearest_come_first_and_the_rest_is_counted(traffic):
    found = endpoints(traffic, limit=1)
    assert ([row.value for row in found.endpoints], found.total) == (["/chat"], 3)


@pytest.mark.parametrize(
    "request_", [{"by": "colour"}, {"limit": 0}, {"since": "soon"}, {"where": "x =="}, {"view": "rosy"}]
)
def test_a_wrong_request_is_a_usage_error(traffic, request_):
    with pytest.raises(UsageError):
        endpoints(traffic, **request_)


def test_an_empty_store_has_no_endpoints(world):
    found = endpoints(Workspace(world.store, world.settings))
    assert (found.endpoints, found.traffic, found.suggested_by) == ((), None, None)
