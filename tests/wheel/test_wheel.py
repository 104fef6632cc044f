"""The wheel is all that a user without Node needs."""

from __future__ import annotations

import importlib.metadata
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
INDEX = "outlay/web/static/index.html"
UV = ROOT / ".tooling" / "bin" / "uv"

pytestmark = pytest.mark.slow


def run(*command, **options):
    done = subprocess.run(
        list(map(str, command)),
        capture_output=True,
        text=True,
        check=False,
        stdin=subprocess.DEVNULL,
        **options,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    if not (ROOT / "src" / INDEX).is_file() and shutil.which("npm") is None:
        pytest.skip("the pages are not built, and npm is not here to build them")
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT)
    return next(folder.glob("outlay-*.whl"))


@pytest.fixture(scope="module")
def environment(wheel, tmp_path_factory):
    """A fresh environment with the wheel and what it asks for, in the locked versions."""
    if not UV.exists():
        pytest.skip("uv is not in .tooling; `make setup` fetches it")
    folder = tmp_path_factory.mktemp("environment") / "venv"
    run(UV, "venv", "--python", sys.executable, folder)
    python = folder / "bin" / "python"
    run(UV, "pip", "install", "--python", python, "--constraint", ROOT / "requirements.lock", wheel)
    return folder


def test_carries_the_pages(wheel):
    assert INDEX in zipfile.ZipFile(wheel).namelist()


def test_carries_the_marker_of_its_types(wheel):
    assert "outlay/py.typed" in zipfile.ZipFile(wheel).namelist()


def test_is_small(wheel):
    assert wheel.stat().st_size <= 5_000_000


def test_runs_with_only_what_it_asks_for(environment, tmp_path):
    told = run(environment / "bin" / "outlay", "--version", cwd=tmp_path)
    assert importlib.metadata.version("outlay") in told


def test_offers_the_demo(environment, tmp_path):
    assert "--as-of" in run(environment / "bin" / "outlay", "demo", "--help", cwd=tmp_path)
