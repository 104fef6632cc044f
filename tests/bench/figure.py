"""What a benchmark answers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number beside its promise.

    A promise is a lower bound (`at_least`, for rates) or an upper one (`at_most`, for times), in `unit`.
    `peak_mb` is filled in by the runner with the peak of the whole process unless it is given.
    """

    name: str
    value: float
    unit: str
    at_least: float | None = None
    at_most: float | None = None
    peak_mb: float | None = None
    peak_at_most_mb: float | None = None
    note: str = ""

    @property
    def promise(self) -> str:
        bounds = [f"≥ {self.at_least:,g}"] if self.at_least is not None else []
        bounds += [f"≤ {self.at_most:,g}"] if self.at_most is not None else []
        text = f"{' '.join(bounds)} {self.unit}" if bounds else ""
        memory = f"≤ {self.peak_at_most_mb:,g} MB" if self.peak_at_most_mb is not None else ""
        return ", ".join(filter(None, [text, memory]))

    @property
    def verdict(self) -> str:
        if not self.promise:
            return ""
        held = [
            self.at_least is None or self.value >= self.at_least,
            self.at_most is None or self.value <= self.at_most,
            self.peak_at_most_mb is None or (self.peak_mb or 0) <= self.peak_at_most_mb,
        ]
        return "met" if all(held) else "MISSED"
