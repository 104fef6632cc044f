"""The folders say where a thing is, so they must not lie."""

from __future__ import annotations

from pathlib import Path

import pytest

UNIT = Path(__file__).parent
ROOT = UNIT.parent.parent
SOURCE = ROOT / "src" / "outlay"
TESTS = sorted(path.relative_to(UNIT) for path in UNIT.rglob("test_*.py") if path != Path(__file__))
CONCEPTS = sorted(path.parent.name for path in SOURCE.glob("*/__init__.py"))


@pytest.mark.parametrize("test", TESTS, ids=str)
def test_each_unit_test_stands_where_its_module_stands(test):
    module = test.name.removeprefix("test_")
    candidates = [SOURCE / test.parent / module, SOURCE / test.parent / f"_{module}"]
    package = SOURCE / test.parent / module.removesuffix(".py") / "__init__.py"
    assert any(path.is_file() for path in [*candidates, package]), f"src/outlay has no {test.parent / module}"


@pytest.mark.parametrize("concept", CONCEPTS)
def test_each_concept_opens_with_a_paragraph(concept):
    text = (SOURCE / concept / "__init__.py").read_text(encoding="utf-8")
    assert text.startswith('"""')


def test_claude_md_is_agents_md():
    assert (ROOT / "CLAUDE.md").resolve() == ROOT / "AGENTS.md"
