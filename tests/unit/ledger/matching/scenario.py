"""A month whose truth is known: uninstrumented calls, a discount, a repriced model, a tier mix-up and more."""

from __future__ import annotations

from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from outlay.core.money import quantize
from outlay.core.time import TimeRange
from outlay.ledger.matching import match_usage

SINCE = date(2026, 9, 1)
DAYS = 6
PERIOD = TimeRange(since=SINCE, until=date(2026, 10, 1))
CARDS = {
    "gpt-5": {"input": "1.25", "output": "10"},
    "gpt-4o": {"input": "2.5", "output": "10"},
    "gpt-4o-mini": {"input": "0.15", "output": "0.6"},
    "o3": {"input": "2", "output": "8"},
    "gpt-4.1": {"input": "2", "output": "8"},
}
REPRICED, FACTOR = "o3", Decimal("1.2")
MIXED_UP = "gpt-4.1"
MILLION = Decimal(1_000_000)
SHARE = Decimal("0.95")


def prices(rows):
    """List prices by card; batch is half of it."""
    found = []
    for row in rows.to_pylist():
        price = CARDS.get(row["model"], {}).get(row["token_class"])
        factor = Decimal("0.5") if row["service_tier"] == "batch" else Decimal(1)
        found.append(None if price is None else Decimal(price) * factor)
    return found


@dataclass
class Truth:
    """What each cause amounts to, summed while facts are made."""

    causes: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    telemetry: Decimal = Decimal(0)
    charges: Decimal = Decimal(0)


@dataclass(frozen=True)
class How:
    """How the bill of a month is made."""

    quantities: str = "provider"
    share: Decimal = SHARE
    cents: bool = False
    mix: str | None = None

    def in_batch(self, cell, tokens):
        """How many tokens of a cell were billed in batch."""
        day, model, token_class = cell
        if model != MIXED_UP:
            return 0
        part = 23 + 11 * (day - SINCE).days + (7 if token_class == "output" else 0)
        return tokens * part // 101 if self.mix else tokens


def plant(world, *, order=1, **how):
    """Put the month into a world; `quantities` are those of the provider, the charge, or none.

    With a `mix` a part of each day's calls was billed in batch: "told" by the rows' SKU, or in an "amount" alone.
    """
    world.delivery(day=SINCE)
    truth = Truth()
    cells = [
        (SINCE + timedelta(days=day), model, cls) for day in range(DAYS) for model in CARDS for cls in CARDS[model]
    ]
    credit, tax = Decimal(-25), Decimal("19.5")
    with at_once(world):
        for cell in cells[::order]:
            tokens = 10_000_000 + 1_000_000 * (cells.index(cell) % 7)
            _plant_cell(world, truth, cell, tokens, How(**how))
        columns = {"charge_category": "Credit", "cost_class": "promotional_credit"}
        world.charge(credit, SINCE, columns=columns)
        world.charge(tax, SINCE, columns={"charge_category": "Tax", "cost_class": "tax_cost"})
    truth.causes |= {"promotional_credit": credit, "tax": tax}
    truth.charges += credit + tax
    world.rebuild()
    return truth


@contextmanager
def at_once(world):
    """Insert what a block adds with one statement per table."""
    rows, keys, insert = defaultdict(list), [], world.insert

    def gather(table, more, keys_of_more=(), **named):
        rows[table].extend(more)
        keys.extend(named.get("keys", keys_of_more))

    world.insert = gather
    yield
    del world.insert
    for table, found in rows.items():
        insert(table, found, keys)


def _plant_cell(world, truth, cell, tokens, how):
    day, model, token_class = cell
    price = Decimal(CARDS[model][token_class]) / MILLION
    seen = tokens * 9 // 10
    in_batch = how.in_batch(cell, tokens)
    factor = (FACTOR if model == REPRICED else 1) * how.share
    parts = [(tokens - in_batch, price * factor, "Tokens"), (in_batch, price * factor / 2, "Batch Tokens")]
    if how.mix != "told":
        parts = [(tokens, sum(count * each for count, each, _ in parts) / tokens, "Tokens")]
    for count, each, meter in parts:
        if count:
            truth.charges += _charge(world, cell, (count, each, meter), how)
    measures = {token_class: seen, f"cost_{token_class}": price * seen}
    world.usage(day, requests=90, biller="openai", billing_account="acme", model=model, **measures)
    if how.quantities == "provider":
        row = {"day": day, "payer_id": "openai/acme/metered", "provider": "openai", "billing_account": "acme"}
        world.insert("provider_usage", [row | {"model": model, "token_class": token_class, "quantity": tokens}])
    truth.telemetry += price * seen
    _tell(truth, model, (price * (tokens - seen), price * tokens, price * in_batch), how.share)


def _charge(world, cell, part, how):
    day, model, token_class = cell
    tokens, price, meter = part
    charged = (price * tokens).quantize(Decimal("0.01")) if how.cents else quantize(price * tokens)
    is_counted = how.quantities == "charge" or how.mix == "told"
    columns = {"quantity": Decimal(tokens), "quantity_unit": "Tokens", "SkuMeter": meter} if is_counted else {}
    world.charge(charged, day, model=model, token_class=token_class, columns=columns)
    return charged


def _tell(truth, model, amounts, share):
    missed, listed, in_batch = amounts
    tier = in_batch * Decimal("-0.5")
    truth.causes["untracked"] += missed
    truth.causes["tier"] += tier
    truth.causes["discount"] += (share - 1) * (listed + tier)
    truth.causes["drift"] += listed * (FACTOR - 1) * share if model == REPRICED else Decimal(0)


def match(world, price=prices):
    """The one bill's side."""
    with world.store.read() as reader, world.store.scratch() as scratch:
        found = match_usage(reader, scratch, world.settings, PERIOD, price)
    assert len(found) == 1
    return found[0]


def amounts(side):
    """Amounts by cause."""
    return {cause.cause: cause.amount for cause in side.causes}
