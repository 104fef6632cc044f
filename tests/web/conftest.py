"""A small sample company behind a real server, and a real Chromium."""

from __future__ import annotations

import json
import shutil

import pytest
from playwright.sync_api import sync_playwright

from tests.server import ROOT, outlay, serving

AS_OF = "2026-11-21"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run", "--disable-sync")


@pytest.fixture(scope="session")
def demo(tmp_path_factory, once):
    """The served sample company and its planted truths."""
    if not (ROOT / "src/outlay/web/static/index.html").is_file():
        pytest.fail("the web pages are not built: run make ui")
    loaded, _ = once("demo", _load_demo)
    data_dir = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(loaded / "data", data_dir)
    truth = json.loads((data_dir / "demo" / "truth.json").read_text())
    with serving(data_dir, "--as-of", AS_OF) as server:
        yield server, truth


def _load_demo(folder):
    outlay("demo", "--load-only", "--scale", "0.02", "--as-of", AS_OF, data_dir=folder / "data")


@pytest.fixture(scope="session")
def empty(tmp_path_factory):
    """A server without any facts."""
    with serving(tmp_path_factory.mktemp("empty") / "data", "--as-of", AS_OF) as server:
        yield server


@pytest.fixture(scope="session")
def browser():
    path = next((found for name in BROWSERS if (found := shutil.which(name))), None)
    if path is None:
        pytest.fail("no Chromium: run make browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser):
    """A page that fails the test when its console shows an error."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, reduced_motion="reduce")
    opened = context.new_page()
    errors: list[str] = []
    opened.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.set_default_timeout(30_000)
    opened.console_errors = errors
    yield opened
    context.close()
