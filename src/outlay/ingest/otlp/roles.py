"""What part a record plays: a request that counts, an aggregate of others, a link between them, or nothing of ours."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.ingest.events.rows import FIELD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.ingest.otlp.spellings import Spellings

REQUEST: Final = "request"
AGGREGATE: Final = "aggregate"
PASSES: Final = "passes"
_NEVER: Final = "never"

_FIRST_COUNT: Final = FIELD["input_tokens"]
_AFTER_COUNTS: Final = FIELD["total_tokens"] + 1
_NO_COUNTS: Final[list[object]] = [None] * (_AFTER_COUNTS - _FIRST_COUNT)
_COSTS: Final = ("cost", "cost_input", "provider_cost", "caller_cost", "caller_cost_input", "caller_cost_output")


class Judge:
    """Tells the role of a record by its values."""

    __slots__ = ("_costs", "_counts", "_models", "_roles", "_tool")

    def __init__(self, spellings: Spellings) -> None:
        slots = spellings.slots
        self._roles = tuple((role.slot, role.meaning) for role in spellings.roles)
        self._models = (slots["model_served"], slots["model_asked"])
        self._tool = slots["tool_name"]
        counts = ("text_input_tokens", "text_output_tokens", "usage_details")
        self._counts = (*(slots[name] for name in counts), *(slot for _, slot in spellings.units))
        self._costs = tuple(slots[name] for name in (*_COSTS, "cost_details"))

    def role_of(self, slots: Sequence[object]) -> str | None:
        """The role, or None where the record has nothing to do with generative AI."""
        for slot, meaning in self._roles:
            value = slots[slot]
            if value is not None:
                role = meaning.get(str(value).casefold(), AGGREGATE)
                break
        else:
            return self._role_of_unnamed(slots)
        if role == REQUEST:
            return REQUEST
        return AGGREGATE if role != _NEVER and self.has_usage(slots) else PASSES

    def has_usage(self, slots: Sequence[object]) -> bool:
        """Whether a record carries counts, units or a cost."""
        return self.has_counts(slots) or any(slots[slot] is not None for slot in self._costs)

    def has_counts(self, slots: Sequence[object]) -> bool:
        """Whether a record carries counts of tokens or of other units."""
        if slots[_FIRST_COUNT:_AFTER_COUNTS] != _NO_COUNTS:
            return True
        return any(slots[slot] is not None for slot in self._counts)

    def _role_of_unnamed(self, slots: Sequence[object]) -> str | None:
        served, asked = self._models
        has_model = slots[served] is not None or slots[asked] is not None
        return REQUEST if has_model and slots[self._tool] is None and self.has_counts(slots) else None
