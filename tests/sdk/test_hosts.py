"""Who answers at an address: the SDK's small table agrees with the server's."""

from __future__ import annotations

import pytest

from outlay.facts.hosts import provider_of_host, region_of_host
from outlay_sdk.hosts import provider_of, region_of

HOSTS = [
    "api.openai.com", "eu.api.openai.com", "api.anthropic.com", "acme.openai.azure.com", "acme.openai.azure.us",
    "acme.cognitiveservices.azure.com", "acme.services.ai.azure.com", "m.eastus.models.ai.azure.com",
    "bedrock-runtime.eu-west-1.amazonaws.com", "bedrock-runtime.us-gov-west-1.amazonaws.com",
    "bedrock-mantle.us-east-1.api.aws", "us-east5-aiplatform.googleapis.com", "aiplatform.googleapis.com",
    "aiplatform.eu.rep.googleapis.com", "generativelanguage.googleapis.com", "api.mistral.ai", "api.x.ai",
    "eu-west-1.api.x.ai", "api.deepseek.com", "api.groq.com", "api.perplexity.ai", "openrouter.ai",
    "api.together.xyz", "api.fireworks.ai", "router.huggingface.co", "api.moonshot.ai", "api.cohere.com",
]  # fmt: skip
OWN = ["10.0.0.7", "127.0.0.1", "::1", "localhost", "vllm", "llm.ai.svc.cluster.local", "gpu.internal"]


@pytest.mark.parametrize("host", HOSTS)
def test_agrees_with_the_server_about_providers(host):
    assert provider_of(host, "some-model") == provider_of_host(host)


@pytest.mark.parametrize("host", HOSTS)
def test_names_a_region_only_as_the_server_would(host):
    assert region_of(host) in {None, region_of_host(host)}


@pytest.mark.parametrize("host", OWN)
def test_a_server_of_ones_own_is_told_by_its_address_and_model(host):
    assert provider_of(host, "llama-3.3-70b") == provider_of_host(host) == "self_hosted"
    assert provider_of(host, "gpt-oss-120b") == "self_hosted"
    assert provider_of(host, "gpt-4o") == "openai"
    assert provider_of(host, "claude-sonnet-4-5") == "anthropic"


def test_an_unknown_public_host_is_not_guessed():
    assert provider_of("llm.example.com", "some-model") is None
    assert provider_of("llm.example.com", "o3-mini") == "openai"
