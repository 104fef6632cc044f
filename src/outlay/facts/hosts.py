"""Which provider answers at an address, and in which region: a table of hosts, asked where no provider is named."""

from __future__ import annotations

import ipaddress
import re
from functools import lru_cache
from typing import Final

_HOSTS: Final = {
    "api.openai.com": "openai",
    "*.api.openai.com": "openai",
    "api.anthropic.com": "anthropic",
    "*.openai.azure.com": "azure.ai.openai",
    "*.openai.azure.us": "azure.ai.openai",
    "*.openai.azure.cn": "azure.ai.openai",
    "*.cognitiveservices.azure.com": "azure.ai.openai",
    "*.cognitiveservices.azure.us": "azure.ai.openai",
    "*.api.cognitive.microsoft.com": "azure.ai.openai",
    "*.services.ai.azure.com": "azure.ai.inference",
    "*.models.ai.azure.com": "azure.ai.inference",
    "*.inference.ai.azure.com": "azure.ai.inference",
    "*.inference.ml.azure.com": "azure.ai.inference",
    "models.inference.ai.azure.com": "github_models",
    "models.github.ai": "github_models",
    "api.githubcopilot.com": "github",
    "*.githubcopilot.com": "github",
    "bedrock-runtime.*.amazonaws.com": "aws.bedrock",
    "bedrock-runtime-fips.*.amazonaws.com": "aws.bedrock",
    "bedrock-runtime.*.amazonaws.com.cn": "aws.bedrock",
    "bedrock-runtime.*.api.aws": "aws.bedrock",
    "bedrock-agent-runtime.*.amazonaws.com": "aws.bedrock",
    "bedrock-mantle.*.api.aws": "aws.bedrock",
    "*.bedrock-runtime.*.vpce.amazonaws.com": "aws.bedrock",
    "aiplatform.googleapis.com": "gcp.vertex_ai",
    "*-aiplatform.googleapis.com": "gcp.vertex_ai",
    "aiplatform.*.rep.googleapis.com": "gcp.vertex_ai",
    "generativelanguage.googleapis.com": "gcp.gemini",
    "api.mistral.ai": "mistral_ai",
    "codestral.mistral.ai": "mistral_ai",
    "api.x.ai": "x_ai",
    "*.api.x.ai": "x_ai",
    "api.deepseek.com": "deepseek",
    "api.groq.com": "groq",
    "api.perplexity.ai": "perplexity",
    "api.cohere.com": "cohere",
    "api.cohere.ai": "cohere",
    "openrouter.ai": "openrouter",
    "*.openrouter.ai": "openrouter",
    "api.together.xyz": "together",
    "api.together.ai": "together",
    "api.fireworks.ai": "fireworks",
    "api-inference.huggingface.co": "huggingface",
    "router.huggingface.co": "huggingface",
    "*.endpoints.huggingface.cloud": "huggingface",
    "api.moonshot.ai": "moonshot_ai",
    "api.moonshot.cn": "moonshot_ai",
    "*.ml.cloud.ibm.com": "ibm.watsonx.ai",
    "api.voyageai.com": "voyage_ai",
    "api.ai21.com": "ai21",
    "api.replicate.com": "replicate",
    "api.elevenlabs.io": "elevenlabs",
    "api.deepgram.com": "deepgram",
    "api.assemblyai.com": "assemblyai",
    "api.stability.ai": "stability_ai",
    "api.cursor.com": "cursor",
    "*.cursor.sh": "cursor",
}
"""A star stands for one or more characters; the first pattern without a star, else the longest, decides."""

_OWN_NAMES: Final = (".svc", ".cluster.local", ".internal", ".local", ".localhost", ".lan", ".home.arpa")
"""Names that only a private network resolves: what answers there is somebody's own server."""

_REGIONS: Final = (
    r"bedrock[a-z-]*\.([a-z0-9-]+)\.(?:vpce\.)?(?:amazonaws\.com|api\.aws)",
    r"(?:^|\.)([a-z]+-[a-z]+\d+)-aiplatform\.googleapis\.com$",
    r"(?:^|\.)aiplatform\.([a-z0-9-]+)\.rep\.googleapis\.com$",
    r"^(us|eu|in|au|jp|ca|kr|sg|ae|gb)\.api\.openai\.com$",
    r"^([a-z0-9-]+)\.ml\.cloud\.ibm\.com$",
    r"^([a-z]{2}-[a-z]+-\d)\.api\.x\.ai$",
    r"^([a-z0-9]+)\.api\.cognitive\.microsoft\.com$",
    r"\.([a-z0-9]+)\.(?:models|inference)\.(?:ai|ml)\.azure\.com$",
    r"\.([a-z]+-[a-z]+-\d)\.(?:aws|gcp|azure)\.endpoints\.huggingface\.cloud$",
)
"""Where a host names its region; the hosts of Azure OpenAI name a resource instead."""


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\*", "[^/]+"))


_EXACT: Final = {host: provider for host, provider in _HOSTS.items() if "*" not in host}
_PATTERNS: Final = tuple(
    (_compiled(host), provider)
    for host, provider in sorted(_HOSTS.items(), key=lambda item: -len(item[0]))
    if "*" in host
)
_REGION_PATTERNS: Final = tuple(re.compile(pattern) for pattern in _REGIONS)


def host_of(address: str) -> str:
    """The bare host name of an address, which may be a URL, a host with a port, or an IP address in brackets."""
    text = address.strip().casefold()
    text = text.split("://", 1)[-1].split("/", 1)[0].split("?", 1)[0].rsplit("@", 1)[-1]
    if text.startswith("["):
        return text[1:].split("]", 1)[0]
    if text.count(":") == 1:
        text = text.split(":", 1)[0]
    return text.rstrip(".")


@lru_cache(maxsize=4096)
def provider_of_host(address: str) -> str | None:
    """The slug of the provider that answers at an address, or None where the address does not tell.

    Private addresses and names answer `self_hosted`.
    """
    host = host_of(address)
    if not host:
        return None
    if host in _EXACT:
        return _EXACT[host]
    for pattern, provider in _PATTERNS:
        if pattern.fullmatch(host):
            return provider
    return "self_hosted" if _is_own(host) else None


@lru_cache(maxsize=4096)
def region_of_host(address: str) -> str | None:
    """The region that an address names, or None."""
    host = host_of(address)
    for pattern in _REGION_PATTERNS:
        if found := pattern.search(host):
            return found[1]
    return None


def _is_own(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.split("%", 1)[0])
    except ValueError:
        # a name without a dot is a service of the same network: `vllm`, `localhost`
        return host.endswith(_OWN_NAMES) or "." not in host or ".svc." in host
    return address.is_private or address.is_loopback or address.is_link_local
