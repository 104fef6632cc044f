"""The page Sources in a real browser: its figures are the API's, and what fails says what to do."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.server import outlay, serving
from tests.web.conftest import AS_OF
from tests.web.looking import exact, open_page, serious_problems, sign_in

pytestmark = pytest.mark.browser

PAGE = "/sources"
INVOICES = f"{PAGE}?source=invoices"
LONG = "a-source-whose-name-is-quite-long-for-a-column"


def row_of(page, name):
    return page.get_by_test_id("table-sources").locator("tbody tr").filter(has=page.locator(f"a[title='{name}']"))


def test_sources_are_the_api_figures(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-sources")
    expected = server.get("/api/v1/sources")["sources"]
    shown = page.get_by_test_id("table-sources").locator("tbody tr").all()
    assert len(shown) == len(expected) >= 3
    for row, source in zip(shown, expected, strict=True):
        assert source["name"] in row.inner_text()
        assert exact(row.locator("[data-column='rows'] [data-value]")) == Decimal(source["rows"])
        charged = exact(row.locator("[data-column='charged'] [data-value]"))
        assert charged == (None if source["charged"] is None else Decimal(source["charged"]))


def test_invoices_were_synced_by_a_source(demo, page):
    server, truth = demo
    open_page(page, server, PAGE, wait_for="table-sources")
    row = row_of(page, "invoices")
    assert exact(row.locator("[data-column='rows'] [data-value]")) == truth["invoices"]["invoices"]
    row.get_by_role("link").click()
    drawer = page.get_by_test_id("source-drawer")
    drawer.wait_for()
    page.get_by_test_id("run").first.wait_for()
    runs = server.get("/api/v1/sources/invoices/runs")
    assert [run.get_attribute("data-id") for run in page.get_by_test_id("run").all()] == [run["run_id"] for run in runs]


def test_freshness_leads_to_the_sources(demo, page):
    server, _ = demo
    open_page(page, server, "/explore", wait_for="chart")
    page.get_by_test_id("freshness").click()
    page.get_by_test_id("table-sources").wait_for()
    assert page.get_by_role("heading", level=1).inner_text() == "Sources"


def test_one_that_has_not_signed_in_does_so_and_it_is_synced(demo, page):
    server, _ = demo
    open_page(page, server, INVOICES, wait_for="source-drawer")
    page.get_by_role("button", name="Sync now").click()
    page.get_by_test_id("sign-in").wait_for()
    page.get_by_label("Address or token").fill(server.token)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_text("Synced: nothing new.").wait_for()


def test_a_source_is_tested_and_synced_from_the_page(demo, page):
    server, _ = demo
    sign_in(page, server)
    open_page(page, server, INVOICES, wait_for="source-drawer")
    before = len(server.get("/api/v1/sources/invoices/runs"))
    page.get_by_role("button", name="Test").click()
    page.get_by_test_id("checks").wait_for()
    assert "complete deliveries" in page.get_by_test_id("checks").inner_text()
    page.get_by_role("button", name="Sync now").click()
    page.get_by_text("Synced: nothing new.").wait_for()
    assert len(server.get("/api/v1/sources/invoices/runs")) == before + 1


def test_the_keyboard_opens_a_source_and_closes_it(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-sources")
    row_of(page, "invoices").get_by_role("link").focus()
    page.keyboard.press("Enter")
    drawer = page.get_by_test_id("source-drawer")
    drawer.wait_for()
    page.keyboard.press("Escape")
    drawer.wait_for(state="hidden")
    assert "source=" not in page.url


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [PAGE, INVOICES, f"{PAGE}?add=openai"], ids=["list", "drawer", "add"])
def test_axe_finds_nothing_serious(demo, browser, scheme, path):
    server, _ = demo
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, path, wait_for="table-sources")
    found = serious_problems(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("path", [PAGE, INVOICES, f"{PAGE}?add=openai"], ids=["list", "drawer", "add"])
def test_nothing_is_wider_than_a_phone(demo, browser, path):
    server, _ = demo
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, path, wait_for="table-sources")
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360


def test_a_failed_answer_says_what_to_do(demo, page):
    server, _ = demo
    page.route("**/api/v1/sources", lambda route: route.abort())
    open_page(page, server, PAGE, wait_for="problem")
    assert "outlay serve" in page.get_by_test_id("problem").inner_text()


def test_an_empty_store_teaches_the_first_source(empty, page):
    open_page(page, empty, PAGE, wait_for="empty-state")
    assert "outlay import focus" in page.get_by_test_id("empty-state").inner_text()
    assert page.get_by_role("button", name="Add a source").is_visible()
    assert serious_problems(page) == []


def test_a_source_that_fails_names_the_error_and_the_next_step(broken, page):
    open_page(page, broken, PAGE, wait_for="table-sources")
    (source,) = broken.get("/api/v1/sources")["sources"]
    row = row_of(page, LONG)
    text = row.inner_text()
    assert source["state"] == "failed"
    assert "Failed" in text
    assert source["error"] in text
    assert serious_problems(page) == []
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


@pytest.fixture
def broken(tmp_path):
    """A server with one source, whose folder was emptied after it was added."""
    folder, data_dir = tmp_path / "exports", tmp_path / "data"
    folder.mkdir()
    (folder / "bill.csv").write_text("BilledCost\n1\n")
    settings = ("--set", f"url={folder}", "--name", LONG, "--no-test")
    outlay("sources", "add", "files", *settings, data_dir=data_dir)
    (folder / "bill.csv").unlink()
    outlay("sync", LONG, data_dir=data_dir, check=False)
    with serving(data_dir, "--as-of", AS_OF) as server:
        yield server
