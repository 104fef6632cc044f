"""Prices of a process that runs for long follow the overlay files."""

from __future__ import annotations

from decimal import Decimal

import pyarrow as pa
import pytest

from outlay.core.errors import SettingsError
from outlay.core.settings import Settings
from outlay.ingest.events.model import RATING_COLUMNS
from outlay.jobs import open_workspace
from outlay.jobs.rating import CurrentPricing

OVERLAY = """
overlay: 1
name: ours
kind: override
cards:
  - {{provider: openai, model: own-1, valid_from: 2026-01-01, rates: {{input: "{rate}"}}, reason: contract}}
"""
ROW = {"provider": "openai", "model": "own-1", "input": 1_000_000, "requests": 1}
TYPES = {"input": pa.int64(), "requests": pa.int64(), "stated_cost": pa.decimal128(38, 12), "ts": pa.timestamp("us")}


@pytest.fixture
def options(tmp_path):
    (tmp_path / "prices").mkdir()
    return Settings(data_dir=tmp_path)


def write(options, text):
    (options.folder / "prices" / "ours.yaml").write_text(text, encoding="utf-8")


def cost(pricing):
    leaves = ("cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
    row = ROW | dict.fromkeys(leaves, 0) | {"ts": 1_790_000_000_000_000}
    types = dict.fromkeys(leaves, pa.int64()) | TYPES
    rows = {name: pa.array([row.get(name)], types.get(name, pa.string())) for name in RATING_COLUMNS}
    return pricing.rate(pa.table(rows)).column("priced_cost").to_pylist()[0]


def test_a_changed_overlay_prices_what_comes_next(options):
    write(options, OVERLAY.format(rate="2"))
    pricing = CurrentPricing(options)
    assert cost(pricing) == 2
    write(options, OVERLAY.format(rate="2.50"))
    assert cost(pricing) == Decimal("2.5")


def test_an_overlay_that_becomes_wrong_changes_nothing(options):
    write(options, OVERLAY.format(rate="2"))
    pricing = CurrentPricing(options)
    assert cost(pricing) == 2
    write(options, "overlay: no")
    assert cost(pricing) == 2


def test_no_server_starts_with_a_wrong_overlay(options):
    workspace = open_workspace(options)
    write(options, "overlay: no")
    with pytest.raises(SettingsError):
        workspace.start()
    assert not options.journal_dir.exists()
    workspace.close()
