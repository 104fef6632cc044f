"""The page Match to invoices in a real browser: its sums are the API's, and the planted stories stand out."""

from __future__ import annotations

from decimal import Decimal
from urllib.parse import quote

import pytest

from tests.web.looking import exact, open_page, serious_problems

pytestmark = pytest.mark.browser

PAGE = "/match?since=2026-10-01&until=2026-11-01"
OCTOBER = {"since": "2026-10-01", "until": "2026-11-01"}
OPENAI = f"{PAGE}&bill=openai:org-quillhaven:2026-10"
SHADOW = f"{PAGE}&tab=shadow"
COMMITMENTS = f"{PAGE}&tab=commitments"
SEATS = f"{PAGE}&tab=seats"
SEEN = {PAGE: "table-bills", OPENAI: "causes", SHADOW: "table-shadow", COMMITMENTS: "commitment", SEATS: "table-seats"}
CENT = Decimal("0.01")


def statements_of(server):
    return server.get("/api/v1/reconcile", **OCTOBER)["statements"]


def cell(row, name):
    return exact(row.locator(f"[data-column='{name}'] [data-value]").first)


def row_of(page, name):
    return page.get_by_test_id("table-bills").locator("tbody tr").filter(has_text=name)


def test_bills_are_the_api_figures(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-bills")
    shown = page.get_by_test_id("table-bills").locator("tbody tr").all()
    expected = statements_of(server)
    assert len(shown) == len(expected) == 8
    for row, statement in zip(shown, expected, strict=True):
        assert statement["issuer"] in row.inner_text()
        assert cell(row, "charged") == Decimal(statement["charges_billed"])
        for name, key in (("ai_charges", "charges"), ("usage", "usage")):
            assert cell(row, name) == (None if statement[key] is None else Decimal(statement[key]))


def test_the_totals_are_the_sums_of_the_api(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="totals")
    totals = server.get("/api/v1/reconcile", **OCTOBER)["totals"]
    shown = {
        name: exact(page.get_by_test_id(name).locator("[data-value]"))
        for name in ("invoiced", "charged", "invoice-gap", "ai-charges", "ai-usage", "usage-gap")
    }
    assert shown["invoiced"] == Decimal(totals["invoice_net"])
    assert shown["invoiced"] - shown["charged"] == shown["invoice-gap"]
    assert (shown["ai-charges"], shown["ai-usage"]) == (Decimal(totals["charges"]), Decimal(totals["usage"]))
    assert shown["ai-charges"] - shown["ai-usage"] == shown["usage-gap"]


def test_the_invoice_that_is_higher_differs_by_what_was_planted(demo, page):
    server, truth = demo
    told = truth["invoices"]["higher"]
    open_page(page, server, PAGE, wait_for="table-bills")
    row = row_of(page, "Microsoft")
    assert "Differs" in row.inner_text()
    assert abs(cell(row, "invoice_gap") - Decimal(told["by"])) < CENT
    row.get_by_role("link").click()
    page.get_by_test_id("invoices").wait_for()
    assert page.locator(f"[data-testid='invoice'][data-id='{told['invoice_id']}']").count() == 1
    assert page.locator("[data-cause='difference']").count() == 1


def test_the_invoice_that_is_missing_is_open_and_says_what_to_do(demo, page):
    server, truth = demo
    open_page(page, server, PAGE, wait_for="table-bills")
    row = row_of(page, truth["invoices"]["missing"]["issuer"])
    assert "Matched" not in row.inner_text()
    assert "outlay invoice add" in row.inner_text()
    assert cell(row, "invoiced") is None


def test_no_bill_with_something_open_is_called_matched(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-bills")
    shown = page.get_by_test_id("table-bills").locator("tbody tr").all()
    for row, statement in zip(shown, statements_of(server), strict=True):
        if statement["open"]:
            assert row.get_by_test_id("state").inner_text().strip() in {"Open", "Differs", "Not checked"}


def test_causes_lead_from_usage_to_charges_to_the_last_unit(demo, page):
    server, _ = demo
    open_page(page, server, OPENAI, wait_for="causes")
    (statement,) = [one for one in statements_of(server) if one["biller"] == "openai"]
    table = page.get_by_test_id("causes").first
    amounts = [exact(amount) for amount in table.locator("tbody [data-value]").all()]
    assert amounts[0] == Decimal(statement["usage"])
    assert sum(amounts[:-1]) == amounts[-1] == Decimal(statement["charges"])


def test_a_cause_shows_its_cells_and_leads_to_explore(demo, page):
    server, truth = demo
    open_page(page, server, OPENAI, wait_for="causes")
    cause = page.locator("[data-cause='untracked']")
    cause.get_by_role("button").click()
    assert truth["stories"]["untracked_key"]["credential"] in page.get_by_test_id("cells").inner_text()
    amount = exact(cause.locator("[data-value]"))
    cause.get_by_role("link").click()
    page.get_by_test_id("chart").first.wait_for()
    page.wait_for_load_state("networkidle")
    assert exact(page.locator("tfoot [data-column='cost'] [data-value]").first) == amount


def test_the_key_without_telemetry_is_the_shadow_spend(demo, page):
    server, truth = demo
    open_page(page, server, SHADOW, wait_for="table-shadow")
    answer = server.get("/api/v1/shadow-ai", **OCTOBER)
    rows = page.get_by_test_id("table-shadow").locator("tbody tr").all()
    assert len(rows) == len(answer["rows"])
    assert truth["stories"]["untracked_key"]["credential"] in rows[0].inner_text()
    total = page.get_by_test_id("table-shadow-total").locator("[data-value]").first
    assert exact(total) == Decimal(answer["total"])


def test_a_commitment_rolls_forward(demo, page):
    server, truth = demo
    open_page(page, server, COMMITMENTS, wait_for="commitment")
    pool = page.locator("[data-testid='commitment']").filter(has_text="Prepaid credits")
    pool.get_by_role("button", name="Show the months").click()
    for row in page.get_by_test_id("roll-forward").locator("tbody tr").all():
        opening, bought, used, expired, closing = (exact(one) for one in row.locator("[data-value]").all())
        assert opening + bought - used - expired == closing
    newest = page.get_by_test_id("roll-forward").locator("tbody tr").first.locator("[data-value]").last
    assert exact(newest) == Decimal(truth["stories"]["prepaid_pool"]["closing_usd"])


@pytest.mark.parametrize("by", ["product", "team"])
def test_seats_are_the_api_figures(demo, page, by):
    server, _ = demo
    open_page(page, server, f"{SEATS}&by={by}&order=product", wait_for="table-seats")
    answer = server.get("/api/v1/seats", by=by)
    shown = page.get_by_test_id("table-seats").locator("tbody tr").all()
    assert len(shown) == len(answer["groups"]) > 0
    for row, group in zip(shown, answer["groups"], strict=True):
        assert (group["team"] or group["product"]) in row.inner_text()
        bought = ("bought",) if by == "product" else ()
        for name in (*bought, "assigned", "active", "new", "unused", "monthly_cost", "unused_cost"):
            assert cell(row, name) == (None if group[name] is None else Decimal(group[name]))
    assert cell(page.get_by_test_id("table-seats-total"), "unused_cost") == Decimal(answer["unused_cost"])


def test_each_seat_that_is_held_and_not_used_has_a_line(demo, page):
    server, _ = demo
    open_page(page, server, f"{SEATS}&order_unused=employee", wait_for="table-unused-seats")
    unused = sorted(server.get("/api/v1/seats")["unused_seats"], key=lambda seat: seat["employee"])
    shown = page.get_by_test_id("table-unused-seats").locator("tbody tr").all()
    assert len(shown) == len(unused) > 0
    for row, seat in zip(shown, unused, strict=True):
        assert seat["employee"] in row.inner_text()
        assert seat["unused"] in row.inner_text()


def test_without_a_period_the_last_closed_month_is_shown(demo, page):
    server, _ = demo
    open_page(page, server, "/match", wait_for="table-bills")
    assert "Oct 2026" in page.get_by_role("main").inner_text()
    assert "range=" not in page.url
    page.get_by_role("link", name="Overview").first.click()
    page.get_by_test_id("spend-total").first.wait_for()
    assert "This month" in page.get_by_test_id("time-range").inner_text()


def test_a_running_month_is_provisional(demo, page):
    server, _ = demo
    open_page(page, server, "/match?range=this_month", wait_for="table-bills")
    words = {one.inner_text().strip() for one in page.get_by_test_id("state").all()}
    assert words == {"Provisional"}


def test_what_is_open_can_be_looked_at_alone(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-bills")
    page.get_by_text("To look at").click()
    page.wait_for_url("**show=open**")
    assert page.get_by_test_id("table-bills").locator("tbody tr").count() == 3


def test_the_keyboard_opens_a_bill_and_goes_back(demo, page):
    server, _ = demo
    open_page(page, server, PAGE, wait_for="table-bills")
    row_of(page, "OpenAI").get_by_role("link").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("bill-state").wait_for()
    button = page.locator("[data-cause='untracked']").get_by_role("button")
    button.focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("cells").wait_for()
    page.get_by_role("main").get_by_role("link", name="Match to invoices").focus()
    page.keyboard.press("Enter")
    page.get_by_test_id("table-bills").wait_for()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", list(SEEN), ids=["bills", "bill", "shadow", "commitments", "seats"])
def test_axe_finds_nothing_serious(demo, browser, scheme, path):
    server, _ = demo
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, path, wait_for=SEEN[path])
    found = serious_problems(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("path", list(SEEN), ids=["bills", "bill", "shadow", "commitments", "seats"])
def test_nothing_is_wider_than_a_phone(demo, browser, path):
    server, _ = demo
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, server, path, wait_for=SEEN[path])
    for button in page.locator("[data-cause] button, [data-testid='commitment'] button").all():
        button.click()
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360


def test_a_failed_answer_says_what_to_do(demo, page):
    server, _ = demo
    page.route("**/api/v1/reconcile**", lambda route: route.abort())
    open_page(page, server, PAGE, wait_for="problem")
    assert "outlay serve" in page.get_by_test_id("problem").inner_text()


def test_months_without_a_bill_say_so(demo, page):
    server, _ = demo
    open_page(page, server, "/match?since=2020-01-01&until=2020-02-01", wait_for="nothing-found")
    assert "No bill in these months" in page.get_by_test_id("nothing-found").inner_text()


def test_an_empty_store_teaches_the_first_bill(empty, page):
    open_page(page, empty, "/match", wait_for="empty-state")
    text = page.get_by_test_id("empty-state").inner_text()
    assert "outlay import focus FILE" in text
    assert "outlay invoice add" in text
    assert page.get_by_role("button", name="Copy").count() == 3
    assert serious_problems(page) == []


def test_a_bill_that_no_month_has_falls_back_to_the_list(demo, page):
    server, _ = demo
    open_page(page, server, f"{PAGE}&bill={quote('gone:nowhere:2026-10')}", wait_for="table-bills")
    assert page.get_by_role("heading", level=1).inner_text() == "Match to invoices"
