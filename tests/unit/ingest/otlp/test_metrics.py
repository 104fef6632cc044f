"""Counters of tokens: rows of their own, never usage."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from opentelemetry.proto.collector.metrics.v1.metrics_service_pb2 import ExportMetricsServiceRequest

from outlay.ingest.events.letters import Letters
from outlay.ingest.otlp import count_records, read_metrics
from tests.unit.ingest.otlp.kit import START, put
from tests.unit.ingest.otlp.test_json_body import as_json

MODEL = {"gen_ai.request.model": "gpt-4o", "gen_ai.provider.name": "openai"}
TYPED = {**MODEL, "gen_ai.token.type": "input"}


def metrics(name, *points, kind="sum", temporality=2, resource=()):
    """The message of a body with one metric; points are (fields, attributes)."""
    request = ExportMetricsServiceRequest()
    outer = request.resource_metrics.add()
    put(outer.resource.attributes, dict(resource))
    metric = outer.scope_metrics.add().metrics.add(name=name)
    data = getattr(metric, kind)
    if kind in {"sum", "histogram"}:
        data.aggregation_temporality = temporality
    for fields, attributes in points:
        known = {"time_unix_nano": START, "start_time_unix_nano": START - 10**9}
        put(data.data_points.add(**{**known, **fields}).attributes, attributes)
    return request


def read(request):
    """What a body says, the same in both formats."""
    letters, body = Letters("otlp", "otlp-metrics"), request.SerializeToString()
    found = read_metrics("otlp-metrics", body, letters)
    document = json.dumps(as_json(request)).encode()
    again = Letters("otlp", "otlp-metrics")
    assert read_metrics("otlp-metrics-json", document, again) == found
    assert again.dead == letters.dead
    count = count_records("otlp-metrics", body)
    assert count == count_records("otlp-metrics-json", document) == len(letters.dead) + letters.without_usage
    return found, letters


def test_the_sum_of_the_histogram_is_a_count_of_tokens():
    request = metrics("gen_ai.client.token.usage", ({"count": 3, "sum": 1200.0}, TYPED), kind="histogram",
                      resource={"service.name": "api"})  # fmt: skip
    ((row,), letters) = read(request)
    assert letters.without_usage == 1
    assert {**row, "series_key": 0} == {
        "series_key": 0, "day": date(2026, 9, 21), "start_time": datetime.fromtimestamp(START // 10**9 - 1, UTC),
        "is_delta": False, "service": "api", "provider": "openai", "model": "gpt-4o", "token_type": "input",
        "quantity": 1200,
    }  # fmt: skip


@pytest.mark.parametrize(("name", "kind"), [
    ("input_tokens", "input"), ("output_tokens", "output"), ("cache_read.input_tokens", "cache_read"),
    ("cache_write.input_tokens", "cache_write"), ("reasoning.output_tokens", "reasoning"),
])  # fmt: skip
def test_counters_of_the_reference(name, kind):
    attributes = {**MODEL, "gen_ai.token.modality": "text"}
    ((row,), _) = read(metrics(f"gen_ai.client.inference.usage.{name}", ({"as_int": 7}, attributes), temporality=1))
    assert (row["token_type"], row["quantity"], row["is_delta"]) == (kind, 7, True)


@pytest.mark.parametrize(("told", "kind"), [("input", "input"), ("output", "output"), ("completion", "output")])
def test_older_token_types(told, kind):
    point = ({"as_double": 5.0}, {**MODEL, "gen_ai.token.type": told})
    ((row,), _) = read(metrics("gen_ai.client.token.usage", point))
    assert row["token_type"] == kind


def test_a_series_is_known_by_its_attributes():
    points = [({"as_int": n}, {**TYPED, "x": x}) for n, x in ((1, "a"), (2, "b"), (3, "a"))]
    rows, _ = read(metrics("gen_ai.client.token.usage", *points))
    keys = [row["series_key"] for row in rows]
    assert keys[0] == keys[2] != keys[1]
    other, _ = read(metrics("gen_ai.client.token.usage", points[0], resource={"host.name": "h"}))
    assert other[0]["series_key"] != keys[0]


@pytest.mark.parametrize(("name", "kind"), [
    ("http.server.duration", "histogram"), ("gen_ai.client.operation.duration", "histogram"), ("cpu", "gauge"),
    ("gen_ai.client.inference.operation.input_tokens", "histogram"), ("latency", "summary"),
    ("latency", "exponential_histogram"),
])  # fmt: skip
def test_other_metrics_are_counted_and_passed_over(name, kind):
    rows, letters = read(metrics(name, ({"time_unix_nano": 0}, {}), ({}, {}), kind=kind))
    assert (rows, letters.dead, letters.without_usage) == ([], [], 2)


@pytest.mark.parametrize(("fields", "attributes", "reason"), [
    ({"as_int": 5, "time_unix_nano": 0}, TYPED, "data point without a time"),
    ({}, TYPED, "data point without a count of tokens"),
    ({"as_int": -5}, TYPED, "data point without a count of tokens"),
    ({"as_double": float("nan")}, TYPED, "data point without a count of tokens"),
    ({"as_int": 5}, MODEL, "data point without a token type"),
    ({"as_int": 5}, {"gen_ai.token.type": 7}, "data point without a token type"),
])  # fmt: skip
def test_a_point_that_cannot_be_read_is_set_aside(fields, attributes, reason):
    rows, letters = read(metrics("gen_ai.client.token.usage", (fields, attributes), ({"as_int": 1}, TYPED)))
    assert [row["quantity"] for row in rows] == [1]
    assert [letter.reason for letter in letters.dead] == [reason]


@pytest.mark.parametrize(("temporality", "start"), [(1, START), (2, 0)])
def test_a_series_without_a_start(temporality, start):
    point = ({"as_int": 5, "start_time_unix_nano": 0}, TYPED)
    ((row,), _) = read(metrics("gen_ai.client.token.usage", point, temporality=temporality))
    assert row["start_time"] == datetime.fromtimestamp(start // 10**9, UTC)
