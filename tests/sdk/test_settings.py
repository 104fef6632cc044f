"""What `configure` takes, and what it refuses."""

from __future__ import annotations

import pytest

import outlay_sdk as outlay
from outlay_sdk.runtime import runtime
from outlay_sdk.settings import load_settings


def test_arguments_win_over_variables_over_defaults(monkeypatch):
    monkeypatch.setenv("OUTLAY_SERVICE", "from-environment")
    monkeypatch.setenv("OUTLAY_TOKEN", "secret")
    outlay.configure(service="given")
    outlay.configure(batch_size=7)
    found = runtime.settings
    assert (found.url, found.service, found.token) == ("http://localhost:8420", "given", "secret")
    assert found.batch_size == 7


def test_the_service_of_opentelemetry_is_the_default():
    assert load_settings({"OTEL_SERVICE_NAME": "shop"}).service == "shop"
    assert load_settings({"OTEL_SERVICE_NAME": "shop", "OUTLAY_SERVICE": "own"}).service == "own"


@pytest.mark.parametrize(("text", "disabled"), [("1", True), ("true", True), ("0", False), ("off", False), ("", False)])
def test_reads_switches(text, disabled):
    assert load_settings({"OUTLAY_DISABLED": text}).disabled is disabled


def test_a_name_that_is_no_option_is_refused():
    with pytest.raises(TypeError, match="no option 'urll'"):
        outlay.configure(urll="http://x")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"url": "localhost:8420"}, "url must be"),
        ({"queue_size": 0}, "queue_size must be at least 1"),
        ({"timeout": -1}, "timeout must be seconds"),
    ],
)
def test_values_that_cannot_work_are_refused_and_change_nothing(options, message):
    with pytest.raises(ValueError, match=message):
        outlay.configure(**options)
    assert runtime.settings.url == "http://localhost:8420"
