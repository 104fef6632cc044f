from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa
import pytest

from outlay.core.settings import Settings
from outlay.pricing.list_prices import build_price_list

OVERLAY = """
overlay: 1
name: ours
kind: override
cards:
  - {provider: openai, model: own-1, valid_from: 2026-01-01, rates: {input: "3", output: "15"}, reason: contract}
"""


@pytest.fixture
def options(tmp_path):
    (tmp_path / "prices").mkdir()
    (tmp_path / "prices" / "ours.yaml").write_text(OVERLAY, encoding="utf-8")
    return Settings(data_dir=tmp_path, as_of=date(2026, 11, 21))


def ask(options, model, token_class, tier=None, day=date(2026, 10, 1)):
    names = ("provider", "model", "token_class", "service_tier")
    values = ("openai", model, token_class, tier)
    columns = {name: pa.array([value], pa.string()) for name, value in zip(names, values, strict=True)}
    (found,) = build_price_list(options)(pa.table(columns | {"day": pa.array([day], pa.date32())}))
    return found


@pytest.mark.parametrize(("token_class", "price"), [("input", "3"), ("output", "15")])
def test_a_price_is_of_a_million_tokens_and_follows_overlays(options, token_class, price):
    assert ask(options, "own-1", token_class) == Decimal(price)


def test_an_unknown_model_has_no_price(options):
    assert ask(options, "no-such-model", "input") is None


def test_batch_has_its_own_price(options):
    assert ask(options, "gpt-4o", "input", "batch") * 2 == ask(options, "gpt-4o", "input")


def test_a_tier_that_price_data_did_not_know_yet_has_the_day_s_price_in_today_s_proportion(options):
    early = date(2026, 9, 1)
    assert ask(options, "gpt-4o-mini", "input", "batch", early) * 2 == ask(options, "gpt-4o-mini", "input", None, early)
