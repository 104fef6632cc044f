from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from outlay.ledger.matching.ratios import Fit, shared_ratios

DAY = date(2026, 9, 1)
MODELS = ("a", "b", "c")


def fits(ratios, day=DAY, base="100"):
    return [
        Fit(day, (model, "input"), Decimal(base), Decimal(base) * Decimal(ratio)) for model, ratio in ratios.items()
    ]


def test_most_cells_decide_however_little_they_cost():
    dear = [Fit(DAY, ("dear", "input"), Decimal(1_000_000), Decimal(1_200_000))]
    found = shared_ratios([*fits(dict.fromkeys(MODELS, "0.95")), *dear])
    assert found == {DAY: Decimal("0.95")}


def test_where_votes_tie_the_ratio_nearest_to_list_price_wins():
    assert shared_ratios(fits({"a": "1", "b": "0.7"})) == {DAY: Decimal(1)}


def test_a_shared_surcharge_is_no_discount():
    assert shared_ratios(fits(dict.fromkeys(MODELS, "1.1"))) == {DAY: Decimal(1)}


def test_a_discount_may_end_within_the_month():
    later = DAY + timedelta(days=1)
    found = shared_ratios([*fits(dict.fromkeys(MODELS, "0.9")), *fits(dict.fromkeys(MODELS, "1"), later)])
    assert found == {DAY: Decimal("0.9"), later: Decimal(1)}


def test_cells_rounded_to_cents_still_agree():
    noisy = {"a": "0.9502", "b": "0.9498", "c": "0.95"}
    assert abs(shared_ratios(fits(noisy))[DAY] - Decimal("0.95")) < Decimal("0.0005")


def test_nothing_charged_tells_no_ratio():
    assert shared_ratios(fits({"a": "0"})) == {}
