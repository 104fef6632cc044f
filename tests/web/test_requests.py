"""The Requests page in a real browser: its numbers are the API's, and new requests appear by themselves."""

from __future__ import annotations

import json
from decimal import Decimal
from urllib.parse import quote

import pytest

from tests.server import outlay
from tests.web.looking import exact, open_page, serious_problems

pytestmark = pytest.mark.browser

OCTOBER = {"since": "2026-10-01", "until": "2026-11-01"}
PAGE = "/requests?since=2026-10-01&until=2026-11-01"
ENDPOINT = "/v1/documents/extract"
DOCUMENTS = f"{PAGE}&name={quote(ENDPOINT)}"
UNITS = ("cost_per_request", "p50", "p95", "p99")


def rows_of(table):
    return table.locator("tbody tr").all()


def test_unit_costs_and_months_are_the_api_figures(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-endpoints")
    answer = server.get("/api/v1/endpoints", **OCTOBER)
    shown = rows_of(page.get_by_test_id("table-endpoints"))
    assert len(shown) == len(answer["endpoints"]) == 5
    for row, expected in zip(shown, answer["endpoints"], strict=True):
        assert expected["value"] in row.inner_text()
        for name in UNITS:
            cell = row.locator(f"[data-column='{name}']")
            assert exact(cell.locator("[data-value]").first) == Decimal(expected[name]["value"])
            assert cell.locator("[data-month]").get_attribute("data-month") == expected[name]["month"]


def test_unit_costs_never_round_to_nothing(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-endpoints")
    for cell in page.locator("[data-column='p50'] [data-value]").all():
        assert any(digit in "123456789" for digit in cell.inner_text())


def test_a_month_names_the_traffic_that_it_is_of(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="traffic")
    assert "24 h to 21 Nov 14:00 UTC × 30" in page.get_by_test_id("traffic").first.inner_text()


def test_an_endpoint_opens_with_its_spikes_and_parts(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-endpoints")
    page.get_by_role("link", name=ENDPOINT).click()
    page.get_by_test_id("figures").wait_for()
    (row,) = server.get("/api/v1/endpoints", name=ENDPOINT, **OCTOBER)["endpoints"]
    figure = page.get_by_test_id("figures").locator("[data-value]").first
    assert exact(figure) == Decimal(row["cost_per_request"]["value"])
    assert row["spikes"][0]["text"] in page.get_by_test_id("spikes").inner_text()
    parts = page.get_by_test_id("parts")
    assert exact(parts.locator("[data-part='model'] [data-value]")) == Decimal(
        row["components"][0]["per_request"]["value"]
    )
    assert parts.get_by_text("not measured yet").count() == 2


def test_the_chart_tells_its_spikes_in_words(demo, page):
    server, _ = demo
    open_page(page, server, DOCUMENTS, wait_for="chart")
    assert "14 Oct: Cost per request" in page.get_by_test_id("chart").get_attribute("aria-label")


@pytest.mark.parametrize("sample", ["newest", "dearest", "slowest", "errors"])
def test_lists_are_the_api_lists(demo, page, sample):
    server, _ = demo
    open_page(page, server, f"{DOCUMENTS}&sample={sample}", wait_for="request")
    where = f'endpoint == "{ENDPOINT}"'
    expected = server.get("/api/v1/requests", where=where, sample=sample, limit="30", **OCTOBER)["requests"]
    shown = page.get_by_test_id("request").all()
    assert [row.get_attribute("data-id") for row in shown] == [row["id"] for row in expected]


def test_older_requests_follow_and_the_address_says_so(demo, page):
    server, _ = demo
    open_page(page, server, DOCUMENTS, wait_for="request")
    last = page.get_by_test_id("request").last.get_attribute("data-id")
    page.get_by_role("button", name="Older requests").click()
    page.wait_for_url(f"**before={last}**")
    page.get_by_role("button", name="Back to the newest").wait_for()


def test_the_keyboard_opens_a_request_and_closes_it(demo, page):
    server, _ = demo
    open_page(page, server, DOCUMENTS, wait_for="request")
    button = page.get_by_test_id("request").first.get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_test_id("request-drawer")
    drawer.wait_for()
    assert "request=rq_" in page.url
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert "request=rq_" not in page.url


def test_the_drawer_adds_up_to_the_cost(demo, page):
    server, _ = demo
    (row,) = server.get("/api/v1/requests", where=f'endpoint == "{ENDPOINT}"', limit="1", **OCTOBER)["requests"]
    open_page(page, server, f"{DOCUMENTS}&request={row['id']}", wait_for="lineage")
    assert exact(page.get_by_test_id("drawer-cost")) == Decimal(row["cost"])
    amounts = [exact(cell) for cell in page.get_by_test_id("lineage").locator("tbody [data-value]").all()]
    assert sum(amounts) == Decimal(row["cost"])
    assert "genai-prices" in page.get_by_test_id("card").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [PAGE, DOCUMENTS])
def test_axe_finds_nothing_serious(demo, browser, scheme, path):
    server, _ = demo
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, path, wait_for="request")
    assert serious_problems(page) == []
    page.get_by_test_id("request").first.get_by_role("button").click()
    page.get_by_test_id("request-drawer").wait_for()
    assert serious_problems(page) == []
    context.close()


@pytest.mark.parametrize("path", [PAGE, DOCUMENTS])
def test_nothing_is_wider_than_a_phone(demo, browser, path):
    server, _ = demo
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, path, wait_for="request")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360


