"""The SDK as users get it: a small wheel that needs nothing else and reads on the oldest Python it promises."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

import outlay_sdk as outlay
from tests.sdk.receiving import serve_receiver

ROOT = Path(__file__).parent.parent.parent
SOURCES = sorted((ROOT / "sdk" / "src" / "outlay_sdk").glob("*.py"))
OLDEST = (3, 9)


def run(*command, **options):
    done = subprocess.run([*map(str, command)], capture_output=True, text=True, check=False, timeout=300, **options)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    run(sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder, cwd=ROOT / "sdk")
    [found] = folder.glob("outlay_sdk-*.whl")
    return found


@pytest.mark.slow
def test_the_wheel_installs_alone_and_imports(wheel, tmp_path):
    venv.create(tmp_path / "venv", with_pip=True)
    python = tmp_path / "venv" / "bin" / "python"
    run(python, "-m", "pip", "install", "--quiet", "--no-index", "--no-deps", wheel)
    script = "import outlay_sdk as o; o.attribute(feature='x'); print(o.__version__, o.stats().recorded)"
    assert run(python, "-W", "error", "-c", script, cwd=tmp_path) == f"{outlay.__version__} 0\n"
    assert run(python, "-m", "pip", "check") == "No broken requirements found.\n"


@pytest.mark.slow
def test_the_wheel_is_small_typed_licensed_and_of_one_version(wheel):
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(name for name in names if name.endswith("METADATA"))).decode()
    assert "outlay_sdk/py.typed" in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert f"Version: {outlay.__version__}\n" in metadata
    assert [line for line in metadata.splitlines() if line.startswith("Requires-Dist") and "extra ==" not in line] == []
    assert wheel.stat().st_size < 100_000


def names_in_unions(tree):
    """Unions written with a bar where they are evaluated: outside annotations."""
    annotations = set()
    for node in ast.walk(tree):
        for part in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            annotations.update(ast.walk(part) if part else ())
    found = (node for node in ast.walk(tree) if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr))
    return [node.lineno for node in found if node not in annotations]


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_reads_on_the_oldest_python(source):
    tree = ast.parse(source.read_text(encoding="utf-8"), feature_version=OLDEST)
    compile(tree, source.name, "exec")
    assert "from __future__ import annotations" in source.read_text(encoding="utf-8")
    assert names_in_unions(tree) == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda path: path.name)
def test_files_and_functions_are_short(source):
    text = source.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 280
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert node.end_lineno - node.lineno < 50, node.name


def test_what_is_public_is_documented():
    page = (ROOT / "docs" / "reference" / "sdk.md").read_text(encoding="utf-8")
    for name in outlay.__all__:
        assert f"`{name}" in page or f"outlay.{name}" in page, name


def test_each_setting_is_documented():
    from dataclasses import fields

    from outlay_sdk.settings import Settings

    page = (ROOT / "docs" / "reference" / "sdk.md").read_text(encoding="utf-8")
    for field in fields(Settings):
        assert f"`{field.name}`" in page, field.name
        assert f"`OUTLAY_{field.name.upper()}`" in page, field.name


def find_python(version):
    """An interpreter of another version, where this machine has one."""
    managed = sorted(Path.home().glob(f".pyenv/versions/{version}.*/bin/python"))
    return managed[-1] if managed else shutil.which(f"python{version}")


@pytest.mark.slow
@pytest.mark.parametrize("version", ["3.9", "3.10", "3.12", "3.13"])
def test_runs_on_other_pythons(version):
    python = find_python(version)
    if python is None:
        pytest.skip(f"Python {version} is not here")
    script = """
import outlay_sdk as outlay, outlay_sdk.opentelemetry
@outlay.attribute(feature="generated")
def steps():
    outlay.record(provider="openai", model="gpt-4o", usage={"input_tokens": 1})
    yield outlay.current()["feature"]
with outlay.AttributedExecutor(1) as pool:
    pool.submit(outlay.record, provider="x", units={"web_searches": 1}).result()
print(*steps(), outlay.flush(20), *outlay.stats())
"""
    with serve_receiver() as receiver:
        told = {**os.environ, "PYTHONPATH": str(ROOT / "sdk" / "src"), "OUTLAY_URL": receiver.url}
        assert run(python, "-W", "error", "-c", script, env=told) == "generated True 2 2 0 0 0\n"
    assert [entry.get("feature") for entry in receiver.records] == [None, "generated"]
