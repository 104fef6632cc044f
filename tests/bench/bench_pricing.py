"""Pricing: one record by a compiled card, whole tables, and the JSON lines of `outlay price`."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable

import numpy as np
import pyarrow as pa

from outlay.pricing import Cards, Usage, price_lines, price_usage, rate_table, read_context
from tests.bench.figure import Figure

MODELS = (
    ("openai", "gpt-4o", None),
    ("openai", "gpt-5.4", "flex"),
    ("anthropic", "claude-sonnet-4-5", None),
    ("aws.bedrock", "anthropic.claude-3-5-sonnet-20240620-v1:0", None),
    ("gcp.gemini", "gemini-2.5-pro", None),
    ("deepseek", "deepseek-chat", None),
    ("self_hosted", "llama-3.1-70b", None),
)
RECORDS = 1_000_000
SCALARS = 300_000
LINES = 50_000
NOVEMBER = 1_793_491_200_000_000
DAY = 86_400_000_000
BEST_OF = 5


def run() -> Iterable[Figure]:
    cards = Cards()
    started = time.perf_counter()
    for provider, model, tier in MODELS:
        cards.find(provider, model, read_context({"service_tier": tier}))
    yield Figure(name="load price data, compile 7 models", value=(time.perf_counter() - started) * 1000, unit="ms")
    yield Figure(
        name="price one usage record, compiled cards",
        value=SCALARS / _best(_one_by_one(cards)),
        unit="records/s",
        at_least=500_000,
        note="seven models in turn, usage parsed before",
    )
    table = _table()
    yield Figure(
        name="rate a table of events",
        value=RECORDS / _best(lambda: rate_table(table, cards)),
        unit="rows/s",
        at_least=1_000_000,
    )
    lines = _lines()
    yield Figure(
        name="outlay price, JSON lines in and out",
        value=LINES / _best(lambda: sum(1 for _ in price_lines(lines, cards))),
        unit="lines/s",
    )


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(BEST_OF):
        started = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - started)
    return min(seconds)


def _one_by_one(cards: Cards) -> Callable[[], object]:
    draw = random.Random(7)
    records = []
    for index in range(10_000):
        provider, model, tier = MODELS[index % len(MODELS)]
        card = cards.find(provider, model, read_context({"service_tier": tier})).at(NOVEMBER)
        output = draw.randrange(2_000)
        usage = Usage(draw.randrange(250_000), draw.randrange(9_000), 0, 0, output, output // 3)
        records.append((card, usage))

    def work() -> None:
        for _ in range(SCALARS // len(records)):
            for card, usage in records:
                price_usage(card, usage)

    return work


def _table() -> pa.Table:
    draw = np.random.default_rng(7)
    pick = draw.integers(0, len(MODELS), RECORDS)
    output = draw.integers(0, 2_000, RECORDS)
    providers, models, tiers = (pa.array(column).take(pa.array(pick)) for column in zip(*MODELS, strict=True))
    moments = NOVEMBER - draw.integers(0, 400 * DAY, RECORDS)
    return pa.table(
        {
            "provider": providers,
            "model": models,
            "ts": pa.array(moments).cast(pa.timestamp("us", "UTC")),
            "service_tier": tiers,
            "input": draw.integers(0, 250_000, RECORDS),
            "cache_read": draw.integers(0, 9_000, RECORDS),
            "cache_write_5m": draw.integers(0, 2, RECORDS) * 100,
            "cache_write_1h": pa.nulls(RECORDS, pa.int64()),
            "output": output,
            "reasoning": output // 3,
            "units": pa.nulls(RECORDS, pa.string()),
            "stated_cost": pa.nulls(RECORDS, pa.decimal128(38, 12)),
        }
    )


def _lines() -> list[str]:
    draw = random.Random(7)
    lines = []
    for index in range(LINES):
        provider, model, tier = MODELS[index % len(MODELS)]
        usage = {"input_tokens": draw.randrange(9_000, 250_000), "cache_read_tokens": draw.randrange(9_000)}
        record = {
            "id": index,
            "provider": provider,
            "model": model,
            "at": "2026-11-01T12:00:00Z",
            "usage": {**usage, "output_tokens": draw.randrange(2_000)},
            "context": {"service_tier": tier},
        }
        lines.append(json.dumps(record))
    return lines
