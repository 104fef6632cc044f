"""Makes a canonical row of the values of a record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.ingest.events.rows import FIELD, WIDTH
from outlay.ingest.otlp.calls import resolve_call
from outlay.ingest.otlp.documents import parse, read_document, tags_of
from outlay.ingest.otlp.numbers import number_of

if TYPE_CHECKING:
    from outlay.ingest.otlp.attributes import Values
    from outlay.ingest.otlp.spellings import Spellings

_PROVIDER: Final = FIELD["provider"]
_MODEL: Final = FIELD["model"]
_REGION: Final = FIELD["region"]
_TIER: Final = FIELD["service_tier"]
_PROCESSING: Final = FIELD["processing"]
_SPEED: Final = FIELD["speed"]
_CONVENTION: Final = FIELD["usage_convention"]
_INPUT: Final = FIELD["input_tokens"]
_OUTPUT: Final = FIELD["output_tokens"]
_COST: Final = FIELD["cost"]
_COST_INPUT: Final = FIELD["cost_input"]
_COST_OUTPUT: Final = FIELD["cost_output"]
_STATED_BY: Final = FIELD["stated_by"]
_KIND: Final = FIELD["source_kind"]
_UNITS: Final = FIELD["units"]
_TAGS: Final = FIELD["tags"]
_FLAGS: Final = FIELD["flags"]
_USAGE: Final = slice(FIELD["input_tokens"], FIELD["total_tokens"] + 1)
_MODALITIES: Final = ("audio", "image", "video")
_DOCUMENTS: Final = ("provider_metadata", "usage_details", "cost_details", "hidden_params")
_USUAL_SPEEDS: Final = ("standard", "normal", "default")
_TRUE: Final = frozenset({"true", "1", "yes"})


class Builder:
    """Completes the fields of a row from signals. One for a decoding; it keeps nothing of a record."""

    __slots__ = (
        "_asked",
        "_batch",
        "_cache_hit",
        "_caller",
        "_documents",
        "_no_parts",
        "_no_tags",
        "_parts",
        "_provider",
        "_provider_cost",
        "_served",
        "_spellings",
        "_tag_list",
        "_tag_map",
        "_tags",
        "_text",
        "_tier_asked",
        "_tier_served",
        "_units",
    )  # fmt: skip

    def __init__(self, spellings: Spellings) -> None:
        slots = spellings.slots
        self._spellings = spellings
        self._documents = tuple((name, slots[name]) for name in _DOCUMENTS)
        self._served, self._asked = slots["model_served"], slots["model_asked"]
        self._provider = slots["provider_override"], slots["server_address"], slots["provider_name"]
        self._tier_served, self._tier_asked = slots["tier_served"], slots["tier_asked"]
        self._batch = slots["batch_id"]
        self._provider_cost = slots["provider_cost"]
        self._caller = slots["caller_cost"], slots["caller_cost_input"], slots["caller_cost_output"]
        self._units = spellings.units
        self._parts = slice(spellings.units[0][1], slots["text_output_tokens"] + 1)
        self._tags = slice(spellings.tags[0][1], slots["tag_map"] + 1)
        blank = [None] * spellings.width
        self._no_parts, self._no_tags = blank[self._parts], blank[self._tags]
        self._tag_map, self._tag_list = slots["tag_map"], slots["tag_list"]
        self._text = slots["text_input_tokens"], slots["text_output_tokens"]
        self._cache_hit = slots["is_app_cache_hit"]

    def complete(self, values: Values, *, is_gateway: bool = False) -> list[object]:
        """The row of a record whose identity and times the caller sets."""
        slots = values.slots
        flags: list[str] = []
        if slots[_CONVENTION] is None:
            slots[_CONVENTION] = "inclusive"
        for name, slot in self._documents:
            if slots[slot] is not None:
                self._take_document(name, slots[slot], slots)
        self._call(slots, flags)
        self._tier(slots, flags)
        if slots[self._parts] != self._no_parts:
            self._take_parts(slots, flags)
        if values.tags or slots[self._tags] != self._no_tags:
            self._tag(values)
        slots[_KIND] = "gateway" if is_gateway else "client"
        self._cost(slots, flags, is_gateway=is_gateway)
        slots[_FLAGS] = ",".join(flags) or None
        return slots[:WIDTH]

    def _take_document(self, name: str, text: object, slots: list[object]) -> None:
        """Read a JSON text. Langfuse's usage replaces the attributes, other documents fill what is missing."""
        content = parse(text)
        found = read_document(name, content, self._spellings)
        if name == "usage_details" and found:
            slots[_USAGE] = [None] * len(slots[_USAGE])
            is_inclusive = isinstance(content, dict) and not self._spellings.inclusive_keys.isdisjoint(content)
            slots[_CONVENTION] = "inclusive" if is_inclusive else "disjoint"
        if name == "cost_details" and "caller_cost" not in found and isinstance(content, dict):
            parts = [number for number in map(number_of, content.values()) if number is not None]
            found["caller_cost"] = str(sum(parts)) if parts else None
        for reading, value in found.items():
            slot = self._spellings.slots[reading]
            if slots[slot] is None:
                slots[slot] = value

    def _call(self, slots: list[object], flags: list[str]) -> None:
        """Who was called, and the model: the one that served, else the one asked for."""
        model = slots[self._served]
        if model is None and slots[self._asked] is not None:
            model = slots[self._asked]
            flags.append("model_asked")
        override, address, provider = self._provider
        call = resolve_call(slots[override], slots[address], model, slots[provider])
        slots[_PROVIDER] = call.provider
        slots[_MODEL] = call.model
        if slots[_REGION] is None:
            slots[_REGION] = call.region

    def _tier(self, slots: list[object], flags: list[str]) -> None:
        """The tier that served, else the one asked for; a batch is no tier but a way of processing."""
        tier = slots[self._tier_served]
        if tier is None and slots[self._tier_asked] is not None:
            tier = slots[self._tier_asked]
            flags.append("tier_asked")
        if slots[_SPEED] in _USUAL_SPEEDS:
            slots[_SPEED] = None
        is_batch = slots[self._batch] is not None or "batch" in {slots[_PROCESSING], tier}
        slots[_TIER] = None if tier == "batch" else tier
        slots[_PROCESSING] = "batch" if is_batch else None

    def _take_parts(self, slots: list[object], flags: list[str]) -> None:
        """Units as JSON, and totals of records that tell parts by modality only."""
        units: dict[str, str] = {}
        for name, slot in self._units:
            if slots[slot] is not None:
                number = number_of(slots[slot])
                if number is None:
                    flags.append(f"invalid:{name}")
                elif number:
                    units[name] = str(number)
        if units:
            slots[_UNITS] = "{" + ",".join(f'"{name}":{number}' for name, number in units.items()) + "}"
        is_beside = slots[_CONVENTION] == "disjoint"
        for total, text, direction in zip((_INPUT, _OUTPUT), self._text, ("input", "output"), strict=True):
            if slots[total] is None or is_beside:
                # a row's total holds its modalities, whatever the sender's does
                first = slots[text] if slots[total] is None else slots[total]
                parts = [first, *(units.get(f"{direction}_{kind}_tokens") for kind in _MODALITIES)]
                numbers = [number for number in map(number_of, parts) if number is not None]
                slots[total] = sum(numbers) if numbers else slots[total]

    def _tag(self, values: Values) -> None:
        slots = values.slots
        named = {name: slots[slot] for name, slot in self._spellings.tags if slots[slot] is not None}
        tags = tags_of({**values.tags, **named}, slots[self._tag_map], slots[self._tag_list])
        slots[_TAGS] = json.dumps(tags, ensure_ascii=False, sort_keys=True) if tags else None

    def _cost(self, slots: list[object], flags: list[str], *, is_gateway: bool) -> None:
        """The stated cost and who states it: an answer of our own cache costs nothing."""
        total, part_in, part_out = self._caller
        if str(slots[self._cache_hit]).casefold() in _TRUE:
            slots[_COST], slots[_COST_INPUT], slots[_COST_OUTPUT] = "0", None, None
            slots[_STATED_BY] = "provider"
            flags.append("app_cache_hit")
        elif slots[self._provider_cost] is not None:
            slots[_COST], slots[_STATED_BY] = slots[self._provider_cost], "provider"
        elif slots[total] is not None or slots[part_in] is not None or slots[part_out] is not None:
            slots[_COST], slots[_COST_INPUT], slots[_COST_OUTPUT] = slots[total], slots[part_in], slots[part_out]
            slots[_STATED_BY] = "gateway" if is_gateway else "caller"
        elif slots[_COST] is not None or slots[_COST_INPUT] is not None or slots[_COST_OUTPUT] is not None:
            slots[_STATED_BY] = "gateway"
