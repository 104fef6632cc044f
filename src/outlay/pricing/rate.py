"""The scalar evaluator: one card, one request's usage, exact money."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from typing import Final

from outlay.core.money import SCALE
from outlay.pricing.ladder import PICO
from outlay.pricing.model import LEAVES, Band, Card, Count, Rate, Rated, Usage
from outlay.pricing.units import all_units, priced_as

_NEW_TUPLE: Final = tuple.__new__
"""Skips the keyword handling of `Rated`, a fifth of the time that a price takes."""
_SECONDS: Final = ("audio_seconds", "input_audio_seconds")
_SLOTS: Final = ("input", "cache_read", "cache_write", "output", "units")


def price_usage(card: Card, usage: Usage | None) -> Rated:
    """Price one request's usage with its card. No usage, or no price, is unknown and never zero."""
    if usage is None:
        return Rated(None, None, None, None, None, None, flags=("no_usage",))
    input_, read, write_5m, write_1h, output, reasoning, units, flags = usage
    thresholds = card.thresholds
    band = card.bands[bisect_left(thresholds, input_ + read + write_5m + write_1h)] if thresholds else card.bands[0]
    exact = band.exact
    if exact is None or units or flags or reasoning > output:
        return _rate_with_care(card, band, usage)
    r_input, r_read, r_5m, r_1h, r_output, r_reasoning = exact
    cost_input = input_ * r_input
    cost_read = read * r_read
    cost_write = write_5m * r_5m + write_1h * r_1h
    cost_output = (output - reasoning) * r_output + reasoning * r_reasoning
    total = cost_input + cost_read + cost_write + cost_output
    fallen: tuple[str, ...] = ()
    if band.may_fall and (read or write_5m or write_1h):
        _, falls_read, falls_5m, falls_1h, _, _ = band.fallback
        if (read and falls_read) or (write_5m and falls_5m) or (write_1h and falls_1h):
            fallen = tuple(_fallen(band, usage))
    return _NEW_TUPLE(Rated, (cost_input, cost_read, cost_write, cost_output, 0, total, 0, 0, fallen))


def price_sampled(card: Card, usage: Usage | None, requests: int) -> Rated:
    """Price the usage of several like requests, of which one was seen: bands, fees and minimums are of each."""
    if usage is None or requests == 1:
        return price_usage(card, usage)
    return _rate_with_care(card, card.bands[band_of(card, usage, requests)], usage, requests)


def band_of(card: Card, usage: Usage, requests: int = 1) -> int:
    """The band of one of several like requests: a threshold must be exceeded, reaching it is not enough."""
    total = sum(usage[:4])
    return sum(total > threshold * requests for threshold in card.thresholds)


def _fallen(band: Band, usage: Usage) -> Iterator[str]:
    for leaf, is_fallback, count in zip(LEAVES, band.fallback, usage, strict=False):
        if is_fallback and count:
            yield f"rate_fallback:{leaf}"


def half_even(numerator: int, divisor: int) -> int:
    """Divide whole numbers, rounding half to even; the divisor is positive."""
    quotient, rest = divmod(numerator, divisor)
    twice = rest * 2
    if twice > divisor or (twice == divisor and quotient & 1):
        return quotient + 1
    return quotient


def price_count(count: Count, rate: Rate) -> int:
    """One leaf: multiply first, round once."""
    numerator, divisor = rate
    above, below = count.as_integer_ratio()
    return half_even(above * numerator, below * divisor)


class _Sum:
    """Collects leaves into the parts of a cost; a part without a priced leaf has no amount."""

    def __init__(self) -> None:
        self.parts: list[int | None] = [0, 0, 0, 0, 0]
        self.by_direction = {"input": 0, "output": 0}
        self.flags: list[str] = []
        self.has_priced = False
        self._unpriced: set[int] = set()
        self._priced: set[int] = set()

    def add(self, slot: int, amount: int, direction: str | None) -> None:
        self.parts[slot] = (self.parts[slot] or 0) + amount
        self.has_priced = True
        self._priced.add(slot)
        if slot == len(_SLOTS) - 1 and direction is not None:
            self.by_direction[direction] += amount

    def miss(self, slot: int, flag: str) -> None:
        self.flags.append(flag)
        self._unpriced.add(slot)

    def finish(self, flags: tuple[str, ...]) -> Rated:
        for slot in self._unpriced - self._priced:
            self.parts[slot] = None
        everything = (*flags, *self.flags)
        if self._unpriced and not self.has_priced:
            return Rated(None, None, None, None, None, None, flags=everything)
        total = sum(part for part in self.parts if part is not None)
        input_, read, write, output, units = self.parts
        directed = self.by_direction
        return Rated(input_, read, write, output, units, total, directed["input"], directed["output"], everything)


