"""One table of provider aliases: FOCUS issuer and provider names, OpenTelemetry values, gateway names."""

from __future__ import annotations

import re
from typing import Final

from outlay.facts.hosts import provider_of_host, region_of_host

__all__ = [
    "AI_APIS",
    "AI_API_SERVICES",
    "AI_PROVIDERS",
    "BILLER_OF",
    "CLOUDS",
    "biller_of",
    "is_ai_service",
    "is_known_provider",
    "provider_of_charge",
    "provider_of_host",
    "region_of_host",
    "resolve_provider",
    "slug",
]

_ALIASES: Final = {
    "openai": ("OpenAI", "OpenAI, LLC", "OpenAI OpCo, LLC", "OpenAI Ireland Ltd", "text-completion-openai"),
    "anthropic": ("Anthropic", "Anthropic, PBC", "Anthropic PBC", "Anthropic Ireland Limited"),
    "aws.bedrock": ("bedrock", "bedrock_converse", "bedrock_mantle", "amazon bedrock", "aws-bedrock"),
    "azure.ai.openai": ("az.ai.openai", "azure", "azure_text", "azure openai", "azure-openai", "azure_openai"),
    "azure.ai.inference": ("az.ai.inference", "azure_ai"),
    "gcp.gemini": ("gemini", "google", "generativelanguage", "google-ai-studio"),
    "gcp.vertex_ai": ("vertex_ai", "vertexai", "vertex", "google-vertex"),
    "gcp.gen_ai": (),
    "mistral_ai": ("mistral", "Mistral AI"),
    "moonshot_ai": ("moonshot", "moonshotai"),
    "x_ai": ("xai", "x-ai", "xAI"),
    "ibm.watsonx.ai": ("watsonx",),
    "cohere": ("cohere_chat", "Cohere"),
    "deepseek": ("DeepSeek",),
    "groq": ("Groq",),
    "perplexity": ("Perplexity",),
    "openrouter": ("OpenRouter",),
    "together": ("together_ai", "togetherai", "Together AI"),
    "fireworks": ("fireworks_ai", "Fireworks AI"),
    "huggingface": ("hugging_face", "Hugging Face"),
    "self_hosted": ("self-hosted", "vllm", "sglang", "tgi", "ollama", "llama_cpp", "hosted_vllm", "llm-d"),
    "aws": ("AWS", "Amazon Web Services", "Amazon Web Services, Inc.", "Amazon Web Services EMEA SARL", "Amazon"),
    "azure.cloud": ("Microsoft", "Microsoft Corporation", "Microsoft Azure", "Microsoft Ireland Operations Limited"),
    "gcp": ("Google Cloud", "Google Cloud Platform", "Google LLC", "Google Cloud EMEA Limited"),
    "oci": ("Oracle", "Oracle Cloud", "Oracle Cloud Infrastructure", "Oracle Corporation"),
    "github": ("GitHub", "GitHub, Inc.", "github_copilot", "copilot"),
    "github_models": ("GitHub Models", "github-models"),
    "datadog": ("Datadog", "Datadog, Inc."),
    "snowflake": ("Snowflake", "Snowflake Inc."),
    "databricks": ("Databricks", "Databricks, Inc."),
}

_SLUG_OF: Final = {alias.casefold(): slug for slug, aliases in _ALIASES.items() for alias in (slug, *aliases)}

BILLER_OF: Final = {
    "aws.bedrock": "aws",
    "azure.ai.openai": "azure.cloud",
    "azure.ai.inference": "azure.cloud",
    "gcp.gemini": "gcp",
    "gcp.vertex_ai": "gcp",
    "gcp.gen_ai": "gcp",
    "github_models": "github",
    "claude_code": "anthropic",
}
"""Who invoices a provider's usage, where it is not the provider itself."""

_AWS_ENTITY: Final = re.compile(r"(amazon web services|aws),? (?!bedrock)", re.IGNORECASE)
"""Its companies in each country, such as Amazon Web Services Australia Pty Ltd, bill for the same one."""


def slug(text: str) -> str:
    """Make a slug of a name that the alias table does not know."""
    return re.sub(r"[^a-z0-9.]+", "_", text.casefold()).strip("_") or "unknown"


def resolve_provider(text: str) -> str:
    """The slug of a provider, biller or issuer, whatever the source calls it."""
    cleaned = text.strip()
    known = _SLUG_OF.get(cleaned.casefold())
    return known or ("aws" if _AWS_ENTITY.match(cleaned) else slug(cleaned))


def is_known_provider(provider: str) -> bool:
    """Whether a slug is one that Outlay knows, so that its payer can be told."""
    return provider.casefold() in _SLUG_OF or provider in AI_PROVIDERS


CLOUDS: Final = frozenset({"aws", "azure.cloud", "gcp", "oci", "ibm_cloud", "alibaba_cloud"})
"""Who bills a whole data centre: its marketplace resells, and only some of its services are AI."""

AI_APIS: Final = (
    "openai",
    "anthropic",
    "aws.bedrock",
    "azure.ai.openai",
    "azure.ai.inference",
    "gcp.gemini",
    "gcp.vertex_ai",
    "gcp.gen_ai",
    "mistral_ai",
    "moonshot_ai",
    "x_ai",
    "ibm.watsonx.ai",
    "cohere",
    "deepseek",
    "groq",
    "perplexity",
    "openrouter",
    "together",
    "fireworks",
    "huggingface",
)
"""Whose charges are for calls of models, so that usage explains them."""

AI_PROVIDERS: Final = frozenset(
    (
        *AI_APIS,
        "replicate",
        "elevenlabs",
        "assemblyai",
        "deepgram",
        "stability_ai",
        "ai21",
        "voyage_ai",
        "runpod",
        "lambda_labs",
        "coreweave",
        "cursor",
        "anysphere",
        "pinecone",
        "weights_biases",
        "langsmith",
    )
)
"""Whose every charge is AI."""

_AI_SERVICES_OF_CLOUDS: Final = (
    (re.compile(r"bedrock", re.IGNORECASE), "aws.bedrock"),
    (re.compile(r"azure openai|foundry models", re.IGNORECASE), "azure.ai.openai"),
    (re.compile(r"vertex", re.IGNORECASE), "gcp.vertex_ai"),
    (re.compile(r"gemini api|generative language", re.IGNORECASE), "gcp.gemini"),
)

AI_API_SERVICES: Final = r"(?i)bedrock|openai|vertex ai|gemini|ai foundry|foundry (models|tools)"
"""Names of services that sell calls of models."""

_AI_SERVICES: Final = re.compile(
    AI_API_SERVICES + r"|sagemaker|azure ai |cognitive services|machine learning|comprehend|rekognition|textract"
    r"|amazon q\b|copilot|\bcursor\b|chatgpt|claude|generative ai"
)


def is_ai_service(service_name: str | None) -> bool:
    """Whether a service's name says that it is AI."""
    return service_name is not None and _AI_SERVICES.search(service_name) is not None


def provider_of_charge(service_provider: str, service_name: str | None) -> str:
    """The provider slug of a charge, the same as the usage behind it has.

    A cloud's AI service is told apart from the cloud: usage of Bedrock says `aws.bedrock`, so its charges must.
    """
    provider = resolve_provider(service_provider)
    for pattern, ai_provider in _AI_SERVICES_OF_CLOUDS:
        if service_name and pattern.search(service_name) and biller_of(ai_provider) == provider:
            return ai_provider
    return provider


def biller_of(provider: str) -> str:
    """The slug of who invoices a provider's usage by default."""
    return BILLER_OF.get(provider, provider)
