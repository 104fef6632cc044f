"""What an answer says about itself: id, model and tier served, usage. Also as it comes in by pieces."""

from __future__ import annotations

from outlay_sdk.usage import Fields, count_tool_calls, pick, pick_text, read_messages, read_usage

_MESSAGE_USAGE = (
    *("input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens", "cache_creation"),
    *("output_tokens_details", "server_tool_use", "service_tier", "inference_geo", "speed"),
)
_FINAL_RESPONSES = {"response.completed", "response.incomplete", "response.failed"}


def read_answer(answer: object, kind: str, provider: str | None) -> Fields:
    """The fields of a record that a complete answer gives."""
    usage = pick(answer, "usage")
    fields = read_messages(usage) if kind == "messages" and usage is not None else read_usage(usage, provider)
    for name, told in (("response_id", "id"), ("model", "model"), ("service_tier", "service_tier")):
        text = pick_text(answer, told)
        if text:
            fields[name] = text
    if kind in {"responses", "response_retrieved"}:
        _add_units(fields, count_tool_calls(pick(answer, "output")))
        fields["status"] = _status_of(pick_text(answer, "status"))
    if kind == "images":
        _count_image_output(fields)
    return fields


def _add_units(fields: Fields, units: dict[str, int]) -> None:
    if units:
        known = fields.get("units")
        fields["units"] = {**known, **units} if isinstance(known, dict) else units


def _count_image_output(fields: Fields) -> None:
    """An images answer's output is image tokens even where it does not say so."""
    output = fields.get("output_tokens")
    units = fields.get("units")
    known = units if isinstance(units, dict) else {}
    if isinstance(output, int) and output and "output_image_tokens" not in known:
        fields["units"] = {**known, "output_image_tokens": output}


def _status_of(told: str | None) -> str:
    return {"failed": "error", "cancelled": "cancelled"}.get(told or "", "ok")


class Progress:
    """Gathers what the events of one stream say. `is_complete` once the final usage has been seen."""

    __slots__ = ("_kind", "_provider", "_usage", "fields", "is_complete")

    def __init__(self, kind: str, provider: str | None) -> None:
        self._kind = kind
        self._provider = provider
        self._usage: Fields = {}
        self.fields: Fields = {}
        self.is_complete = False

    def see(self, event: object) -> None:
        """Take note of one event."""
        if self._kind == "chat":
            self._see_chunk(event)
        elif self._kind == "messages":
            self._see_message_event(event)
        else:
            self._see_typed_event(event)

    def _see_chunk(self, chunk: object) -> None:
        fields = self.fields
        if "response_id" not in fields:
            self._take(chunk, (("response_id", "id"), ("model", "model")))
        tier = pick(chunk, "service_tier")
        if isinstance(tier, str) and tier:
            fields["service_tier"] = tier
        usage = pick(chunk, "usage")
        if usage is not None:
            fields.update(read_usage(usage, self._provider))
            self.is_complete = True

    def _see_message_event(self, event: object) -> None:
        kind = pick(event, "type")
        if kind == "message_start":
            message = pick(event, "message")
            self._take(message, (("response_id", "id"), ("model", "model")))
            self._see_message_usage(pick(message, "usage"))
        elif kind == "message_delta":
            self._see_message_usage(pick(event, "usage"))
            self.is_complete = True

    def _see_message_usage(self, usage: object) -> None:
        """Later counts are cumulative and take the place of earlier ones; what they leave out stays."""
        for name in _MESSAGE_USAGE:
            value = pick(usage, name)
            if value is not None:
                self._usage[name] = value
        self.fields.update(read_messages(self._usage))

    def _see_typed_event(self, event: object) -> None:
        kind = pick_text(event, "type") or ""
        if kind == "response.created":
            self._take(pick(event, "response"), (("response_id", "id"), ("model", "model")))
        elif kind in _FINAL_RESPONSES:
            self.fields.update(read_answer(pick(event, "response"), "responses", self._provider))
            self.is_complete = True
        elif kind.endswith((".completed", ".done")) and pick(event, "usage") is not None:
            self.fields.update(read_answer(event, self._kind, self._provider))
            self.is_complete = True

    def _take(self, source: object, names: tuple[tuple[str, str], ...]) -> None:
        for name, told in names:
            text = pick_text(source, told)
            if text:
                self.fields[name] = text
