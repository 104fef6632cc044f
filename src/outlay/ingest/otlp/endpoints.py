"""Our own endpoint behind a call: the route of the nearest server span above it, where the same body holds it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from outlay.ingest.otlp.attributes import KeyValue

_SERVER: Final = 2
"""SPAN_KIND_SERVER"""
_DEEPEST: Final = 64
_NAMES: Final = frozenset({"http.route", "http.request.method", "http.method", "rpc.service", "rpc.method"})


class Linked(Protocol):
    """A span as far as its place in a trace goes."""

    @property
    def trace_id(self) -> bytes: ...
    @property
    def span_id(self) -> bytes: ...
    @property
    def parent_span_id(self) -> bytes: ...
    @property
    def kind(self) -> int: ...
    @property
    def attributes(self) -> Iterable[KeyValue]: ...


class Endpoints:
    """Finds endpoints among the spans of one body."""

    __slots__ = ("_parents", "_routes")

    def __init__(self, spans: Sequence[Linked], own: Iterable[Linked], plain: Callable[[Any], object]) -> None:
        """Look at all spans of a body for who is above whom, and at our `own` for routes: a gateway's are not ours."""
        self._routes: dict[tuple[bytes, bytes], str] = {}
        for span in own:
            if span.kind == _SERVER and (route := _route_of(span, plain)):
                self._routes[span.trace_id, span.span_id] = route
        linked = spans if self._routes else ()
        self._parents = {(span.trace_id, span.span_id): span.parent_span_id for span in linked}

    def above(self, span: Linked) -> str | None:
        """The endpoint of the nearest server span above a span."""
        if not self._routes:
            return None
        trace, place = span.trace_id, span.parent_span_id
        for _ in range(_DEEPEST):
            if not place:
                break
            if route := self._routes.get((trace, place)):
                return route
            place = self._parents.get((trace, place), b"")
        return None


def endpoint_of(method: object, route: object) -> str | None:
    """An endpoint as people write it, such as `POST /v1/chat`."""
    if not route:
        return None
    return f"{str(method).upper()} {route}" if method else str(route)


def _route_of(span: Linked, plain: Callable[[Any], object]) -> str | None:
    found = {attribute.key: plain(attribute.value) for attribute in span.attributes if attribute.key in _NAMES}
    if route := found.get("http.route"):
        return endpoint_of(found.get("http.request.method") or found.get("http.method"), route)
    service, method = found.get("rpc.service"), found.get("rpc.method")
    return f"{service}/{method}" if service and method else None
