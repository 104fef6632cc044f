"""Adding, syncing and removing a source in a real browser, against a vendor that speaks the documented wire format."""

from __future__ import annotations

from decimal import Decimal

import pytest

from tests.contract.sources.openai import Stub
from tests.server import serving
from tests.web.looking import exact, open_page, serious_problems, sign_in

pytestmark = pytest.mark.browser

ADD = "/sources?add=openai"
KINDS = "/sources?add=any"
AS_OF = "2026-11-04"


@pytest.fixture
def vendor():
    with Stub() as running:
        yield running


@pytest.fixture(scope="module")
def mine(tmp_path_factory):
    """A server for sources, each test's under a name and account of its own."""
    with serving(tmp_path_factory.mktemp("adding") / "data", "--as-of", AS_OF) as server:
        yield server


def names_of(server):
    return [source["name"] for source in server.get("/api/v1/sources")["sources"]]


def fill(page, vendor, name):
    """Fill in the form of OpenAI as someone does who reaches it at another address."""
    page.get_by_role("button", name="More settings").click()
    secret = vendor.secrets["admin_key"]
    texts = {"Name": name, "Billing account": f"org-{name}", "Admin key": secret, "Base URL": vendor.url}
    for label, value in texts.items():
        page.get_by_test_id("source-form").get_by_role("textbox", name=label).fill(value)
    page.get_by_role("switch", name="Allow private network").check(force=True)


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def add(page, server, vendor, name):
    open_page(page, server, ADD, wait_for="source-form")
    fill(page, vendor, name)
    press(page, "Add")
    page.get_by_test_id("source-drawer").wait_for()


def sync(page):
    press(page, "Sync now")
    page.get_by_test_id("synced").filter(has_text="Synced").last.wait_for()


def cost_of(server):
    return server.get("/api/v1/query", metrics="cost", since="2026-10-01", until="2026-11-30")["totals"]["cost"]


def test_a_source_is_chosen_filled_in_added_and_synced(mine, page, vendor):
    sign_in(page, mine)
    page.goto(f"{mine.url}/sources")
    press(page, "Add a source")
    page.get_by_label("Vendor or kind").fill("openai organisation")
    page.keyboard.press("Enter")
    fill(page, vendor, "chosen")
    press(page, "Add")
    page.get_by_test_id("source-drawer").wait_for()
    sync(page)
    (source,) = [one for one in mine.get("/api/v1/sources")["sources"] if one["name"] == "chosen"]
    row = page.get_by_test_id("table-sources").locator("tbody tr").filter(has_text="chosen")
    assert exact(row.locator("[data-column='charged'] [data-value]")) == Decimal(source["charged"]) > 0
    assert Decimal(source["compared"]["difference"]) == 0
    assert vendor.secrets["admin_key"] not in page.content()


def test_who_has_not_signed_in_does_so_before_the_form(mine, page, vendor):
    open_page(page, mine, ADD, wait_for="sign-in")
    page.get_by_label("Address or token").fill(f"{mine.url}/api/v1/login?token={mine.token}")
    press(page, "Sign in")
    page.get_by_test_id("sign-in").wait_for(state="hidden")
    fill(page, vendor, "signed")
    press(page, "Add")
    page.get_by_test_id("source-drawer").wait_for()
    assert "signed" in names_of(mine)


def test_a_wrong_token_signs_nobody_in(mine, page):
    open_page(page, mine, ADD, wait_for="sign-in")
    page.get_by_label("Address or token").fill("not-the-token")
    press(page, "Sign in")
    page.get_by_text("This token is not the server's.").wait_for()
    assert page.context.cookies() == []


def test_what_is_missing_is_named_at_its_field_and_nothing_is_sent(mine, page, vendor):
    sign_in(page, mine)
    open_page(page, mine, ADD, wait_for="source-form")
    page.get_by_role("textbox", name="Name").fill("Not A Name")
    press(page, "Add")
    invalid = page.locator("[aria-invalid='true']").all()
    assert [field.get_attribute("data-field") for field in invalid] == ["@name", "billing_account", "admin_key"]
    assert page.evaluate("document.activeElement.dataset.field") == "@name"
    described = invalid[2].get_attribute("aria-describedby").split()
    assert "It is needed." in [page.locator(f"[id='{one}']").inner_text() for one in described]
    assert vendor.calls == []


