"""A unit's price over the context-length bands, exact."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Final, NamedTuple, TypeAlias

PICO: Final = 10**12
"""How many of pricing's units of money make one USD."""


class Ladder(NamedTuple):
    """A base rate and the rates above thresholds of the request's whole input, in 1e-12 USD per unit."""

    base: Fraction
    steps: tuple[tuple[int, Fraction], ...] = ()

    def above(self, threshold: int | None) -> Fraction:
        """The rate of a request just above a threshold; None asks for the base."""
        rate = self.base
        if threshold is not None:
            for start, step in self.steps:
                if start <= threshold:
                    rate = step
        return rate

    def scaled(self, factor: Fraction) -> Ladder:
        """The same ladder times a factor."""
        return Ladder(self.base * factor, tuple((start, step * factor) for start, step in self.steps))


Ladders: TypeAlias = Mapping[str, Ladder]
"""Unit name to ladder."""
