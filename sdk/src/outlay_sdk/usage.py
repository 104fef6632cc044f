"""Counts out of a provider's usage object: Outlay's names, and what they include, by the shape the provider documents.

Only counts, ids and names are ever read, never content.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Union

Number = Union[int, float]
Fields = dict[str, object]

REASONING_BESIDE_OUTPUT = frozenset({"x_ai", "perplexity"})
"""Whose chat answers do not include reasoning in the output."""

Names = tuple[tuple[str, str], ...]
"""A field of ours and the name that a provider has for it."""

_CHAT_COUNTS: Names = (("input_tokens", "prompt_tokens"), ("output_tokens", "completion_tokens"))
_TOTALS: Names = (("input_tokens", "input_tokens"), ("output_tokens", "output_tokens"))
_CACHE_COUNTS: Names = (("cache_read_tokens", "cached_tokens"), ("cache_write_tokens", "cache_write_tokens"))
_REASONING: Names = (("reasoning_tokens", "reasoning_tokens"),)
_INPUT_UNITS: Names = (("input_audio_tokens", "audio_tokens"), ("input_image_tokens", "image_tokens"))
_MESSAGE_COUNTS: Names = (
    *_TOTALS,
    ("cache_read_tokens", "cache_read_input_tokens"),
    ("cache_write_tokens", "cache_creation_input_tokens"),
)
_MESSAGE_WRITES: Names = (
    ("cache_write_5m_tokens", "ephemeral_5m_input_tokens"),
    ("cache_write_1h_tokens", "ephemeral_1h_input_tokens"),
)
_OWN_COUNTS: Names = (
    *_TOTALS,
    *_REASONING,
    *((name, name) for name in ("cache_read_tokens", "cache_write_tokens", "total_tokens")),
    *((name, name) for name in ("cache_write_5m_tokens", "cache_write_1h_tokens")),
)

ANTHROPIC_ONLY = ("cache_creation_input_tokens", "cache_read_input_tokens", "server_tool_use", "inference_geo")


def pick(source: object, name: str) -> object:
    """An entry of a dict, or an attribute of anything else; None where there is none."""
    if isinstance(source, dict):
        return source.get(name)
    return getattr(source, name, None)


def pick_text(source: object, name: str) -> str | None:
    """The same where it is text."""
    value = pick(source, name)
    return value if isinstance(value, str) and value else None


def pick_count(source: object, name: str) -> Number | None:
    """The same where it is a number; a bool or NaN is none."""
    if source is None:
        return None
    value = source.get(name) if isinstance(source, dict) else getattr(source, name, None)
    if isinstance(value, int):
        return None if value is True or value is False else value
    return value if isinstance(value, float) and math.isfinite(value) else None


def read_usage(usage: object, provider: str | None = None) -> Fields:
    """What a usage object says, as fields of a record; empty where it says nothing that is known."""
    if usage is None:
        return {}
    if isinstance(usage, Mapping) and not isinstance(usage, dict):
        usage = dict(usage)
    if pick_count(usage, "prompt_tokens") is not None or pick_count(usage, "completion_tokens") is not None:
        return _read_chat(usage, provider)
    if any(pick(usage, name) is not None for name in ANTHROPIC_ONLY):
        return read_messages(usage)
    return _read_responses(usage)


def read_messages(usage: object) -> Fields:
    """Usage of Anthropic's messages, whose counts do not include each other."""
    fields: Fields = {"usage_convention": "disjoint"}
    _copy(fields, usage, _MESSAGE_COUNTS)
    _copy(fields, pick(usage, "cache_creation"), _MESSAGE_WRITES)
    _copy(fields, pick(usage, "output_tokens_details"), (("reasoning_tokens", "thinking_tokens"),))
    if len(fields) == 1:
        return {}
    _copy_units(fields, pick(usage, "server_tool_use"), (("web_searches", "web_search_requests"),))
    for name, told in (("service_tier", "service_tier"), ("region", "inference_geo"), ("speed", "speed")):
        text = pick_text(usage, told)
        if text and text not in {"not_available", "batch"}:
            fields[name] = text
        elif text == "batch":
            fields["processing"] = "batch"
    return fields


