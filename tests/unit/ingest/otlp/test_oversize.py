"""Records that are too large are left out one by one."""

from __future__ import annotations

import json

import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.otlp import count_records
from outlay.ingest.otlp.oversize import drop_oversized
from tests.unit.ingest.otlp.kit import START, logs, span, traces
from tests.unit.ingest.otlp.test_json_body import as_json
from tests.unit.ingest.otlp.test_metrics import TYPED, metrics

LONG = {"gen_ai.prompt": "x" * 3000}
BODIES = {
    "otlp-traces": traces(span({}, 1), span(LONG, 2), span({}, 3)),
    "otlp-logs": logs(
        ({"time_unix_nano": START}, {}), ({"time_unix_nano": START}, LONG), ({"time_unix_nano": START}, {})
    ),
    "otlp-metrics": metrics("small", ({"as_int": 1}, TYPED), ({"as_int": 2}, TYPED)),
}
BODIES["otlp-metrics"].MergeFrom(metrics("large", ({"as_int": 1}, LONG)))


def both(kind):
    yield kind, BODIES[kind].SerializeToString()
    yield f"{kind}-json", json.dumps(as_json(BODIES[kind])).encode()


@pytest.mark.parametrize("kind", BODIES)
def test_the_large_record_goes_and_the_others_stay(kind):
    for name, body in both(kind):
        kept, dropped = drop_oversized(name, body, 2000)
        assert (dropped, count_records(name, body), count_records(name, kept)) == (1, 3, 2)
        assert b"xxx" not in kept


@pytest.mark.parametrize("kind", BODIES)
def test_a_body_of_small_records_stays_as_it_is(kind):
    for name, body in both(kind):
        assert drop_oversized(name, body, 10_000) == (body, 0)


def test_what_is_no_json_is_left_for_the_count():
    assert drop_oversized("otlp-traces-json", b"{", 10) == (b"{", 0)
    assert drop_oversized("otlp-traces-json", b'{"resourceSpans": 5}', 10) == (b'{"resourceSpans": 5}', 0)


@pytest.mark.parametrize("kind", BODIES)
def test_a_large_body_of_broken_text_is_left_to_the_counting(kind):
    body = b'{"resourceSpans":[],"a":"' + b"x" * 3000 + b'\xff"}'
    assert drop_oversized(f"{kind}-json", body, 2000) == (body, 0)
    with pytest.raises(FileFormatError):
        count_records(f"{kind}-json", body)
