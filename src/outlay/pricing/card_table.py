"""The cards that a table of usage needs, as arrays to gather rates from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from outlay.core.errors import UsageError
from outlay.pricing.context import read_context
from outlay.pricing.model import DAYS_IN_WEEK, LEAVES, US_PER_DAY, Card, CardSet

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

    from outlay.pricing.cards import Cards

_NEVER: Final = 1 << 62
_MAX_RATE: Final = 1 << 58
_DENSE: Final = 1 << 22
_SMALL: Final = 1 << 15
_NAMES: Final = ("provider", "model", "service_tier", "processing", "speed", "region")


@dataclass(frozen=True, slots=True, kw_only=True)
class RateArrays:
    """Rates by band index; the first index of each list is the leaf."""

    numerator: list[NDArray[np.int64]]
    divisor: list[NDArray[np.int64]]
    is_missing: list[NDArray[np.bool_]]
    is_fallback: list[NDArray[np.bool_]]
    needs_care: NDArray[np.bool_]
    is_known: NDArray[np.bool_]
    top: list[int]
    """The highest numerator of each leaf."""
    is_fractional: list[bool]
    band_flags: list[tuple[str, ...]]


@dataclass(slots=True)
class CardTable:
    """Cards numbered in the order of their first use; each card's bands follow each other."""

    cards: list[Card]

    def bands_of_rows(self, row_card: NDArray[np.int64], total: NDArray[np.int64]) -> NDArray[np.int64]:
        """The number of the band that each row's input falls into."""
        import numpy as np

        sizes = np.array([len(card.bands) for card in self.cards], dtype=np.int64)
        first = np.concatenate(([0], np.cumsum(sizes)[:-1])).astype(np.int64)
        bands: NDArray[np.int64] = first[row_card]
        for step in range(max((len(card.thresholds) for card in self.cards), default=0)):
            limits = [card.thresholds[step] if step < len(card.thresholds) else _NEVER for card in self.cards]
            bands += total > np.array(limits, dtype=np.int64)[row_card]
        return bands

    def rates(self) -> RateArrays:
        """The rates of all bands as arrays."""
        import numpy as np

        pairs = [(card, band) for card in self.cards for band in card.bands]
        leaves = range(len(LEAVES))
        too_large = [any(r and max(r) > _MAX_RATE for r in band.leaves) for _, band in pairs]
        rates = [
            [(0, 1) if large or not r else r for r in band.leaves]
            for large, (_, band) in zip(too_large, pairs, strict=True)
        ]
        return RateArrays(
            numerator=[np.array([band[leaf][0] for band in rates], dtype=np.int64) for leaf in leaves],
            divisor=[np.array([band[leaf][1] for band in rates], dtype=np.int64) for leaf in leaves],
            is_missing=[
                np.array([card.known and band.leaves[leaf] is None for card, band in pairs], dtype=bool)
                for leaf in leaves
            ],
            is_fallback=[np.array([band.fallback[leaf] for _, band in pairs], dtype=bool) for leaf in leaves],
            needs_care=np.array(
                [large or "requests" in band.rates for large, (_, band) in zip(too_large, pairs, strict=True)],
                dtype=bool,
            ),
            is_known=np.array([card.known for card, _ in pairs], dtype=bool),
            top=[max((band[leaf][0] for band in rates), default=0) for leaf in leaves],
            is_fractional=[any(band[leaf][1] != 1 for band in rates) for leaf in leaves],
            band_flags=[(*card.flags, *band.flags) for card, band in pairs],
        )


def cards_of_rows(batch: pa.Table, cards: Cards) -> tuple[CardTable, NDArray[np.int64]]:
    """Find the cards that a batch needs, and the number of the card of each row.

    Each distinct combination of provider, model and context is looked up once.
    """
    import numpy as np

    combos, row_combo = _combinations(batch)
    table = CardTable([])
    first = np.zeros(len(combos), dtype=np.int64)
    sets: list[CardSet] = []
    for number, (provider, model, tier, processing, speed, region) in enumerate(combos):
        named = {"service_tier": tier, "processing": processing, "speed": speed, "region": region}
        found = cards.find(provider, model, read_context(named))
        sets.append(found)
        first[number] = len(table.cards)
        table.cards.extend(found.cards)
    row_card: NDArray[np.int64] = first[row_combo]
    is_dated = np.array([len(found.cards) > 1 for found in sets], dtype=bool)
    if is_dated.any():
        _add_windows(row_card, row_combo, is_dated, sets, _microseconds(batch))
    return table, row_card


