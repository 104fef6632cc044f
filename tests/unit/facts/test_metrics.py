from __future__ import annotations

from pathlib import Path

import pytest

from outlay.facts.dimensions import DIMENSIONS
from outlay.facts.metrics import METRICS, Unit, value_metric

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "query.md"


@pytest.mark.parametrize("name", [*METRICS, *DIMENSIONS])
def test_the_reference_tells_each_definition(name):
    known = METRICS.get(name) or DIMENSIONS[name]
    page = PAGE.read_text(encoding="utf-8")
    assert any(line.startswith(f"| `{name}` |") and known.definition in line for line in page.splitlines())


def test_an_imported_value_is_labelled_by_its_name():
    metric = value_metric("active_seats", Unit.COUNT)
    assert (metric.label, metric.value_metric) == ("Active seats", "active_seats")
