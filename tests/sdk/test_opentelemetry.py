"""Attribution on the spans of OpenTelemetry."""

from __future__ import annotations

import pytest
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

import outlay_sdk as outlay
from outlay_sdk.opentelemetry import AttributionSpanProcessor


@pytest.fixture
def spans():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(AttributionSpanProcessor())
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    yield provider.get_tracer("test"), exporter.get_finished_spans
    provider.shutdown()


def test_spans_carry_the_attribution_under_which_they_start(spans):
    tracer, finished = spans
    with outlay.attribute(feature="search", customer="acme", colour="red"), tracer.start_as_current_span("chat"):
        pass
    with tracer.start_as_current_span("plain"):
        pass
    chat, plain = finished()
    assert dict(chat.attributes) == {
        "outlay.feature": "search",
        "outlay.customer": "acme",
        "outlay.tag.colour": "red",
    }
    assert dict(plain.attributes) == {}


def test_children_carry_it_too(spans):
    tracer, finished = spans
    outside = outlay.attribute(feature="search"), tracer.start_as_current_span("outer")
    with outside[0], outside[1], outlay.attribute(team="web"), tracer.start_as_current_span("inner"):
        pass
    inner, outer = finished()
    assert dict(inner.attributes) == {"outlay.feature": "search", "outlay.team": "web"}
    assert dict(outer.attributes) == {"outlay.feature": "search"}


def test_the_provider_can_be_flushed_and_shut_down(spans):
    processor = AttributionSpanProcessor()
    assert processor.force_flush()
    processor.shutdown()
