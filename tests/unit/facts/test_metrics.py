from __future__ import annotations

from outlay.facts.metrics import METRICS, Base, Unit, value_metric


def test_an_imported_value_is_labelled_by_its_name():
    metric = value_metric("active_seats", Unit.MONEY)
    assert (metric.label, metric.value_metric, metric.unit) == ("Active seats", "active_seats", Unit.MONEY)


def test_each_base_has_what_it_is_computed_from():
    for metric in METRICS.values():
        assert bool(metric.columns) == (metric.base is Base.USAGE)
        assert bool(metric.formula) == (metric.base is Base.DERIVED)
        assert bool(metric.percentile) == (metric.base is Base.HISTOGRAM)
        assert bool(metric.value_metric) == (metric.base is Base.VALUE)