def test_the_test_shows_the_vendors_answer_and_adds_nothing(mine, page, vendor):
    sign_in(page, mine)
    open_page(page, mine, ADD, wait_for="source-form")
    fill(page, vendor, "tried")
    press(page, "Test only")
    page.get_by_test_id("checks").wait_for()
    assert "Passed" in page.get_by_test_id("checks").inner_text()
    vendor.is_refusing = True
    press(page, "Add")
    page.get_by_test_id("checks").filter(has_text="missing scopes").wait_for()
    assert "tried" not in names_of(mine)
    press(page, "add it anyway")
    page.get_by_test_id("source-drawer").wait_for()
    assert "tried" in names_of(mine)


def test_a_variable_that_is_not_set_is_named(mine, page):
    sign_in(page, mine)
    open_page(page, mine, ADD, wait_for="source-form")
    page.get_by_role("textbox", name="Name").fill("variable")
    page.get_by_role("textbox", name="Billing account").fill("org-variable")
    page.get_by_text("From a variable").click()
    page.get_by_role("textbox", name="Admin key: variable").fill("NO_SUCH_VARIABLE")
    press(page, "Add")
    page.get_by_test_id("source-form").get_by_text("NO_SUCH_VARIABLE").first.wait_for()
    assert "variable" not in names_of(mine)


def test_a_name_that_is_taken_is_said_at_the_name(mine, page, vendor):
    sign_in(page, mine)
    add(page, mine, vendor, "openai")
    open_page(page, mine, ADD, wait_for="source-form")
    assert page.get_by_role("textbox", name="Name").input_value() == "openai-2"
    fill(page, vendor, "openai")
    press(page, "Add")
    page.locator("[data-field='@name'][aria-invalid='true']").wait_for()
    assert "already" in page.get_by_test_id("source-form").inner_text()


def test_removing_says_that_the_money_stays_and_it_does(mine, page, vendor):
    sign_in(page, mine)
    add(page, mine, vendor, "leaving")
    sync(page)
    before = cost_of(mine)
    press(page, "Remove …")
    assert "No figure changes" in page.get_by_test_id("remove-source").inner_text()
    assert serious_problems(page) == []
    press(page, "Remove")
    page.get_by_test_id("source-drawer").wait_for(state="hidden")
    assert cost_of(mine) == before
    pulled = [one["name"] for one in mine.get("/api/v1/sources")["sources"] if one["origin"] == "pull"]
    assert "leaving" not in pulled


def test_a_page_of_another_port_cannot_act_for_the_browser(mine, page, vendor):
    sign_in(page, mine)
    add(page, mine, vendor, "guarded")
    page.goto(vendor.url)
    send = "url => fetch(url, {method: 'POST', mode: 'no-cors', credentials: 'include'}).then(answer => answer.type)"
    assert page.evaluate(send, f"{mine.url}/api/v1/sources/guarded/sync") == "opaque"
    assert mine.get("/api/v1/sources/guarded/runs") == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", [KINDS, ADD, "/sources?add=generic-http"], ids=["kinds", "form", "long form"])
def test_axe_finds_nothing_serious(empty, browser, scheme, path):
    context = browser.new_context(color_scheme=scheme, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, empty, path, wait_for="kind" if path == KINDS else "source-form")
    if path != KINDS:
        page.get_by_role("button", name="More settings").click()
        press(page, "Add")
        page.locator("[aria-invalid='true']").first.wait_for()
    found = serious_problems(page)
    context.close()
    assert found == []


@pytest.mark.parametrize("path", [KINDS, "/sources?add=generic-http"], ids=["kinds", "long form"])
def test_nothing_is_wider_than_a_phone(empty, browser, path):
    context = browser.new_context(viewport={"width": 360, "height": 740}, reduced_motion="reduce")
    page = context.new_page()
    open_page(page, empty, path, wait_for="kind" if path == KINDS else "source-form")
    widest = page.evaluate("Math.max(...[...document.querySelectorAll('[role=dialog] *')].map(e => e.scrollWidth))")
    context.close()
    assert widest <= 360
