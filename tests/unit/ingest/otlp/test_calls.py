"""Who bills a call: override, host, prefix of the model, provider attribute, in this order."""

from __future__ import annotations

import pytest

from outlay.ingest.otlp.calls import resolve_call


@pytest.mark.parametrize(("override", "address", "model", "provider", "wanted"), [
    (None, None, "gpt-4o", "openai", ("openai", "gpt-4o", None)),
    (None, None, "gpt-4o", "az.ai.openai", ("azure.ai.openai", "gpt-4o", None)),
    (None, "acme.openai.azure.com", "gpt-4o", "openai", ("azure.ai.openai", "gpt-4o", None)),
    ("Fireworks AI", "api.openai.com", "gpt-4o", "openai", ("fireworks", "gpt-4o", None)),
    (None, "https://api.openai.com/v1", "gpt-4o", None, ("openai", "gpt-4o", None)),
    (None, "bedrock-runtime.eu-west-1.amazonaws.com", "claude-3", "anthropic",
     ("aws.bedrock", "claude-3", "eu-west-1")),
    (None, None, "us.anthropic.claude-sonnet-4-v1:0", "anthropic",
     ("aws.bedrock", "us.anthropic.claude-sonnet-4-v1:0", None)),
    (None, None, "azure/gpt-4o", "openai", ("azure.ai.openai", "gpt-4o", None)),
    (None, None, "openrouter/anthropic/claude-3", None, ("openrouter", "anthropic/claude-3", None)),
    (None, None, "anthropic/claude-3", "openrouter", ("openrouter", "anthropic/claude-3", None)),
    (None, "openrouter.ai", "openai/gpt-4o", "openrouter", ("openrouter", "openai/gpt-4o", None)),
    (None, None, "meta-llama/Llama-3", "together_ai", ("together", "meta-llama/Llama-3", None)),
    (None, None, "groq/llama-3", "groq", ("groq", "llama-3", None)),
    (None, "10.0.0.5", "meta-llama/Llama-3", "openai", ("self_hosted", "meta-llama/Llama-3", None)),
    (None, "localhost", "gpt-4o", "openai", ("openai", "gpt-4o", None)),
    (None, "litellm.svc.cluster.local", "anthropic/claude-3", "openai", ("anthropic", "claude-3", None)),
    (None, "vllm.svc.cluster.local", "gpt-oss-120b", "openai", ("self_hosted", "gpt-oss-120b", None)),
    (None, None, "gpt-4o", "Unknown", (None, "gpt-4o", None)),
    (None, None, None, None, (None, None, None)),
    (None, None, 7, 8, ("8", "7", None)),
])  # fmt: skip
def test_the_order_of_trust(override, address, model, provider, wanted):
    assert resolve_call(override, address, model, provider) == wanted


@pytest.mark.parametrize(("named", "slug"), [
    ("openai", "openai"), ("anthropic", "anthropic"), ("aws.bedrock", "aws.bedrock"), ("bedrock", "aws.bedrock"),
    ("azure.ai.openai", "azure.ai.openai"), ("azure.ai.inference", "azure.ai.inference"),
    ("az.ai.inference", "azure.ai.inference"), ("gcp.gemini", "gcp.gemini"), ("gemini", "gcp.gemini"),
    ("gcp.vertex_ai", "gcp.vertex_ai"), ("vertex_ai", "gcp.vertex_ai"), ("gcp.gen_ai", "gcp.gen_ai"),
    ("cohere_chat", "cohere"), ("mistral", "mistral_ai"), ("moonshot", "moonshot_ai"), ("xai", "x_ai"),
    ("watsonx", "ibm.watsonx.ai"), ("deepseek", "deepseek"), ("groq", "groq"), ("perplexity", "perplexity"),
])  # fmt: skip
def test_provider_values_of_the_reference(named, slug):
    assert resolve_call(None, None, "some-model", named).provider == slug
