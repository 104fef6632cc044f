"""Answers become plain JSON."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from outlay.core.plain import to_plain


@dataclass(frozen=True)
class Inner:
    cost: Decimal | None


@dataclass(frozen=True)
class Outer:
    day: date
    parts: tuple[Inner, ...]


def test_dataclasses_become_objects_with_decimal_strings():
    value = Outer(day=date(2026, 11, 1), parts=(Inner(cost=Decimal("1.500000000000")), Inner(cost=None)))
    assert to_plain(value) == {"day": "2026-11-01", "parts": [{"cost": "1.5"}, {"cost": None}]}


def test_tiny_money_has_no_exponent():
    assert to_plain({"cost": Decimal("1E-12")}) == {"cost": "0.000000000001"}


def test_times_paths_and_types_become_text():
    moment = datetime(2026, 11, 1, 12, tzinfo=UTC)
    assert to_plain([moment, Path("a/b"), {3}]) == ["2026-11-01T12:00:00+00:00", "a/b", [3]]


def test_the_result_is_json():
    assert json.loads(json.dumps(to_plain({1: (True, 2, "é", None, frozenset())}))) == {"1": [True, 2, "é", None, []]}
