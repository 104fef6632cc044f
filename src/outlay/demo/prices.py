"""Public token prices that the sample's bills are made with; a test compares them with the price data."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

TOKEN_CLASSES: Final = ("input", "cache_read", "cache_write", "output")

SONNET_BEDROCK: Final = "global.anthropic.claude-sonnet-5-v1:0"
LLAMA: Final = "llama-3.3-70b-instruct"
PREVIEW: Final = "rerank-preview-0925"
"""A private preview: neither the bill nor the price data know a price."""

PER_MILLION: Final[Mapping[tuple[str, str], tuple[str, ...]]] = {
    ("openai", "gpt-5.2"): ("1.75", "0.175", "0", "14"),
    ("openai", "gpt-5-mini"): ("0.25", "0.025", "0", "2"),
    ("openai", "gpt-4o-2024-05-13"): ("5", "0", "0", "15"),
    ("openai", "text-embedding-3-small"): ("0.02", "0", "0", "0"),
    ("openai", PREVIEW): ("0", "0", "0", "0"),
    ("anthropic", "claude-haiku-4-5"): ("1", "0.1", "1.25", "5"),
    ("anthropic", "claude-sonnet-5"): ("2", "0.2", "2.5", "10"),
    ("aws.bedrock", SONNET_BEDROCK): ("2", "0.2", "2.5", "10"),
    ("self_hosted", LLAMA): ("0.25", "0.05", "0", "0.75"),
}
"""USD per million tokens, in the order of `TOKEN_CLASSES`, by provider and model."""

SELF_HOSTED_RATES: Final[Mapping[str, str]] = dict(
    zip(("input", "cache_read", "output"), ("0.25", "0.05", "0.75"), strict=True)
)
"""Weights of self-hosted tokens: the money is the server's."""


def rate(provider: str, model: str, token_class: str) -> Decimal:
    """USD per million tokens of a class."""
    return Decimal(PER_MILLION[provider, model][TOKEN_CLASSES.index(token_class)])


def pico_rates(provider: str, model: str) -> tuple[int, int, int, int]:
    """1e-12 USD per token of each class."""
    found = tuple(int(Decimal(text) * 1_000_000) for text in PER_MILLION[provider, model])
    return found[0], found[1], found[2], found[3]
