"""The documents that code can write say what the code says."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from outlay.api import create_app
from outlay.cli.app import COMMANDS
from outlay.jobs import open_workspace

ROOT = Path(__file__).parent.parent.parent
PRODUCT = [*ROOT.glob("docs/**/*.md"), ROOT / "README.md"]


def test_reference_pages_are_up_to_date():
    done = subprocess.run(
        [sys.executable, "scripts/write_reference.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_pages_are_typed_from_the_present_api(settings_in):
    workspace = open_workspace(settings_in)
    written = json.loads((ROOT / "ui/openapi.json").read_text(encoding="utf-8"))
    assert written == create_app(workspace, token="token").openapi(), "run make api"
    workspace.close()


@pytest.mark.parametrize("command", [name.strip("_").replace("_", "-") for name in COMMANDS])
def test_every_command_is_in_a_document(command):
    assert any(f"outlay {command}" in page.read_text(encoding="utf-8") for page in PRODUCT)


@pytest.mark.parametrize("page", PRODUCT, ids=lambda page: page.name)
def test_links_between_documents_lead_somewhere(page):
    import re

    for target in re.findall(r"\]\(([^)#:]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
        assert (page.parent / target).exists(), f"{page.name} links to {target}"
