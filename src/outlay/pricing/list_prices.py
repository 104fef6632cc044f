"""List prices of tokens by class, tier and day: what matching values quantities with."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import TYPE_CHECKING, Final, TypeAlias

from outlay.core.money import CONTEXT
from outlay.pricing.cards import load_cards
from outlay.pricing.converted import convert_rated
from outlay.pricing.fx import ExchangeRates
from outlay.pricing.vector import rate_table

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.core.settings import Settings

_LEAF_OF: Final = {
    "input": "input",
    "cache_read": "cache_read",
    "cache_write": "cache_write_5m",
    "output": "output",
}
_LEAVES: Final = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
_SAMPLE: Final = 1000
"""Tokens that a price is asked for: below every threshold of long contexts, and exact for prices of a million."""
_OF_A_MILLION: Final = Decimal(1000)
_UNMATCHED: Final = "context_unmatched"


PriceList: TypeAlias = "Callable[[pa.Table], list[Decimal | None]]"
_Rate: TypeAlias = "Callable[[pa.Table], pa.Table]"


def build_price_list(settings: Settings) -> PriceList:
    """List prices of a million tokens by our cards and overlays, in the reporting currency.

    Raises:
        SettingsError: naming file and line of a wrong overlay.
    """
    cards = load_cards(settings)
    exchange = ExchangeRates(settings)

    def rate(batch: pa.Table) -> pa.Table:
        return convert_rated(rate_table(batch, cards), batch.column("ts"), exchange, settings.currency)

    def price(rows: pa.Table) -> list[Decimal | None]:
        rated = rate(_batch(rows))
        amounts = rated.column("priced_cost").to_pylist()
        missing = [at for at, flags in enumerate(rated.column("flags").to_pylist()) if _UNMATCHED in (flags or "")]
        if missing:
            for at, amount in zip(missing, _by_present_ratio(rate, rows.take(missing), settings), strict=True):
                amounts[at] = amount
        return [None if amount is None else amount * _OF_A_MILLION for amount in amounts]

    return price


def _by_present_ratio(rate: _Rate, rows: pa.Table, settings: Settings) -> list[Decimal | None]:
    """Prices of tiers that the price data did not know on a day yet: the day's standard price in today's proportion."""
    import pyarrow as pa

    today = pa.array([settings.today] * rows.num_rows, pa.date32())
    standard = pa.nulls(rows.num_rows, pa.string())
    now = rows.set_column(rows.column_names.index("day"), "day", today)
    tables = (_standard(rows, standard), now, _standard(now, standard))
    then, in_tier, at_standard = (rate(_batch(one)).column("priced_cost").to_pylist() for one in tables)
    return [
        None if one is None or two is None or not three else CONTEXT.divide(CONTEXT.multiply(one, two), three)
        for one, two, three in zip(then, in_tier, at_standard, strict=True)
    ]


def _standard(rows: pa.Table, nothing: pa.Array) -> pa.Table:
    return rows.set_column(rows.column_names.index("service_tier"), "service_tier", nothing)


def _batch(rows: pa.Table) -> pa.Table:
    import pyarrow as pa

    size = rows.num_rows
    classes = rows.column("token_class").to_pylist()
    columns: dict[str, object] = {name: rows.column(name) for name in ("provider", "model", "service_tier")}
    columns["ts"] = rows.column("day").cast(pa.timestamp("us"))
    for name in ("processing", "speed", "region", "units"):
        columns[name] = pa.nulls(size, pa.string())
    columns["stated_cost"] = pa.nulls(size, pa.decimal128(38, 12))
    columns["requests"] = pa.array([1] * size, pa.int64())
    for leaf in _LEAVES:
        counts = [_SAMPLE if _LEAF_OF.get(name) == leaf else 0 for name in classes]
        columns[leaf] = pa.array(counts, pa.int64())
    return pa.table(columns)
