"""The first page in a real browser: its numbers are the API's and the planted truths."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import urlencode

import pytest

from tests.web.conftest import AS_OF
from tests.web.looking import IN_DOLLARS, exact, open_page, serious_problems

pytestmark = pytest.mark.browser
NOVEMBER = {"since": "2026-11-01", "until": "2026-11-22"}


@pytest.fixture
def overview(demo, page):
    server, _ = demo
    open_page(page, server, f"/?{urlencode(NOVEMBER)}")
    return page


def test_every_figure_is_the_api_figure(overview, demo):
    server, _ = demo
    for figure in server.get("/api/v1/overview", **NOVEMBER)["figures"]:
        shown = exact(overview.get_by_test_id(f"figure-{figure['id']}").locator("[data-value]").first)
        expected = figure["value"]
        assert shown == (None if expected is None else Decimal(str(expected))), figure["id"]


def test_last_month_is_the_planted_total(demo, page):
    server, truth = demo
    open_page(page, server, f"/?{IN_DOLLARS}")
    shown = exact(page.get_by_test_id("figure-last_month").locator("[data-value]").first)
    assert shown == Decimal(truth["consumption"][truth["last_complete_month"]]["usd"])


def test_five_movers_are_the_api_movers(overview, demo):
    server, _ = demo
    movers = server.get("/api/v1/overview", **NOVEMBER)["movers"]
    assert len(movers) == 5
    for place, mover in enumerate(movers, start=1):
        row = overview.get_by_test_id(f"mover-{place}")
        assert str(mover["value"]) in row.inner_text()
        assert mover["change"] in [found.get_attribute("data-value") for found in row.locator("[data-value]").all()]


@pytest.mark.parametrize("dimension", ["feature", "model", "customer"])
def test_tables_show_the_api_rows(overview, demo, dimension):
    server, _ = demo
    rows = server.get("/api/v1/overview", **NOVEMBER)["tables"][dimension]
    table = overview.get_by_test_id(f"table-{dimension}")
    shown = [cell.get_attribute("data-value") for cell in table.locator("tbody tr [data-value]").all()]
    assert rows
    for row in rows:
        assert (row["cost"] or "") in shown


def test_spend_total_is_the_answer_total(overview, demo):
    server, _ = demo
    total = server.get("/api/v1/overview", **NOVEMBER)["spend"]["totals"]["cost"]
    assert exact(overview.get_by_test_id("spend-total").locator("[data-value]").first) == Decimal(total)


def test_a_figure_leads_to_its_parts(demo, page):
    server, truth = demo
    open_page(page, server, f"/?{IN_DOLLARS}")
    page.get_by_test_id("figure-last_month").get_by_role("link").first.click()
    page.wait_for_url("**/explore?**")
    assert "since=2026-10-01" in page.url
    page.get_by_test_id("total-cost").wait_for()
    shown = exact(page.get_by_test_id("total-cost").locator("[data-value]").first)
    assert shown == Decimal(truth["consumption"]["2026-10"]["usd"])


def test_range_and_view_are_in_the_address(demo, page):
    server, _ = demo
    open_page(page, server, "/?since=2026-10-01&until=2026-11-01&view=invoice")
    expected = server.get("/api/v1/overview", since="2026-10-01", until="2026-11-01", view="invoice")
    shown = exact(page.get_by_test_id("spend-total").locator("[data-value]").first)
    assert shown == Decimal(expected["spend"]["totals"]["cost"])


def test_keyboard_opens_the_command_palette(overview):
    overview.keyboard.press("Control+k")
    overview.get_by_test_id("search").wait_for()
    overview.keyboard.type("Explore")
    overview.keyboard.press("Enter")
    overview.wait_for_url("**/explore**")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(demo, browser, scheme):
    server, _ = demo
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, "/")
    assert serious_problems(page) == []
    context.close()


def test_nothing_is_wider_than_a_phone(demo, browser):
    server, _ = demo
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, "/")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360


def test_an_empty_store_teaches_the_next_step(empty, page):
    open_page(page, empty, "/", wait_for="empty-state")
    text = page.get_by_test_id("empty-state").inner_text()
    assert "outlay import focus" in text
    assert "outlay demo" in text
    assert serious_problems(page) == []


def test_a_failed_answer_says_what_to_do(demo, page):
    server, _ = demo
    page.route("**/api/v1/overview**", lambda route: route.abort())
    open_page(page, server, "/", wait_for="problem")
    assert page.get_by_test_id("problem").inner_text().strip()


def test_the_page_asks_no_one_else(demo, browser):
    server, _ = demo
    context = browser.new_context()
    page = context.new_page()
    hosts = set()
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    open_page(page, server, "/")
    context.close()
    assert hosts == {server.url.split("/")[2]}


def test_the_day_is_the_asked_one(demo):
    server, _ = demo
    assert server.get("/api/v1/status")["today"] == AS_OF