def _microseconds(batch: pa.Table) -> NDArray[np.int64]:
    import pyarrow as pa

    column = batch.column("ts")
    if column.null_count:
        message = "column 'ts' has rows without a time"
        raise UsageError(message, hint="leave such rows out: a price depends on the day")
    moments: NDArray[np.int64] = column.cast(pa.timestamp("us", "UTC")).cast(pa.int64()).to_numpy()
    return moments


def _combinations(batch: pa.Table) -> tuple[list[tuple[str | None, ...]], NDArray[np.int64]]:
    """The distinct (provider, model, context), and which of them each row has."""
    import numpy as np

    codes, size = np.zeros(batch.num_rows, dtype=np.int64), 1
    columns = [_encode(batch, name) for name in _NAMES]
    for words, column_codes in columns:
        codes = codes * len(words) + column_codes
        size *= len(words)
        if size > max(_DENSE, batch.num_rows):
            # Number the combinations that occur, before the possible ones outgrow 63 bits.
            distinct, codes = np.unique(codes, return_inverse=True)
            size = len(distinct)
    is_used = np.zeros(size, dtype=bool)
    is_used[codes] = True
    place = np.cumsum(is_used) - 1
    row_combo: NDArray[np.int64] = place[codes]
    example = np.zeros(int(is_used.sum()), dtype=np.int64)
    example[row_combo] = np.arange(batch.num_rows)
    named = [[words[code] for code in column_codes[example]] for words, column_codes in columns]
    return list(zip(*named, strict=True)), row_combo


def _encode(batch: pa.Table, name: str) -> tuple[list[str | None], NDArray[np.int64]]:
    """A column's distinct words and each row's number among them; 0 is null."""
    import numpy as np
    import pyarrow as pa

    column = batch.column(name) if name in batch.column_names else None
    if column is None or column.null_count == batch.num_rows:
        return [None], np.zeros(batch.num_rows, dtype=np.int64)
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    encoded = column.unify_dictionaries().combine_chunks()
    indices = encoded.indices
    numbers = (indices.fill_null(-1) if indices.null_count else indices).to_numpy()
    return [None, *encoded.dictionary.to_pylist()], numbers.astype(np.int64) + 1


def _add_windows(
    row_card: NDArray[np.int64],
    row_combo: NDArray[np.int64],
    is_dated: NDArray[np.bool_],
    sets: list[CardSet],
    moments: NDArray[np.int64],
) -> None:
    """Move the rows of dated sets on from their set's first card to the card of their moment."""
    import numpy as np

    rows = np.flatnonzero(is_dated[row_combo])
    combos = row_combo[rows]
    # Sixteen bits sort by radix, several times faster.
    order = np.argsort(combos.astype(np.int16) if len(sets) < _SMALL else combos, kind="stable")
    rows, combos = rows[order], combos[order]
    starts = np.flatnonzero(np.diff(combos, prepend=-1))
    for begin, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        group = rows[begin:end]
        row_card[group] += _window_of(sets[int(combos[begin])], moments[group])


def _window_of(found: CardSet, moments: NDArray[np.int64]) -> NDArray[np.int64]:
    import numpy as np

    days = moments // US_PER_DAY
    window: NDArray[np.int64] = np.searchsorted(np.array(found.day_starts, dtype=np.int64), days, side="right")
    if found.weekly:
        window = window * DAYS_IN_WEEK + (days + 3) % DAYS_IN_WEEK
    if found.cuts:
        cuts = np.array(found.cuts, dtype=np.int64)
        window = window * (len(cuts) + 1) + np.searchsorted(cuts, moments - days * US_PER_DAY, side="right")
    return window
