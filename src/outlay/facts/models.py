"""Which family a model belongs to and who made it, whoever resells it."""

from __future__ import annotations

import re
from typing import Final

_VENDORS: Final = (
    (r"^(gpt|o\d|chatgpt|text-embedding|dall-e|whisper|davinci|babbage|sora|codex)", "openai"),
    (r"claude", "anthropic"),
    (r"^(gemini|gemma|palm|imagen|veo)", "google"),
    (r"llama", "meta"),
    (r"(mistral|mixtral|codestral|ministral|pixtral|magistral|devstral|voxtral)", "mistral_ai"),
    (r"^(command|embed-|rerank|aya)", "cohere"),
    (r"deepseek", "deepseek"),
    (r"qwen|qwq", "alibaba"),
    (r"grok", "x_ai"),
    (r"^(amazon|nova|titan)", "amazon"),
    (r"^(sonar|pplx)", "perplexity"),
    (r"kimi|moonshot", "moonshot_ai"),
    (r"^(phi)", "microsoft"),
)
_DATE_OR_VERSION: Final = re.compile(r"([-@_:](\d{8}|\d{4}-\d{2}-\d{2}|v\d+(:\d+)?|latest|preview|\d{4}))+$")
_REGION: Final = re.compile(r"^(us|eu|apac|global|au|jp|ca|us-gov)\.")
_MAKER: Final = re.compile(r"^(anthropic|amazon|meta|mistral|cohere|ai21|deepseek|openai|qwen|google)[./]")


def _plain(model: str) -> str:
    text = _REGION.sub("", model.strip().casefold().rsplit("/", 1)[-1])
    return _MAKER.sub("", text)


def model_family(model: str | None) -> str | None:
    """The model without its region, reseller, date and version: ``gpt-4o`` of ``gpt-4o-2024-08-06``."""
    if not model:
        return None
    plain = _plain(model)
    return _DATE_OR_VERSION.sub("", plain) or plain


def model_vendor(model: str | None) -> str | None:
    """The slug of who made a model, or None where its name does not tell."""
    if not model:
        return None
    plain = _plain(model)
    for pattern, vendor in _VENDORS:
        if re.search(pattern, plain):
            return vendor
    return None
