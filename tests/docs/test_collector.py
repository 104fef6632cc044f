"""The Collector's configuration hangs together, and takes nothing that Outlay reads."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from outlay.api.receivers.telemetry import RECEIVERS
from outlay.ingest.otlp.spellings import load_table, ranked_names

ROOT = Path(__file__).parent.parent.parent
CONFIG = yaml.safe_load((ROOT / "deploy/otel-collector/config.yaml").read_text(encoding="utf-8"))
READ = [name for names in ranked_names().values() for _, name in names]
READ += [name for tool in load_table()["tools"] for names in tool["readings"].values() for name in names]


def patterns():
    groups = CONFIG["processors"]["transform/without_content"]
    statements = [*groups["trace_statements"], *groups["log_statements"]]
    found = [re.fullmatch(r'delete_matching_keys\((\w+)\.attributes, "(.*)"\)', statement) for statement in statements]
    return [match[2].replace("$$", "$") for match in found if match[1] != "spanevent"]


@pytest.mark.parametrize("signal", ["traces", "logs", "metrics"])
def test_each_pipeline_is_made_of_what_is_defined(signal):
    pipeline = CONFIG["service"]["pipelines"][signal]
    assert f"/v1/{signal}" in RECEIVERS
    for kind, names in pipeline.items():
        assert set(names) <= set(CONFIG[kind])


def test_extensions_are_defined():
    assert set(CONFIG["service"]["extensions"]) == set(CONFIG["extensions"])
    assert CONFIG["exporters"]["otlp_http/outlay"]["sending_queue"]["storage"] in CONFIG["extensions"]


@pytest.mark.parametrize("pattern", patterns())
def test_no_attribute_that_is_read_is_cut_out(pattern):
    assert [name for name in READ if re.search(pattern, name)] == []


@pytest.mark.parametrize("name", [
    "gen_ai.input.messages", "gen_ai.output.messages", "gen_ai.prompt", "gen_ai.completion.0.content", "input.value",
    "gen_ai.system_instructions", "llm.input_messages.0.message.content", "ai.prompt.messages", "ai.response.text",
    "langfuse.observation.input", "traceloop.entity.output", "gen_ai.tool.call.arguments", "ai.response.toolCalls",
])  # fmt: skip
def test_prompts_are_cut_out(name):
    assert any(re.search(pattern, name) for pattern in patterns())
