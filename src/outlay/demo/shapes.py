"""Shapes of token lengths: parameters fitted to real traffic, no data of it.

Source: Azure LLM inference trace 2023, Microsoft Corporation, Azure Public Dataset
(github.com/Azure/AzurePublicDataset), CC-BY 4.0; described in Patel et al., "Splitwise", ISCA 2024. A mixture of
two lognormals was fitted by expectation maximisation to each column; nothing else of the trace is used.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True)
class Shape:
    """A mixture of two lognormals: the weight of the first, their means and deviations of the logarithm."""

    weight: float
    means: tuple[float, float]
    deviations: tuple[float, float]
    longest: int

    def sample(self, rng: np.random.Generator, count: int, *, scale: float, cap: int) -> npt.NDArray[np.int64]:
        """Draw lengths times a scale; the longest are cut as the trace's longest and at the model's limit."""
        import numpy as np

        first = rng.random(count) < self.weight
        means = np.where(first, *self.means)
        deviations = np.where(first, *self.deviations)
        lengths = np.exp(means + deviations * rng.standard_normal(count)) * scale
        limit = min(self.longest * scale, cap)
        return np.clip(lengths, 1, limit).astype(np.int64)


CONVERSATION_INPUT: Final = Shape(weight=0.986, means=(6.685, 2.992), deviations=(0.889, 0.698), longest=14_050)
CONVERSATION_OUTPUT: Final = Shape(weight=0.722, means=(4.639, 6.007), deviations=(0.709, 0.05), longest=1_000)
CODE_INPUT: Final = Shape(weight=0.695, means=(7.648, 5.516), deviations=(0.726, 1.308), longest=7_437)
CODE_OUTPUT: Final = Shape(weight=0.662, means=(2.367, 3.611), deviations=(0.386, 0.901), longest=1_899)
