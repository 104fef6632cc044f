"""Reads model, token class, service tier and routing off the usage types of Amazon Bedrock.

Several spellings are in use: `USE1-Claude4.6Sonnet-input-tokens-batch`,
`USW2-anthropic.claude-opus-4-8-mantle-cache-read-tokens-global-standard`, and in AWS Marketplace
`USE1-MP:USE1_CacheWrite1hInputTokenCount_Global-Units`, where the product's name says the model.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Final

_REGION: Final = re.compile(r"^(?:[A-Z]{2,4}\d|EU|UG[EW]1)[-_]")
_EDITION: Final = re.compile(r"\s*\(Amazon Bedrock Edition\)\s*$", re.IGNORECASE)
_TOKENS: Final = re.compile(r"\b(cache read|cache write(?: 1h)?)?\s?(input |output )?tokens?\b")
_PROVISIONED: Final = re.compile(r"\b(reserved|provisioned|tpm|custom model|model unit)\b")
_CLAUDE: Final = re.compile(
    r"claude[ -]?(\d+(?:[. ]\d+)?)?[ -]?(opus|sonnet|haiku|instant|fable)?[ -]?(\d+(?:[. ]\d+)?)?"
)
_NOVA: Final = re.compile(r"nova[ -]?(\d+(?:\.\d+)?)?[ -]?(micro|lite|pro|premier|sonic|omni)")
_TIERS: Final = ("batch", "priority", "flex", "provisioned")
_THOUSAND: Final = 1_000
_MILLION: Final = 1_000_000
_NAME_FIRST: Final = 4
"""Claude's names put the number last since version 4: `claude-3-5-sonnet`, `claude-sonnet-4-5`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenUse:
    """What a usage type sells: tokens of a class where `meter` says so; `factor` is None for an unknown unit."""

    model: str | None
    meter: str | None
    factor: int | None
    unit: str | None
    details: str | None


def is_bedrock_edition(product: str | None) -> bool:
    """Whether a product of AWS Marketplace is a model that Bedrock serves."""
    return product is not None and _EDITION.search(product) is not None


def read_usage(usage_type: str, unit: str | None, product: str | None, description: str | None = None) -> TokenUse:
    """Read a usage type, with the unit of its price and, for AWS Marketplace, product and description."""
    words = _words(usage_type)
    model = _EDITION.sub("", product) if product and is_bedrock_edition(product) else _model_text(usage_type)
    meter = None if _PROVISIONED.search(words) else _meter(words)
    factor = _factor(unit, f"{words} {description or ''}") if meter else None
    return TokenUse(
        model=_model_name(model),
        meter=meter,
        factor=factor,
        unit=f"{factor} Tokens" if factor and factor > 1 else "Tokens" if factor else None,
        details=_details(words),
    )


def _words(usage_type: str) -> str:
    """Lower-case words: `CacheWrite1hInputTokenCount_Global` is `cache write 1h input token count global`."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", usage_type.rsplit(":", 1)[-1])
    words = re.sub(r"[^a-z0-9.]+", " ", spaced.casefold())
    return re.sub(r"\bwrite(\d+h)\b", r"write \1", words).strip()


def _meter(words: str) -> str | None:
    found = _TOKENS.search(words)
    if not found:
        return None
    if found[1]:
        return "Cache Read Input Tokens" if "read" in found[1] else "Cache Write Input Tokens"
    if "output" in words or "response" in words:
        return "Output Tokens"
    return "Input Tokens" if "input" in words else None


def _factor(unit: str | None, text: str) -> int | None:
    """Tokens in a unit of the price: as the unit says, else as the description of a plain `Units` does."""
    name = re.sub(r"[ ,]", "", (unit or "").casefold())
    known = {"1ktokens": _THOUSAND, "1000tokens": _THOUSAND, "ktokens": _THOUSAND, "1mtokens": _MILLION}
    known |= {"1000000tokens": _MILLION, "mtokens": _MILLION, "tokens": 1, "token": 1}
    if name in known or name not in {"units", "unit"}:
        return known.get(name)
    lowered = text.casefold()
    if re.search(r"million|\b1 ?m\b", lowered):
        return _MILLION
    return _THOUSAND if re.search(r"thousand|\b1 ?k\b|\b1,?000\b", lowered) else None


def _model_text(usage_type: str) -> str | None:
    text = _REGION.sub("", usage_type.rsplit(":", 1)[-1])
    found = re.match(r"(.+?)[-_](?:mantle-|text-|speech-|image-)?(?:cache-|input-|output-)(?=.*token)", text)
    return found[1] if found else None


def _model_name(text: str | None) -> str | None:
    """The model as its maker calls it where that is known: `claude-sonnet-4-6` of `Claude4.6Sonnet`."""
    if not text:
        return None
    if re.match(r"[a-z0-9]+\.[a-z]", text):
        return text
    lowered = re.sub(r"(?<=[a-z])(?=\d)", " ", text.casefold())
    if found := _CLAUDE.fullmatch(lowered.strip()):
        number = (found[1] or found[3] or "").replace(".", "-").replace(" ", "-")
        name = found[2]
        is_late = bool(number) and int(number.split("-")[0]) >= _NAME_FIRST
        parts = ("claude", name, number) if is_late else ("claude", number, name)
        return "-".join(part for part in parts if part)
    if found := _NOVA.fullmatch(lowered.strip()):
        number = (found[1] or "").removesuffix(".0").replace(".", "-")
        return "-".join(part for part in ("nova", number, found[2]) if part)
    return re.sub(r"[ _]+", "-", text.strip()).casefold()


def _details(words: str) -> str | None:
    """What else the price depends on, as members of SkuPriceDetails."""
    members = {}
    tier = next((tier for tier in _TIERS if tier in words), None)
    if tier:
        members["x_ServiceTier"] = tier
    if "global" in words or "cross region" in words:
        members["x_InferenceRouting"] = "global" if "global" in words else "cross-region"
    if re.search(r"long context|long ctx|lctx|l ctx", words):
        members["x_ContextWindow"] = "long"
    if re.search(r"write 1 ?h", words):
        members["x_CacheDuration"] = "1h"
    return json.dumps(members, separators=(",", ":"))[1:-1] if members else None
