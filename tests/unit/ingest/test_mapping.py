"""Columns are chosen by what the user says, else by their names."""

from __future__ import annotations

import pytest

from outlay.core.errors import UnknownNameError
from outlay.ingest.mapping import FileImport, Shape, choose_columns

SHAPE = Shape(columns=("ts", "model", "cost"), aliases={"ts": ("timestamp", "time"), "cost": ("total",)})


def choose(columns, mapping=None, constants=None):
    return choose_columns(FileImport(files=(), mapping=mapping or {}, constants=constants or {}), SHAPE, columns)


def test_names_compare_without_case():
    assert choose(["TS", "Model"]) == {"ts": "TS", "model": "Model", "cost": None}


def test_the_canonical_name_wins_over_other_names():
    assert choose(["time", "timestamp", "ts"])["ts"] == "ts"
    assert choose(["time", "timestamp"])["ts"] == "timestamp"


def test_a_mapping_wins_over_names():
    assert choose(["ts", "Zeit"], {"ts": "Zeit"})["ts"] == "Zeit"


def test_one_column_may_serve_twice():
    found = choose(["total"], {"model": "total"})
    assert (found["model"], found["cost"]) == ("total", "total")


@pytest.mark.parametrize(("mapping", "constants"), [({"modle": "x"}, {}), ({}, {"modle": "x"})])
def test_an_unknown_target_guesses(mapping, constants):
    with pytest.raises(UnknownNameError) as caught:
        choose(["x"], mapping, constants)
    assert caught.value.hint == "did you mean model?"


def test_an_absent_column_guesses():
    with pytest.raises(UnknownNameError, match="column for ts 'Zeti'") as caught:
        choose(["Zeit"], {"ts": "Zeti"})
    assert caught.value.hint == "did you mean Zeit?"
