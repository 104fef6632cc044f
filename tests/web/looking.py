"""Ways to look at a page."""

from __future__ import annotations

from decimal import Decimal

from tests.server import ROOT

AXE = ROOT / "ui/node_modules/axe-core/axe.min.js"
IN_DOLLARS = "where=provider%20!%3D%20%22vektoria%22"
"""Leaves out the vendor that bills in euros, whose planted truth is in euros."""
READY = {"/": "spend-total", "/explore": "chart"}


def open_page(page, server, path: str, wait_for: str | None = None) -> None:
    """Open a path and wait until its answer is drawn."""
    page.goto(server.url + path)
    page.get_by_test_id(wait_for or READY[path.split("?", maxsplit=1)[0]]).first.wait_for()
    page.wait_for_load_state("networkidle")


def exact(cell) -> Decimal | None:
    """The exact number behind what a cell shows."""
    text = cell.get_attribute("data-value")
    return Decimal(text) if text else None


def serious_problems(page) -> list[str]:
    """What axe finds that is serious or critical, with the place of each.

    The page's own policy forbids foreign scripts, so axe is evaluated by the debugger and not added to the page.
    """
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{problem['id']}: {node['target']}"
        for problem in found["violations"]
        if problem["impact"] in {"serious", "critical"}
        for node in problem["nodes"]
    ]


def sign_in(page, server) -> None:
    """Keep the server's token as its sign-in address does."""
    answer = page.context.request.post(f"{server.url}/api/v1/login", data={"token": server.token})
    assert answer.ok
