"""Collects prices of rows and prints them as Arrow columns."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from outlay.pricing.model import LEAVES, Card, Rated, is_modelled

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

STATES: Final = ("unknown", "priced", "modelled", "stated")
PART_COLUMNS: Final = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units")
_BITS: Final = 1 << len(LEAVES)
_WORD: Final = (1 << 64) - 1
_NO_USAGE: Final = "no_usage"


@dataclass(slots=True, kw_only=True)
class PlainRows:
    """The rows that need nothing special, and which rows those are."""

    parts: list[NDArray[np.int64]]
    is_known: NDArray[np.bool_]
    has_usage: NDArray[np.bool_]
    row_card: NDArray[np.int64]
    row_band: NDArray[np.int64]
    fallback_bits: NDArray[np.int64]
    band_flags: list[tuple[str, ...]]
    odd: dict[int, Rated] = field(default_factory=dict)
    """Rows that the scalar evaluator priced."""


def print_columns(rows: PlainRows, cards: list[Card], stated: pa.ChunkedArray | None) -> pa.Table:
    """Print the columns of `rate_table`."""
    import numpy as np
    import pyarrow as pa

    texts, states, row_text = _flags(rows)
    for index, rated in rows.odd.items():
        text = ",".join(dict.fromkeys(rated.flags))
        row_text[index] = _code(texts, states, text or None, STATES.index(rated.state))
    row_state = np.array(states, dtype=np.int8)[row_text]
    is_stated = np.zeros(len(row_text), dtype=bool)
    if stated is not None and stated.null_count < len(stated):
        is_stated = stated.is_valid().to_numpy()
        row_state[is_stated] = STATES.index("stated")
    columns = _money(rows, is_stated, stated)
    columns["cost_state"] = pa.DictionaryArray.from_arrays(row_state, pa.array(STATES))
    has_card = (row_state != 0) & ~is_stated
    ids = pa.array([card.card_id for card in cards], pa.string())
    columns["card_id"] = _decode(rows.row_card, ids, ~has_card)
    columns["flags"] = _decode(row_text, pa.array(texts, pa.string()), is_stated)
    return pa.table(columns)


def _decode(codes: NDArray[np.int64], words: pa.Array, is_null: NDArray[np.bool_]) -> pa.Array:
    import numpy as np
    import pyarrow as pa

    if words.null_count == len(words):
        return pa.nulls(len(codes), pa.string())
    return words.take(pa.array(codes.astype(np.int32), mask=is_null))


def _flags(rows: PlainRows) -> tuple[list[str | None], list[int], NDArray[np.int64]]:
    """Every combination of flags once, the cost state that it means, and which combination each row has."""
    import numpy as np

    key = rows.row_band * _BITS + rows.fallback_bits
    space = len(rows.band_flags) * _BITS
    # The last two codes: rows without usage, and rows whose card knows no price.
    key = np.where(rows.has_usage, key, space)
    is_used = np.zeros(space + 1, dtype=bool)
    is_used[key] = True
    place = np.zeros(space + 1, dtype=np.int64)
    texts: list[str | None] = []
    states: list[int] = []
    known_band = np.zeros(len(rows.band_flags), dtype=bool)
    known_band[rows.row_band[rows.is_known]] = True
    for code in np.flatnonzero(is_used).tolist():
        place[code] = len(texts)
        if code == space:
            texts.append(_NO_USAGE)
            states.append(0)
            continue
        band, bits = divmod(code, _BITS)
        fallen = tuple(f"rate_fallback:{leaf}" for at, leaf in enumerate(LEAVES) if bits >> at & 1)
        flags = (*rows.band_flags[band], *fallen)
        texts.append(",".join(flags) or None)
        states.append(1 + is_modelled(flags) if known_band[band] else 0)
    return texts, states, place[key]


def _code(texts: list[str | None], states: list[int], text: str | None, state: int) -> int:
    for code, (known_text, known_state) in enumerate(zip(texts, states, strict=True)):
        if known_text == text and known_state == state:
            return code
    texts.append(text)
    states.append(state)
    return len(texts) - 1


def _money(rows: PlainRows, is_stated: NDArray[np.bool_], stated: pa.ChunkedArray | None) -> dict[str, pa.Array]:
    import numpy as np
    import pyarrow.compute as pc

    is_known = rows.is_known.copy()
    is_known[is_stated] = False
    zeros = np.zeros(len(is_known), dtype=np.int64)
    total = rows.parts[0] + rows.parts[1] + rows.parts[2] + rows.parts[3]
    columns: dict[str, pa.Array] = {}
    for at, name in enumerate((*PART_COLUMNS, "priced_cost")):
        amounts = (*rows.parts, zeros, total)[at]
        odd = {row: rated[:6][at] for row, rated in rows.odd.items() if not is_stated[row]}
        columns[name] = _decimals(amounts, is_known, odd)
    if is_stated.any():
        columns["priced_cost"] = pc.coalesce(stated, columns["priced_cost"])
    return columns


def _decimals(amounts: NDArray[np.int64], is_known: NDArray[np.bool_], odd: dict[int, int | None]) -> pa.Array:
    """128-bit decimals from whole numbers of 1e-12, written straight into the column's memory."""
    import numpy as np
    import pyarrow as pa

    words = np.zeros((len(amounts), 2), dtype=np.uint64)
    words[:, 0] = amounts.view(np.uint64)
    valid = is_known.copy()
    for row, amount in odd.items():
        valid[row] = amount is not None
        whole = amount or 0
        words[row, 0], words[row, 1] = whole & _WORD, whole >> 64
    mask = pa.array(valid).buffers()[1] if not valid.all() else None
    return pa.Array.from_buffers(pa.decimal128(38, 12), len(amounts), [mask, pa.py_buffer(words)])
