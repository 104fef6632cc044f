"""The key: a tuple of raw low-cardinality dimensions that events, charges and values share."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from outlay.core.ids import stable_int63

OWNERSHIP_DIMENSIONS: Final = (
    "team",
    "owner",
    "business_unit",
    "product",
    "feature",
    "endpoint",
    "service",
    "environment",
    "cost_center",
    "initiative",
    "experiment",
    "run",
    "release",
    "plan",
    "segment",
    "employee",
    "cluster",
    "namespace",
    "workload",
)
"""Whose it is. Where none is known, answers say `unattributed` (or `untracked_ai`, `idle`), never null."""

KEY_DIMENSIONS: Final = (
    "provider",
    "biller",
    "billing_account",
    "provider_service",
    "account",
    "region",
    "model",
    "token_class",
    "credential",
    "service_tier",
    "cost_group",
    "cost_component",
    "workload_kind",
    "gpu_model",
    "gpu_state",
    *OWNERSHIP_DIMENSIONS,
    "tags",
    "attribution",
)
"""The raw tuple that `key_id` identifies. `tags` is canonical JSON; `attribution` names what no usage explains."""

UNATTRIBUTED: Final = "unattributed"
UNTRACKED_AI: Final = "untracked_ai"
IDLE: Final = "idle"


def key_id(dimensions: Mapping[str, str | None]) -> int:
    """The id of a tuple: a hash of its non-null raw dimensions, the same on every machine."""
    return stable_int63({name: dimensions[name] for name in KEY_DIMENSIONS if dimensions.get(name) is not None})
