"""Records: what is known of one call, under the names that `POST /v1/events` takes."""

from __future__ import annotations

import time
from collections.abc import Mapping
from decimal import Decimal
from typing import TYPE_CHECKING, TypedDict

from outlay_sdk.attribution import DIMENSIONS, TAG, clean_values, current
from outlay_sdk.buffer import Record
from outlay_sdk.quiet import quietly
from outlay_sdk.runtime import runtime
from outlay_sdk.usage import read_usage

if TYPE_CHECKING:
    from typing_extensions import Unpack


class Dimensions(TypedDict, total=False):
    """Whose a call is."""

    team: str | None
    owner: str | None
    business_unit: str | None
    product: str | None
    feature: str | None
    endpoint: str | None
    service: str | None
    environment: str | None
    cost_center: str | None
    initiative: str | None
    experiment: str | None
    run: str | None
    release: str | None
    plan: str | None
    segment: str | None
    employee: str | None
    cluster: str | None
    namespace: str | None
    workload: str | None
    customer: str | None
    user: str | None
    session: str | None
    workload_kind: str | None
    tags: Mapping[str, object]


class Call(Dimensions, total=False):
    """What `record` takes."""

    provider: str
    model: str
    usage: object
    usage_convention: str
    units: Mapping[str, int | float]
    raw_usage: Mapping[str, object]
    response_id: str
    source_id: str
    ts: int | float | str
    latency_ms: float
    status: str
    cost: Decimal | str | int
    processing: str
    service_tier: str
    speed: str
    region: str
    credential: str
    account: str
    billing_account: str


FIELDS = frozenset(Call.__annotations__) - set(Dimensions.__annotations__) - {"usage"}


def now_us() -> int:
    """Microseconds since 1970."""
    return time.time_ns() // 1000


def complete(fields: Mapping[str, object], attribution: Mapping[str, str]) -> Record:
    """A record with the fields of one call, whose it is, and what the process says of itself."""
    entry: Record = {"source_id": runtime.new_id(), "source_kind": "client", **runtime.settings.said_of_process}
    for name, text in attribution.items():
        if name in DIMENSIONS:
            entry[name] = text
        else:
            tags = entry.setdefault("tags", {})
            if isinstance(tags, dict):
                tags[name[len(TAG) :]] = text
    entry.update(fields)
    return entry


def is_disabled() -> bool:
    """Whether nothing is to be recorded."""
    return runtime.settings.disabled


def record(**call: Unpack[Call]) -> None:
    """Record one call by hand. Dimensions given here win over those of `attribute`.

    Args:
        **call: `provider`, `model`, `usage` (counts under Outlay's names, or a provider's own usage object),
            and the other fields of the reference; `feature`, `customer` and the other dimensions; None says nothing.
    """
    quietly(_record, call)


def _record(call: Mapping[str, object]) -> None:
    if is_disabled():
        return
    provider = call.get("provider")
    fields: dict[str, object] = {"ts": now_us(), "status": "ok"}
    fields.update(read_usage(call.get("usage"), provider if isinstance(provider, str) else None))
    own: dict[str, object] = {}
    for name, value in call.items():
        if name in FIELDS:
            if value is not None:
                fields[name] = str(value) if name == "cost" else value
        elif name != "usage":
            own[name] = value
    attribution = current()
    if own:
        attribution.update({name: str(value) for name, value in clean_values(own).items()})
    runtime.offer(complete(fields, attribution))