def test_a_failed_answer_says_what_to_do(demo, page):
    server, _ = demo
    page.route("**/api/v1/endpoints**", lambda route: route.abort())
    open_page(page, server, "/requests", wait_for="problem")
    assert page.get_by_test_id("problem").inner_text().strip()
    page.get_by_test_id("request").first.wait_for()


def test_an_empty_store_teaches_the_first_request(empty, page):
    page.goto(f"{empty.url}/requests")
    page.get_by_test_id("first-event").wait_for()
    text = page.get_by_test_id("first-event").inner_text()
    assert f"OTEL_EXPORTER_OTLP_ENDPOINT={empty.url}" in text
    assert f"curl {empty.url}/v1/events" in text
    assert page.get_by_role("button", name="Copy").count() == 3
    assert serious_problems(page) == []


def test_a_new_request_appears_by_itself_and_can_be_held(fresh, page, tmp_path):
    server = fresh
    open_page(page, server, "/requests", wait_for="first-event")
    bring(server, tmp_path, "one")
    page.get_by_test_id("request").wait_for()
    bring(server, tmp_path, "second")
    page.locator("[data-testid='request']").nth(1).wait_for()
    page.get_by_test_id("live").click()
    page.wait_for_url("**paused=yes**")
    bring(server, tmp_path, "third")
    polled: list[str] = []
    page.on("request", lambda request: polled.append(request.url) if "/api/v1/requests" in request.url else None)
    page.get_by_test_id("live").click()
    page.locator("[data-testid='request']").nth(2).wait_for()
    assert polled


def bring(server, folder, name):
    """One request more, through the running server."""
    record = {
        "id": name, "ts": f"2026-11-21T1{len(name)}:00:00Z", "provider": "openai", "model": "gpt-4o",
        "input_tokens": 100, "output_tokens": 10, "endpoint": "/chat",
    }  # fmt: skip
    path = folder / f"{name}.jsonl"
    path.write_text(json.dumps(record) + "\n")
    outlay("import", "events", str(path), data_dir=server.data_dir)


@pytest.fixture
def fresh(tmp_path):
    from tests.server import serving
    from tests.web.conftest import AS_OF

    with serving(tmp_path / "data", "--as-of", AS_OF) as server:
        yield server
