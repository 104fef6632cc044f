"""Raw bodies that providers answered with: only what tells usage is taken, never what was said."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.ingest.events.rows import FIELD
from outlay.ingest.records.reading import number_of, object_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

_KEPT: Final = (
    "model", "modelVersion", "model_version", "usage", "usageMetadata", "usage_metadata", "service_tier", "speed",
    "meta", "metrics", "amazon-bedrock-invocationMetrics", "type", "object",
)  # fmt: skip
"""Where providers put usage, and what decides its price."""
_USAGE: Final = ("usage", "usageMetadata", "usage_metadata")
_NO_REGION: Final = frozenset({"not_available", "global", ""})
_WORDS: Final = frozenset(
    {"model", "modelVersion", "model_version", "object", "modality", "type", "trafficType", "service_tier", "speed",
     "inference_geo"}
)  # fmt: skip
"""Names of text that says what was counted and how."""
_LONGEST: Final = 200
_USUAL: Final = frozenset({"default", "standard", "batch", "auto", ""})


def has_usage(body: Mapping[str, object]) -> bool:
    """Whether a body tells its usage."""
    return any(object_of(body.get(name)) for name in _USAGE)


def put_body(row: list[object], body: Mapping[str, object]) -> None:
    """Set a body as a row's raw usage, with the tier, speed and region that it says were served."""
    kept = {name: body[name] for name in _KEPT if body.get(name) is not None} or body
    row[FIELD["raw_usage"]] = canonical_json(_counts_of(kept))
    model = text_of(body.get("model"))
    if row[FIELD["model"]] is None and model is not None:
        row[FIELD["model"]] = model
    usage = object_of(body.get("usage"))
    for name in ("service_tier", "speed"):
        found = text_of(body.get(name)) or text_of(usage.get(name))
        if found is not None and found.casefold() not in _USUAL and row[FIELD[name]] is None:
            row[FIELD[name]] = found
    region = text_of(usage.get("inference_geo"))
    if region is not None and region not in _NO_REGION and row[FIELD["region"]] is None:
        row[FIELD["region"]] = region


def _counts_of(value: object, name: str = "") -> object:
    """A body without any text that is no count and names nothing: it might be what was said."""
    if isinstance(value, dict):
        return {key: _counts_of(part, str(key)) for key, part in value.items()}
    if isinstance(value, list):
        return [_counts_of(part) for part in value]
    if not isinstance(value, str) or number_of(value) is not None or (name in _WORDS and len(value) <= _LONGEST):
        return value
    return None