def _read_chat(usage: object, provider: str | None) -> Fields:
    """Usage of chat completions, completions and embeddings, whose totals include their parts."""
    fields: Fields = {"usage_convention": "inclusive"}
    _copy(fields, usage, _CHAT_COUNTS)
    given, made = pick(usage, "prompt_tokens_details"), pick(usage, "completion_tokens_details")
    if given is not None:
        _copy(fields, given, _CACHE_COUNTS)
        _copy_units(fields, given, (("input_audio_tokens", "audio_tokens"),))
    elif provider == "deepseek":
        _copy(fields, usage, (("cache_read_tokens", "prompt_cache_hit_tokens"),))
    if made is not None:
        _copy(fields, made, _REASONING)
        _copy_units(fields, made, (("output_audio_tokens", "audio_tokens"),))
    if provider in REASONING_BESIDE_OUTPUT:
        _add_what_stands_beside(fields, usage)
    if provider == "perplexity":
        _copy_units(fields, usage, (("web_searches", "num_search_queries"),))
    if provider == "openrouter" and pick_count(usage, "cost") is not None:
        fields["cost"] = str(pick_count(usage, "cost"))
        fields["stated_by"] = "provider"
    return fields


def _add_what_stands_beside(fields: Fields, usage: object) -> None:
    """Reasoning and citations that are billed as output, but not counted in it."""
    if "reasoning_tokens" not in fields:
        _copy(fields, usage, _REASONING)
    beside = (fields.get("reasoning_tokens"), pick_count(usage, "citation_tokens"))
    known = [count for count in (fields.get("output_tokens"), *beside) if isinstance(count, int)]
    if known:
        fields["output_tokens"] = sum(known)


def _read_responses(usage: object) -> Fields:
    """Usage of OpenAI's responses, images and transcriptions, or counts under Outlay's own names."""
    fields: Fields = {"usage_convention": "inclusive"}
    _copy(fields, usage, _OWN_COUNTS if isinstance(usage, dict) else _TOTALS)
    given = pick(usage, "input_tokens_details") or pick(usage, "input_token_details")
    if given is not None:
        _copy(fields, given, _CACHE_COUNTS)
        _copy_units(fields, given, _INPUT_UNITS)
    made = pick(usage, "output_tokens_details")
    if made is not None:
        _copy(fields, made, _REASONING)
        _copy_units(fields, made, (("output_image_tokens", "image_tokens"),))
    if len(fields) > 1:
        return fields
    _copy_units(fields, usage, (("input_audio_seconds", "seconds"),))
    return {"units": fields["units"]} if "units" in fields else {}


def _copy(fields: Fields, source: object, names: Names) -> None:
    if source is None:
        return
    for name, told in names:
        count = pick_count(source, told)
        if count is not None:
            fields[name] = count


def _copy_units(fields: Fields, source: object, names: Names) -> None:
    if source is None:
        return
    for name, told in names:
        count = pick_count(source, told)
        if count:
            units = fields.setdefault("units", {})
            if isinstance(units, dict):
                units[name] = count


def count_tool_calls(output: object) -> dict[str, int]:
    """Searches among the items of a response's output, by the type of the item alone."""
    found: dict[str, int] = {}
    for item in output if isinstance(output, Iterable) and not isinstance(output, (str, bytes)) else ():
        kind = pick(item, "type")
        if kind == "web_search_call" and pick(pick(item, "action"), "type") in {None, "search"}:
            found["web_searches"] = found.get("web_searches", 0) + 1
        elif kind == "file_search_call":
            found["storage_searches"] = found.get("storage_searches", 0) + 1
    return found
