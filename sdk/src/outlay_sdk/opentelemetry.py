"""A bridge to OpenTelemetry: spans started inside `attribute` carry its dimensions as `outlay.NAME` attributes.

    provider.add_span_processor(AttributionSpanProcessor())

Needs `opentelemetry-sdk`; nothing else in this package imports it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay_sdk.attribution import TAG, current
from outlay_sdk.quiet import quietly

if TYPE_CHECKING:
    from opentelemetry.context import Context
    from opentelemetry.sdk.trace import ReadableSpan, Span


def attributes_of_here() -> dict[str, str]:
    """The dimensions that hold here, as attributes of a span."""
    return {
        f"outlay.tag.{name[len(TAG) :]}" if name.startswith(TAG) else f"outlay.{name}": text
        for name, text in current().items()
    }


class AttributionSpanProcessor:
    """Puts the present attribution on each span as it starts.

    It has the methods of `opentelemetry.sdk.trace.SpanProcessor` and so can stand where one is asked for.
    """

    def on_start(self, span: Span, parent_context: Context | None = None) -> None:
        """Copy the attribution."""
        del parent_context
        quietly(lambda: span.set_attributes(attributes_of_here()))

    def _on_ending(self, span: Span) -> None:
        """Called by the SDK; a span that ends takes no more attributes."""

    def on_end(self, span: ReadableSpan) -> None:
        """Nothing to do."""

    def shutdown(self) -> None:
        """Nothing to close."""

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Nothing waits."""
        del timeout_millis
        return True
