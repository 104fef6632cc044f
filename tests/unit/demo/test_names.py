from __future__ import annotations

import pytest

from outlay.demo.names import customer_names


def test_all_names_differ():
    names = customer_names(420)
    assert len(set(names)) == 420


def test_more_names_than_there_are_is_refused():
    with pytest.raises(ValueError, match="420"):
        customer_names(421)
