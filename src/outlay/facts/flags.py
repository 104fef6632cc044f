"""The flags of a request: which of them its price gave. All others stay when it is priced anew."""

from __future__ import annotations

from typing import Final

PRICE_FLAGS: Final = frozenset(
    {
        "unknown_model", "unknown_provider", "no_model", "no_price", "no_usage", "provider_inferred",
        "context_unmatched", "band_unmatched", "rate_fallback", "unpriced_unit", "stated_by_gateway",
        "gateway_cost_differs",
    }
)  # fmt: skip


def split_flags(text: str | None) -> list[str]:
    """The flags of a row."""
    return [flag for flag in (text or "").split(",") if flag]


def usage_flags(text: str | None) -> str | None:
    """Those of a row's flags that no price gave."""
    kept = [flag for flag in split_flags(text) if flag.partition(":")[0] not in PRICE_FLAGS]
    return ",".join(kept) or None
