"""Which flags of a request stay when it is priced anew."""

from __future__ import annotations

import pytest

from outlay.facts.flags import split_flags, usage_flags


@pytest.mark.parametrize(
    ("flags", "kept"),
    [
        (None, None),
        ("", None),
        ("sampled:0.1,unpriced_unit:web_searches", "sampled:0.1"),
        ("model_asked,no_price,tier_asked", "model_asked,tier_asked"),
        ("unknown_model", None),
    ],
)
def test_flags_of_the_price_go(flags, kept):
    assert usage_flags(flags) == kept


def test_no_flags_are_no_flag():
    assert split_flags("") == split_flags(None) == []
