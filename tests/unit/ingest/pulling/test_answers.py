from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.ingest.pulling.answers import Answer, CursorGuard, need, need_amount
from outlay.ingest.pulling.errors import SourceFormatError


def test_a_cursor_that_comes_twice_is_refused():
    guard = CursorGuard("costs")
    assert [guard.take("a"), guard.take(2)] == ["a", "2"]
    with pytest.raises(SourceFormatError, match="costs gives the same page again"):
        guard.take("a")


def test_a_page_that_comes_twice_is_refused_unless_it_is_empty():
    guard = CursorGuard()
    for page in ([{"id": 1}], [], [], [{"id": 2}]):
        guard.take_page(page)
    with pytest.raises(SourceFormatError):
        guard.take_page([{"id": 1}])


def test_a_missing_field_is_named_with_those_that_are_there():
    with pytest.raises(SourceFormatError, match=r"bucket 3 has no field 'amount' \(it has cost, day\)"):
        need({"cost": 1, "day": 2}, "amount", "bucket 3")
    assert need({"amount": None}, "amount", "bucket 3") is None


@pytest.mark.parametrize("value", [Decimal("1.10"), "1.10"])
def test_an_amount_may_be_text(value):
    assert need_amount({"amount": value}, "amount", "x") == Decimal("1.10")


@pytest.mark.parametrize("value", ["much", None, True, 1.5, {}, "NaN"], ids=str)
def test_what_is_no_amount_is_refused(value):
    with pytest.raises(SourceFormatError, match="'amount' of x is"):
        need_amount({"amount": value}, "amount", "x")


def test_not_a_number_is_no_json():
    with pytest.raises(SourceFormatError):
        Answer(status=200, url="https://x", headers={}, content=b'{"a": NaN}').json()
