"""Every error has a stable code, an HTTP status and an exit code, and stands in the drawn tree."""

from __future__ import annotations

import re
from collections import Counter

import pytest

import outlay.core.money
import outlay.core.time  # noqa: F401 - their errors belong to the tree
from outlay.core import errors
from outlay.core.errors import BusyError, OutlayError, UnknownNameError


def tree(root=OutlayError):
    return [root, *(leaf for child in root.__subclasses__() for leaf in tree(child))]


CORE = [error for error in tree() if error.__module__.startswith("outlay.core")]


def test_codes_are_unique():
    codes = Counter(error.code for error in CORE)
    assert [code for code, count in codes.items() if count > 1] == []


@pytest.mark.parametrize("error", CORE, ids=lambda error: error.__name__)
def test_each_error_maps_to_the_edges(error):
    assert 400 <= error.http_status <= 599
    assert error.exit_code in {1, 2, 3, 4, 5, 6}
    assert re.fullmatch(r"[a-z_]+(\.[a-z_]+)?", error.code)


@pytest.mark.parametrize("error", CORE, ids=lambda error: error.__name__)
def test_a_leaf_has_the_code_of_its_branch(error):
    parent = error.__bases__[0]
    if parent not in {Exception, OutlayError} and error.__module__ == errors.__name__:
        assert error.code.startswith(f"{parent.code}.")
        assert (error.http_status, error.exit_code) == (parent.http_status, parent.exit_code)


@pytest.mark.parametrize("error", [e for e in CORE if e.__module__ == errors.__name__], ids=lambda e: e.__name__)
def test_the_drawn_tree_is_true(error):
    line = next(line for line in errors.__doc__.splitlines() if re.search(rf"\b{error.__name__}\b", line))
    if error is not OutlayError:
        assert error.code in line.split()
    if "." not in error.code and error is not OutlayError:
        assert f" {error.http_status} " in line
        assert re.search(rf"\s{error.exit_code}(\s|$)", line)


def test_an_error_says_what_to_do_next():
    error = BusyError("another process owns it", hint="stop it first", code="busy.store")
    assert (str(error), error.hint, error.stable_code) == ("another process owns it", "stop it first", "busy.store")


def test_an_unknown_name_is_met_with_a_guess():
    error = UnknownNameError("metric", "costt", ["cost", "requests"])
    assert error.message == "unknown metric 'costt'"
    assert error.hint == "did you mean cost?"


def test_a_name_unlike_any_lists_what_is_known():
    assert UnknownNameError("metric", "zzz", ["requests", "cost"]).hint == "known: cost, requests"


def test_a_name_among_none_is_told_that_there_is_none():
    assert UnknownNameError("source", "acme", []).hint == "known: none yet"
