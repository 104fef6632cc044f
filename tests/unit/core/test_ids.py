"""Ids depend on content alone."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from outlay.core.ids import canonical_json, stable_id, stable_int63

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", max_size=3), inner, max_size=3),
    max_leaves=8,
)


def test_key_order_does_not_matter():
    assert canonical_json({"b": 1, "a": "é"}) == canonical_json({"a": "é", "b": 1}) == '{"a":"é","b":1}'


def test_days_and_money_have_text():
    assert canonical_json([date(2026, 11, 1), Decimal("1.50")]) == '["2026-11-01","1.50"]'


def test_parts_do_not_run_into_each_other():
    assert stable_id("x", "ab", "c") != stable_id("x", "a", "bc")


def test_an_id_shows_its_kind():
    assert stable_id("dl", "a").startswith("dl_")
    assert len(stable_id("dl", "a")) == len("dl_") + 32


@given(value=JSON)
def test_numbers_fit_a_signed_64_bit_column(value):
    assert 0 <= stable_int63(value) < 2**63


def test_another_process_gives_the_same_ids():
    code = "from outlay.core.ids import *; print(stable_int63({'b': 'é', 'a': 1}), stable_id('k', {'x', }.pop()))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == [str(stable_int63({"a": 1, "b": "é"})), stable_id("k", "x")]
