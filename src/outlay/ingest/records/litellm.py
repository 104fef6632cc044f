"""LiteLLM: its standard logging payload (webhook, generic API logger) and rows of its spend log (JSON or CSV).

Both are normalised to the shape of OpenAI: totals include cached tokens and reasoning. `spend` is LiteLLM's own
arithmetic, so it is the gateway's statement and never the provider's.
https://docs.litellm.ai/docs/proxy/logging_spec, LiteLLM_SpendLogs in its schema.prisma
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Final

from outlay.facts.providers import provider_of_host, region_of_host, resolve_provider
from outlay.ingest.events.rows import FIELD
from outlay.ingest.records.reading import (
    Record,
    first_text,
    kept_of,
    labels_of,
    list_of,
    number_of,
    object_of,
    put_labels,
    put_times,
    text_of,
)  # fmt: skip

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows

_KEPT: Final = (
    "id", "request_id", "call_type", "status", "startTime", "endTime", "model", "model_group", "custom_llm_provider",
    "prompt_tokens", "completion_tokens", "total_tokens", "spend", "response_cost", "team_id", "end_user", "user",
)  # fmt: skip
_FAILED: Final = frozenset({"failure", "error"})
_TRUE: Final = frozenset({"true", "1", "yes"})
_NOTHING: Final = frozenset({"", "none", "null", "false"})
_READS_AGAIN: Final = frozenset(
    {
        "get_responses", "aget_responses", "delete_responses", "adelete_responses", "list_input_items",
        "alist_input_items", "create_file", "acreate_file", "file_content", "afile_content", "file_retrieve",
        "afile_retrieve", "file_delete", "afile_delete", "file_list", "afile_list", "create_batch", "acreate_batch",
        "list_batches", "alist_batches", "cancel_batch", "acancel_batch",
    }
)  # fmt: skip
"""Calls that repeat or prepare what another call used."""
_BATCHES: Final = frozenset({"retrieve_batch", "aretrieve_batch"})
"""Calls whose usage is that of a finished batch."""
_UNITS: Final = {
    ("prompt_tokens_details", "audio_tokens"): "input_audio_tokens",
    ("prompt_tokens_details", "image_tokens"): "input_image_tokens",
    ("prompt_tokens_details", "video_tokens"): "input_video_tokens",
    ("prompt_tokens_details", "web_search_requests"): "web_searches",
    ("completion_tokens_details", "audio_tokens"): "output_audio_tokens",
    ("completion_tokens_details", "image_tokens"): "output_image_tokens",
    ("server_tool_use", "web_search_requests"): "web_searches",
}
_OWNERS: Final = {
    "team": ("user_api_key_team_alias", "user_api_key_team_id", "team_alias", "team_id"),
    "credential": ("user_api_key_alias", "user_api_key_hash", "user_api_key"),
    "user": ("user_api_key_user_id",),
    "business_unit": ("user_api_key_org_alias", "user_api_key_org_id"),
    "customer": ("user_api_key_end_user_id",),
}
_OWN_COLUMNS: Final = {
    "team": ("team_id",),
    "credential": ("api_key",),
    "user": ("user",),
    "business_unit": ("organization_id",),
    "customer": ("end_user",),
}
_USUAL: Final = frozenset({"default", "standard", "auto"})


def read(record: Record, rows: Rows, letters: Letters) -> None:
    """Read one payload or spend log row."""
    start = record.get("startTime", record.get("start_time"))
    if start is None or start == "":
        letters.add(field="startTime", reason="no timestamp", record=kept_of(record, _KEPT))
        return
    metadata = object_of(record.get("metadata"))
    row = rows.new()
    row[FIELD["source"]], row[FIELD["source_kind"]] = "litellm", "gateway"
    put_times(row, start, record.get("endTime", record.get("end_time")))
    _usage(row, record, metadata)
    spend = number_of(record.get("spend", record.get("response_cost")))
    if not _counts(record, row, spend):
        letters.skip()
        return
    _call(row, record, metadata)
    _outcome(row, record, metadata, spend)
    _whose(row, record, metadata)
    rows.add(row)


def _counts(record: Record, row: list[object], spend: float | None) -> bool:
    """Whether a call is one that used a model, and not one that reads an answer again or manages files."""
    call_type = (text_of(record.get("call_type")) or "").casefold()
    has_tokens = bool(number_of(row[FIELD["input_tokens"]]) or number_of(row[FIELD["output_tokens"]]))
    if call_type in _READS_AGAIN:
        return False
    is_failed = (text_of(record.get("status")) or "").casefold() in _FAILED
    is_tool = "mcp_tool" in call_type or call_type in _BATCHES
    return has_tokens or bool(spend) or is_failed or not is_tool


def _usage(row: list[object], record: Record, metadata: Record) -> None:
    response = object_of(record.get("response"))
    usage = object_of(metadata.get("usage_object")) or object_of(response.get("usage"))
    more = object_of(metadata.get("additional_usage_values"))
    inputs, outputs = object_of(usage.get("prompt_tokens_details")), object_of(usage.get("completion_tokens_details"))
    split = object_of(inputs.get("cache_creation_token_details"))
    found = {
        "input_tokens": (record.get("prompt_tokens"), usage.get("prompt_tokens")),
        "output_tokens": (record.get("completion_tokens"), usage.get("completion_tokens")),
        "total_tokens": (record.get("total_tokens"), usage.get("total_tokens")),
        "cache_read_tokens": (
            inputs.get("cached_tokens"),
            usage.get("cache_read_input_tokens"),
            more.get("cache_read_input_tokens"),
        ),
        "cache_write_tokens": (
            inputs.get("cache_write_tokens"),
            inputs.get("cache_creation_tokens"),
            usage.get("cache_creation_input_tokens"),
            more.get("cache_creation_input_tokens"),
        ),
        "cache_write_5m_tokens": (split.get("ephemeral_5m_input_tokens"),),
        "cache_write_1h_tokens": (split.get("ephemeral_1h_input_tokens"),),
        "reasoning_tokens": (outputs.get("reasoning_tokens"),),
    }
    for name, values in found.items():
        row[FIELD[name]] = next((value for value in values if text_of(value) is not None), None)
    row[FIELD["usage_convention"]] = "inclusive"
    units: dict[str, float] = {}
    for (part, name), unit in _UNITS.items():
        count = number_of(object_of(usage.get(part)).get(name))
        if count:
            units.setdefault(unit, count)
    if units:
        row[FIELD["units"]] = json.dumps(units, sort_keys=True)


def _call(row: list[object], record: Record, metadata: Record) -> None:
    """Who was called, as what, and in which tier the answer was served."""
    address = first_text(record, "api_base") or ""
    named = first_text(record, "custom_llm_provider")
    served = provider_of_host(address) if address else None
    row[FIELD["provider"]] = served or (resolve_provider(named) if named else None)
    row[FIELD["region"]] = region_of_host(address) if address else None
    model = first_text(record, "model") or first_text(record, "model_group")
    if named == "azure":
        # deployments have names of their own; this is the model that LiteLLM prices them as
        model = first_text(object_of(record.get("model_map_information")), "model_map_key") or model
    row[FIELD["model"]] = model.removeprefix(f"{named}/") if model and named else model
    tier = first_text(object_of(metadata.get("cost_breakdown")), "service_tier") or first_text(
        object_of(record.get("cost_breakdown")), "service_tier"
    )
    if tier and tier.casefold() not in _USUAL:
        row[FIELD["service_tier"]] = tier
    if (text_of(record.get("call_type")) or "").casefold() in _BATCHES:
        row[FIELD["processing"]] = "batch"


def _outcome(row: list[object], record: Record, metadata: Record, spend: float | None) -> None:
    """Identity, status and cost. An answer from LiteLLM's own cache never reached the provider."""
    identity = first_text(record, "request_id", "id", "litellm_call_id")
    is_failed = (first_text(record, "status") or first_text(metadata, "status") or "").casefold() in _FAILED
    is_cached = (first_text(record, "cache_hit") or "").casefold() in _TRUE
    row[FIELD["status"]] = "error" if is_failed else "ok"
    row[FIELD["source_id"]] = identity
    if is_cached:
        # the id may be that of the answer that is served again
        start = text_of(record.get("startTime", record.get("start_time")))
        row[FIELD["source_id"]] = f"{identity}:{start}" if identity else None
        row[FIELD["cost"]], row[FIELD["stated_by"]], row[FIELD["flags"]] = "0", "provider", "app_cache_hit"
        return
    if not is_failed:
        row[FIELD["response_id"]] = identity
    elif not number_of(row[FIELD["input_tokens"]]) and not number_of(row[FIELD["output_tokens"]]):
        for name in ("input_tokens", "output_tokens", "total_tokens"):
            row[FIELD[name]] = None
        spend = spend or None
    if spend is not None:
        row[FIELD["cost"]] = text_of(record.get("spend", record.get("response_cost")))
        row[FIELD["stated_by"]] = "gateway"


def _whose(row: list[object], record: Record, metadata: Record) -> None:
    for target in _OWNERS:
        found = first_text(metadata, *_OWNERS[target]) or first_text(record, *_OWN_COLUMNS[target])
        if found is not None and found.casefold() not in _NOTHING:
            row[FIELD[target]] = found
    row[FIELD["session"]] = first_text(record, "session_id", "trace_id")
    words = [word for word in list_of(record.get("request_tags")) if not str(word).startswith("User-Agent:")]
    labels = {
        **labels_of(words),
        **object_of(metadata.get("requester_metadata")),
        **object_of(metadata.get("spend_logs_metadata")),
    }
    for name in ("agent_id", "mcp_namespaced_tool_name"):
        labels.setdefault(name, record.get(name))
    put_labels(row, labels)
