"""Addresses tell the provider and the region, where nothing else does."""

from __future__ import annotations

import pytest

from outlay.facts.hosts import host_of, provider_of_host, region_of_host


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://api.openai.com/v1/chat/completions?x=1", "api.openai.com"),
        ("API.OpenAI.com.", "api.openai.com"),
        ("api.openai.com:443", "api.openai.com"),
        ("http://key@10.0.0.3:8000/v1", "10.0.0.3"),
        ("http://[::1]:11434", "::1"),
        ("fd00::12", "fd00::12"),
        ("", ""),
    ],
)
def test_the_host_of_an_address_stands_alone(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize(
    ("address", "provider"),
    [
        ("api.openai.com", "openai"),
        ("https://eu.api.openai.com/v1", "openai"),
        ("api.anthropic.com", "anthropic"),
        ("https://acme-eu.openai.azure.com/openai/deployments/x", "azure.ai.openai"),
        ("westeurope.api.cognitive.microsoft.com", "azure.ai.openai"),
        ("acme.cognitiveservices.azure.com", "azure.ai.openai"),
        ("acme.services.ai.azure.com", "azure.ai.inference"),
        ("models.inference.ai.azure.com", "github_models"),
        ("bedrock-runtime.eu-central-1.amazonaws.com", "aws.bedrock"),
        ("vpce-1a-2b.bedrock-runtime.us-east-1.vpce.amazonaws.com", "aws.bedrock"),
        ("us-central1-aiplatform.googleapis.com", "gcp.vertex_ai"),
        ("aiplatform.googleapis.com", "gcp.vertex_ai"),
        ("generativelanguage.googleapis.com", "gcp.gemini"),
        ("openrouter.ai", "openrouter"),
        ("api.groq.com:443", "groq"),
        ("api.mistral.ai", "mistral_ai"),
        ("us-east-1.api.x.ai", "x_ai"),
    ],
)
def test_a_providers_host_is_known(address, provider):
    assert provider_of_host(address) == provider


@pytest.mark.parametrize(
    "address",
    [
        "localhost:11434",
        "http://127.0.0.1:8000/v1",
        "10.3.2.1",
        "192.168.1.4:8080",
        "[::1]:80",
        "fe80::1%eth0",
        "vllm",
        "vllm.models.svc",
        "vllm.models.svc.cluster.local:8000",
        "gpu-1.c.acme.internal",
    ],
)
def test_what_only_a_private_network_knows_is_self_hosted(address):
    assert provider_of_host(address) == "self_hosted"


@pytest.mark.parametrize("address", ["", "llm.acme.example", "8.8.8.8", "evil-api.openai.com.example", "openai.com"])
def test_other_hosts_tell_no_provider(address):
    assert provider_of_host(address) is None


@pytest.mark.parametrize(
    ("address", "region"),
    [
        ("bedrock-runtime.eu-central-1.amazonaws.com", "eu-central-1"),
        ("vpce-1a.bedrock-runtime.us-east-1.vpce.amazonaws.com", "us-east-1"),
        ("us-central1-aiplatform.googleapis.com", "us-central1"),
        ("aiplatform.eu.rep.googleapis.com", "eu"),
        ("eu.api.openai.com", "eu"),
        ("m.westus3.models.ai.azure.com", "westus3"),
        ("us-south.ml.cloud.ibm.com", "us-south"),
        ("acme-eu.openai.azure.com", None),
        ("api.openai.com", None),
    ],
)
def test_a_host_tells_its_region_where_it_names_one(address, region):
    assert region_of_host(address) == region
