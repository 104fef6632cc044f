"""Log records: the event that belongs to a span, and the events of coding tools."""

from __future__ import annotations

import json

import pytest

from tests.unit.ingest.otlp.kit import START, TRACE, decode, logs, span_id

EVENT = "gen_ai.client.inference.operation.details"
CALL = {"gen_ai.operation.name": "chat", "gen_ai.response.model": "gpt-4o", "gen_ai.usage.input_tokens": 9}
CLAUDE = {
    "event.name": "api_request", "model": "claude-sonnet-4-5", "cost_usd": 0.0125, "duration_ms": 2000,
    "input_tokens": 3, "output_tokens": 40, "cache_read_tokens": 500, "cache_creation_tokens": 60,
    "request_id": "req_1", "session.id": "s-1", "user.email": "ann@acme.example", "user.account_uuid": "u-1",
    "organization.id": "org-1", "speed": "normal", "prompt": "secret", "terminal.type": "vscode",
}  # fmt: skip
CODEX = {
    "event.name": "codex.sse_event", "event.kind": "response.completed", "model": "gpt-5-codex",
    "conversation.id": "c-1", "input_token_count": 100, "output_token_count": 30, "cached_token_count": 80,
    "reasoning_token_count": 20, "user.email": "ben@acme.example",
}  # fmt: skip
GEMINI = {
    "event.name": "gemini_cli.api_response", "model": "gemini-2.5-pro", "duration_ms": 1000,
    "input_token_count": 12000, "cached_content_token_count": 8000, "output_token_count": 350,
    "thoughts_token_count": 420, "tool_token_count": 30, "total_token_count": 12800, "session.id": "s-2",
}  # fmt: skip


def read(attributes, service="", **fields):
    request = logs(({"time_unix_nano": START, **fields}, attributes), resource={"service.name": service})
    rows, letters = decode(request, "otlp-logs")
    assert len(rows) + len(letters.dead) + letters.without_usage == 1
    return rows[0] if rows else None


@pytest.mark.parametrize("fields", [
    {"event_name": EVENT}, {"event.name": EVENT},
])  # fmt: skip
def test_the_event_of_a_span_has_its_id(fields):
    ids = {"trace_id": TRACE, "span_id": span_id(1)}
    attributes = {**CALL, **{name: value for name, value in fields.items() if "." in name}}
    row = read(attributes, **ids, **{name: value for name, value in fields.items() if "." not in name})
    wanted = {"source": "otlp", "source_id": f"{TRACE.hex()}:{span_id(1).hex()}", "role": "request",
              "input_tokens": 9, "model": "gpt-4o", "ts": START, "version": START // 1000}  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted


def test_an_event_without_a_span_has_no_id():
    assert "source_id" not in read({**CALL, "event.name": EVENT})


@pytest.mark.parametrize("attributes", [
    CALL, {**CALL, "event.name": "gen_ai.user.message"}, {"event.name": EVENT},
    {**CALL, "event.name": EVENT, "gen_ai.operation.name": "fetch_response"},
    {**CLAUDE, "event.name": "user_prompt"}, {**CODEX, "event.kind": "response.created"},
    {"event.name": "claude_code.api_request", "model": "m"},
])  # fmt: skip
def test_other_records_carry_no_usage(attributes):
    assert read(attributes) is None


@pytest.mark.parametrize(("attributes", "service", "body"), [
    (CLAUDE, "claude-code", None),
    ({**CLAUDE, "event.name": "claude_code.api_request"}, "", None),
    (CLAUDE, "", "claude_code.api_request"),
])  # fmt: skip
def test_claude_code_is_known_by_service_name_or_body(attributes, service, body):
    row = read(attributes, service, body=body)
    wanted = {
        "ts": START - 2 * 10**9, "latency_ms": 2000.0, "provider": "anthropic", "model": "claude-sonnet-4-5",
        "usage_convention": "disjoint", "input_tokens": 3, "output_tokens": 40, "cache_read_tokens": 500,
        "cache_write_tokens": 60, "cost": "0.0125", "stated_by": "gateway", "response_id": "req_1", "session": "s-1",
        "employee": "ann@acme.example", "account": "org-1", "source_kind": "client", "role": "request",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert row.keys().isdisjoint({"user", "speed", "flags", "source_id"})
    assert "secret" not in json.dumps(row)


def test_another_service_may_call_its_event_api_request():
    assert read(CLAUDE, "my-service") is None


def test_codex_counts_finished_answers():
    row = read(CODEX, trace_id=TRACE, span_id=span_id(1))
    wanted = {
        "provider": "openai", "model": "gpt-5-codex", "usage_convention": "inclusive", "input_tokens": 100,
        "output_tokens": 30, "cache_read_tokens": 80, "reasoning_tokens": 20, "session": "c-1",
        "employee": "ben@acme.example",
    }  # fmt: skip
    assert {name: row[name] for name in wanted} == wanted
    assert "source_id" not in row  # the span around it may hold many calls


def test_gemini_leaves_thoughts_and_tool_results_out_of_its_totals():
    row = read(GEMINI, "gemini-cli")
    fields = "input_tokens output_tokens cache_read_tokens reasoning_tokens total_tokens provider"
    assert [row[name] for name in fields.split()] == [12030, 770, 8000, 420, 12800, "gcp.gemini"]
    assert row["input_tokens"] + row["output_tokens"] == row["total_tokens"]


def test_gemini_says_each_answer_twice():
    restated = {**CALL, "event.name": EVENT}
    assert read(restated, "gemini-cli") is None
    assert read(restated, "my-service") is not None


def test_an_error_is_one():
    assert read({**GEMINI, "error": "quota"})["status"] == "error"
    assert read(GEMINI)["status"] == "ok"


def test_the_observed_time_will_do():
    assert read(CODEX, time_unix_nano=0, observed_time_unix_nano=START)["ts"] == START


@pytest.mark.parametrize(("moment", "reason"), [(0, "no time"), (5, "time outside 2001 to 2199")])
def test_a_record_without_a_time_is_set_aside(moment, reason):
    request = logs(({"time_unix_nano": moment}, CLAUDE), resource={"service.name": "claude-code"})
    rows, letters = decode(request, "otlp-logs")
    assert not rows
    assert [letter.reason for letter in letters.dead] == [reason]
    assert "secret" not in letters.dead[0].record


@pytest.mark.parametrize("duration", [-5, "soon", float("nan"), 10**15])
def test_an_absurd_duration_moves_no_start(duration):
    row = read({**CODEX, "duration_ms": duration})
    assert row["ts"] == START
