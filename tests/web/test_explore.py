"""The Explore page in a real browser."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.web.looking import IN_DOLLARS, exact, open_page, serious_problems

pytestmark = pytest.mark.browser

OCTOBER = "since=2026-10-01&until=2026-11-01"


def test_table_and_total_are_the_api_answer(demo, page):
    server, _ = demo
    open_page(page, server, f"/explore?metrics=cost&by=provider&{OCTOBER}")
    answer = server.get("/api/v1/query", metrics="cost", by="provider", since="2026-10-01", until="2026-11-01")
    assert exact(page.get_by_test_id("total-cost").locator("[data-value]").first) == Decimal(answer["totals"]["cost"])
    text = page.locator("main").inner_text()
    for row in answer["rows"]:
        assert row["provider"] in text


def test_the_total_is_the_planted_truth(demo, page):
    server, truth = demo
    open_page(page, server, f"/explore?metrics=cost&by=cost_group,month&{OCTOBER}&{IN_DOLLARS}")
    shown = exact(page.get_by_test_id("total-cost").locator("[data-value]").first)
    assert shown == Decimal(truth["consumption"]["2026-10"]["usd"])


def test_csv_holds_the_same_rows(demo, page):
    server, _ = demo
    open_page(page, server, f"/explore?metrics=cost&by=provider&{OCTOBER}")
    with page.expect_download() as download:
        page.get_by_test_id("download-csv").click()
    lines = download.value.path().read_text().splitlines()
    answer = server.get("/api/v1/query", metrics="cost", by="provider", since="2026-10-01", until="2026-11-01")
    assert lines[0] == "provider,cost"
    assert len(lines) == len(answer["rows"]) + 1


def test_a_wrong_filter_says_what_is_wrong(demo, page):
    server, _ = demo
    page.goto(f'{server.url}/explore?metrics=cost&by=provider&where=provder%20==%20"x"')
    page.get_by_test_id("problem").wait_for()
    assert "provider" in page.get_by_test_id("problem").inner_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_serious(demo, browser, scheme):
    server, _ = demo
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, f"/explore?metrics=cost,requests&by=feature,day&{OCTOBER}")
    assert serious_problems(page) == []
    context.close()


def test_nothing_is_wider_than_a_phone(demo, browser):
    server, _ = demo
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, f"/explore?metrics=cost&by=feature,day&{OCTOBER}")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360
