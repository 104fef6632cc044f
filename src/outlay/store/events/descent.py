"""Which spans repeat the usage of their descendants. Pure: a trace in, the spans that must not count out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate:
    """A span that carries usage but is an agent, a workflow or a chain."""

    source_key: int
    ts: datetime
    end: datetime


@dataclass(slots=True)
class Span:
    """What is known of a span of a trace."""

    key: int
    parent: int | None = None
    requests: list[datetime] = field(default_factory=list)
    """When its requests with usage began."""
    aggregate: Aggregate | None = None


def superseded(spans: Mapping[int, Span]) -> set[int]:
    """The source keys of aggregates that count no longer, because a descendant with usage is known.

    A descendant is found by parents. Where a parent is not known, spans of other libraries stand between: then what
    began while the aggregate ran is its descendant.
    """
    above = {key: _ancestors(span, spans) for key, span in spans.items()}
    aggregates = [(key, span.aggregate) for key, span in spans.items() if span.aggregate is not None]
    found: set[int] = set()
    for key, span in spans.items():
        if not span.requests and span.aggregate is None:
            continue
        ancestors, is_broken = above[key]
        found |= {outer.source_key for other, outer in aggregates if other in ancestors}
        if span.requests and span.aggregate is not None:
            found.add(span.aggregate.source_key)
        if is_broken:
            apart = [
                outer for other, outer in aggregates if other not in {key, *ancestors} and key not in above[other][0]
            ]
            found |= {outer.source_key for outer in apart if _ran_around(outer, span)}
    return found


def _ancestors(span: Span, spans: Mapping[int, Span]) -> tuple[set[int], bool]:
    """The known spans above a span, and whether one above them is missing."""
    found: set[int] = set()
    parent = span.parent
    while parent is not None and parent in spans and parent not in found and parent != span.key:
        found.add(parent)
        parent = spans[parent].parent
    return found, parent is not None and parent not in spans


def _ran_around(outer: Aggregate, span: Span) -> bool:
    if any(outer.ts <= moment <= outer.end for moment in span.requests):
        return True
    inner = span.aggregate
    if inner is None or inner.ts < outer.ts or inner.end > outer.end:
        return False
    # of two that ran at the same time, one is taken for the inner one
    return (inner.ts, inner.end) != (outer.ts, outer.end) or inner.source_key > outer.source_key