def _rate_with_care(card: Card, band: Band, usage: Usage, requests: int = 1) -> Rated:
    if not card.known:
        flags = (*card.flags, *usage.flags, *band.flags)
        return Rated(None, None, None, None, None, None, flags=flags)
    total = _Sum()
    atoms, flags = atoms_of(card, band, usage, requests)
    for unit, count in atoms:
        _add_atom(total, band, unit, count)
    return total.finish(flags)


def atoms_of(
    card: Card, band: Band, usage: Usage, requests: int = 1
) -> tuple[list[tuple[str, Count]], tuple[str, ...]]:
    """The parts of usage that a card prices one by one, the request itself among them if it has a fee, and flags."""
    flags = (*card.flags, *usage.flags, *band.flags)
    if usage.reasoning > usage.output:
        # Reasoning cannot exceed the output that contains it: the source counts it beside the output.
        usage = usage._replace(output=usage.output + usage.reasoning)
        flags = (*flags, "contradiction:output_reasoning_tokens")
    if card.minimum and usage.units:
        usage = usage._replace(units=_with_minimum(card, usage.units, requests))
    atoms, more = split_usage(usage)
    if "requests" in band.rates:
        atoms = [*atoms, ("requests", requests)]
    return atoms, (*flags, *more)


def _add_atom(total: _Sum, band: Band, unit: str, count: Count) -> None:
    if count == 0:
        return
    facts = all_units()[unit]
    slot = _SLOTS.index(facts.slot)
    priced, is_flagged = priced_as(unit, band.rates)
    if priced is None:
        total.miss(slot, f"unpriced_unit:{unit}")
        return
    if is_flagged:
        total.flags.append(f"rate_fallback:{unit}")
    total.add(slot, price_count(count, band.rates[priced]), facts.direction)


def _with_minimum(card: Card, units: Mapping[str, Count], requests: int) -> dict[str, Count]:
    raised = dict(units)
    if card.minimum.keys() >= set(_SECONDS) and (seconds := units.get(_SECONDS[0]) or units.get(_SECONDS[1])):
        # Transcription: the audio is the input, whichever of the two the source names.
        raised.update(dict.fromkeys(_SECONDS, seconds))
    for unit, least in card.minimum.items():
        if raised.get(unit):
            raised[unit] = max(raised[unit], least * requests)
    return raised


def split_usage(usage: Usage) -> tuple[list[tuple[str, Count]], tuple[str, ...]]:
    """Split usage into parts that do not overlap, and say what did not fit.

    Details that exceed what contains them are dropped with a flag; the totals stay.
    """
    output = usage.output - usage.reasoning
    plain: list[tuple[str, Count]] = list(zip(LEAVES, (*usage[:4], output, usage.reasoning), strict=True))
    if not usage.units:
        return plain, ()
    known = {unit: count for unit, count in usage.units.items() if unit in all_units() and count}
    flags = tuple(f"unknown_unit:{unit}" for unit in usage.units if unit not in all_units())
    details = {unit: count for unit, count in known.items() if all_units()[unit].is_token}
    alone = _leaves_of({unit: count for unit, count in known.items() if unit not in details})
    tokens = _leaves_of({**_inclusive(usage), **details}) if details else dict(plain)
    wrong = sorted(unit for unit, count in (*tokens.items(), *alone.items()) if count < 0)
    if any(count < 0 for count in tokens.values()):
        tokens = dict(plain)
    return [*tokens.items(), *((u, max(c, 0)) for u, c in alone.items())], (
        *flags,
        *(f"contradiction:{unit}" for unit in wrong),
    )


def _inclusive(usage: Usage) -> dict[str, Count]:
    write = usage.cache_write_5m + usage.cache_write_1h
    return {
        "input_tokens": usage.input + usage.cache_read + write,
        "cache_read_tokens": usage.cache_read,
        "cache_write_tokens": write,
        "cache_write_5m_tokens": usage.cache_write_5m,
        "cache_write_1h_tokens": usage.cache_write_1h,
        "output_tokens": usage.output,
        "output_reasoning_tokens": usage.reasoning,
    }


def _leaves_of(totals: dict[str, Count]) -> dict[str, Count]:
    """Subtract from each total what its reported parts hold, most specific first."""
    leaves: dict[str, Count] = {}
    for unit in sorted(totals, key=lambda name: (-len(all_units()[name].dimensions), name)):
        inner = sum(count for other, count in leaves.items() if unit in all_units()[other].above)
        leaves[unit] = totals[unit] - inner
    return leaves


def format_amount(amount: int) -> str:
    """1e-12 USD as a plain decimal string in USD; amounts of usage are never negative."""
    whole, rest = divmod(amount, PICO)
    return f"{whole}.{rest:0{SCALE}d}".rstrip("0").rstrip(".")
