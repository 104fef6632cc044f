"""Each test has a fresh SDK, a receiver of its records, and a provider to call."""

from __future__ import annotations

import anthropic
import openai
import pytest

import outlay_sdk as outlay
from outlay_sdk.quiet import reporter
from outlay_sdk.runtime import runtime
from tests.sdk.receiving import serve_receiver
from tests.sdk.wire import serve_provider


@pytest.fixture(autouse=True)
def _fresh(monkeypatch):
    monkeypatch.setattr(runtime, "_settings", None)
    monkeypatch.setattr(runtime, "_exporter", None)
    monkeypatch.setattr(reporter, "_said", {})
    yield
    if runtime._exporter is not None:
        runtime._exporter._stop_at = 0.0  # it gives up what it still holds


@pytest.fixture
def receiver():
    with serve_receiver() as receiver:
        outlay.configure(url=receiver.url, flush_interval=0.01)
        yield receiver


@pytest.fixture
def provider():
    with serve_provider() as provider:
        yield provider


@pytest.fixture
def recorded(receiver):
    """Sends what is there, and gives it back in the order of the calls."""

    def flush():
        assert outlay.flush(20)
        return sorted(receiver.records, key=lambda entry: int(entry["source_id"].rpartition("-")[2]))

    return flush


@pytest.fixture
def openai_client(provider):
    with openai.OpenAI(api_key="sk-secret", base_url=f"{provider.url}/v1", max_retries=0) as client:
        yield outlay.wrap(client)


@pytest.fixture
def anthropic_client(provider):
    with anthropic.Anthropic(api_key="sk-ant-secret", base_url=provider.url, max_retries=0) as client:
        yield outlay.wrap(client)
