"""The vectorised evaluator: the same cards and the same money as the scalar one, a table at a time.

Rows whose usage holds more than tokens, whose parts contradict each other, or whose cost could exceed 63 bits
go through the scalar evaluator, so both agree to the last unit everywhere.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Final, Literal

from outlay.pricing.card_table import CardTable, cards_of_rows
from outlay.pricing.model import Card, Count, Rated, Usage
from outlay.pricing.rate import price_sampled
from outlay.pricing.rated_columns import PlainRows, print_columns

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from outlay.pricing.cards import Cards

_COUNTS: Final = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
_PART_OF_LEAF: Final = (0, 1, 2, 2, 3, 3)
_SAFE: Final = 1 << 59
"""Six leaves below this cannot overflow 63 bits together."""
_LARGEST_COUNT: Final = 1 << 40
_PARTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rows:
    """What the evaluator needs of a batch, as arrays."""

    counts: list[NDArray[np.int64]]
    total_input: NDArray[np.int64]
    has_usage: NDArray[np.bool_]
    is_odd: NDArray[np.bool_]
    """Rows that only the scalar evaluator can price."""
    requests: NDArray[np.int64] | None
    """How many requests each row stands for; None if each is one."""


def rate_table(batch: pa.Table, cards: Cards) -> pa.Table:
    """Price a table of usage; the answer has the same rows in the same order.

    Args:
        batch: Columns `provider`, `model`, `ts`, `service_tier`, `processing`, `speed`, `region`, the token leaves,
            `units` (JSON text), `stated_cost` and `requests`, how many requests the usage of a sampled row is of;
            all may be null and any but provider, model and ts may be absent.
        cards: The price cards.

    Returns:
        `cost_input`, `cost_cache_read`, `cost_cache_write`, `cost_output`, `cost_units`, `priced_cost`
        (decimal128(38, 12), null where unknown), `cost_state`, `card_id`, `flags`. A stated cost is the
        `priced_cost`; its row has no parts, no card and no flags.
    """
    rows = _read_rows(batch)
    table, row_card = cards_of_rows(batch, cards)
    plain = _price_plain(rows, table, row_card)
    _price_odd(batch, rows, table, plain)
    stated = batch.column("stated_cost") if "stated_cost" in batch.column_names else None
    return print_columns(plain, table.cards, stated)


def _read_rows(batch: pa.Table) -> _Rows:
    import numpy as np
    import pyarrow.compute as pc

    size = batch.num_rows
    counts: list[NDArray[np.int64]] = []
    has_usage = np.zeros(size, dtype=bool)
    is_odd = np.zeros(size, dtype=bool)
    for name in _COUNTS:
        if name not in batch.column_names:
            counts.append(np.zeros(size, dtype=np.int64))
            continue
        column = batch.column(name)
        has_usage |= pc.is_valid(column).to_numpy(zero_copy_only=False) if column.null_count else True
        filled = pc.fill_null(column, 0) if column.null_count else column
        counts.append(filled.to_numpy().astype(np.int64, copy=False))
        is_odd |= (counts[-1] < 0) | (counts[-1] > _LARGEST_COUNT)
    if "units" in batch.column_names:
        with_units = pc.is_valid(batch.column("units")).to_numpy(zero_copy_only=False)
        has_usage |= with_units
        is_odd |= with_units
    is_odd |= counts[5] > counts[4]
    requests = _requests(batch)
    if requests is not None:
        is_odd |= requests != 1
    total = counts[0] + counts[1] + counts[2] + counts[3]
    return _Rows(counts=counts, total_input=total, has_usage=has_usage, is_odd=is_odd, requests=requests)


def _requests(batch: pa.Table) -> NDArray[np.int64] | None:
    import numpy as np
    import pyarrow.compute as pc

    if "requests" not in batch.column_names:
        return None
    found: NDArray[np.int64] = pc.fill_null(batch.column("requests"), 1).to_numpy().astype(np.int64, copy=False)
    return found if (found != 1).any() else None


def _price_plain(rows: _Rows, table: CardTable, row_card: NDArray[np.int64]) -> PlainRows:
    import numpy as np

    row_band = table.bands_of_rows(row_card, rows.total_input)
    rates = table.rates()
    # A leaf without a rate, or a band with a fee per request, is for the scalar evaluator.
    is_odd = rows.is_odd
    is_odd |= rates.needs_care[row_band]
    bits = np.zeros(len(row_band), dtype=np.int64)
    parts = [np.zeros(len(row_band), dtype=np.int64) for _ in range(_PARTS)]
    for leaf, count in enumerate(_disjoint(rows)):
        is_used = count > 0
        if not is_used.any():
            continue
        if rates.is_missing[leaf].any():
            is_odd |= is_used & rates.is_missing[leaf][row_band]
        if rates.is_fallback[leaf].any():
            bits |= (is_used & rates.is_fallback[leaf][row_band]).astype(np.int64) << leaf
        limit = _SAFE // max(rates.top[leaf], 1)
        if int(count.max()) > limit:
            is_odd |= count > limit
        # Where this wraps around, the row is odd and the number is not used.
        amount = count * rates.numerator[leaf][row_band]
        if rates.is_fractional[leaf]:
            amount = _divide_half_even(amount, rates.divisor[leaf][row_band])
        parts[_PART_OF_LEAF[leaf]] += amount
    return PlainRows(
        parts=parts,
        is_known=rates.is_known[row_band] & rows.has_usage & ~is_odd,
        has_usage=rows.has_usage,
        row_card=row_card,
        row_band=row_band,
        fallback_bits=bits,
        band_flags=rates.band_flags,
    )


def _disjoint(rows: _Rows) -> list[NDArray[np.int64]]:
    output, reasoning = rows.counts[4], rows.counts[5]
    return [*rows.counts[:4], output - reasoning, reasoning]


def _divide_half_even(amount: NDArray[np.int64], divisor: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np

    quotient, rest = np.divmod(amount, divisor)
    other = divisor - rest
    up = (rest > other) | ((rest == other) & (quotient & 1 == 1))
    rounded: NDArray[np.int64] = quotient + up
    return rounded


def _price_odd(batch: pa.Table, rows: _Rows, table: CardTable, plain: PlainRows) -> None:
    import numpy as np

    indices = np.flatnonzero(rows.is_odd & rows.has_usage)
    if not len(indices):
        return
    units: list[str | None] = [None] * len(indices)
    if "units" in batch.column_names:
        units = batch.column("units").take(indices).to_pylist()
    taken = [count[indices].tolist() for count in rows.counts]
    card_of = plain.row_card[indices].tolist()
    for at, index in enumerate(indices.tolist()):
        usage = _usage([column[at] for column in taken], units[at])
        requests = 1 if rows.requests is None else max(int(rows.requests[index]), 1)
        plain.odd[index] = _price_one(table.cards[card_of[at]], usage, requests)


def _price_one(card: Card, usage: Usage | str, requests: int) -> Rated:
    if isinstance(usage, str):
        return Rated(None, None, None, None, None, None, flags=(usage,))
    return price_sampled(card, usage, requests)


def _usage(counts: list[int], units: str | None) -> Usage | str:
    """Usage of one row, or the flag that says why there is none."""
    negative = [name for name, count in zip(_COUNTS, counts, strict=True) if count < 0]
    if negative:
        return f"rejected:{negative[0]}"
    flags: tuple[str, ...] = ()
    extra: Mapping[str, Count] | None = None
    if units is not None:
        extra, flags = read_units(units)
    input_, read, write_5m, write_1h, output, reasoning = counts
    return Usage(input_, read, write_5m, write_1h, output, reasoning, extra, flags)


def read_units(text: str) -> tuple[dict[str, Count], tuple[str, ...]]:
    """Units from their JSON text; what is no usable count is dropped with a flag."""
    try:
        content = json.loads(text, parse_float=Decimal)
    except ValueError:
        return {}, ("rejected:units",)
    if not isinstance(content, dict):
        return {}, ("rejected:units",)
    from outlay.pricing.normalise import read_count

    found: dict[str, Count] = {}
    flags: list[str] = []
    for name, value in content.items():
        count: Count | Literal["bad"] | None = read_count(value)
        if count == "bad":
            flags.append(f"rejected:{name}")
        elif count is not None:
            found[name] = count
    return found, tuple(flags)
