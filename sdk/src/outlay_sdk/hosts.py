"""Who answers at an address, and in which region."""

from __future__ import annotations

import functools
import ipaddress
import re

_HOSTS = (
    (r"(.+\.)?api\.openai\.com", "openai"),
    (r"api\.anthropic\.com", "anthropic"),
    (r".+\.openai\.azure\.(com|us|cn)|.+\.cognitiveservices\.azure\.(com|us)", "azure.ai.openai"),
    (r".+\.(services|models|inference)\.ai\.azure\.com|.+\.inference\.ml\.azure\.com", "azure.ai.inference"),
    (r"bedrock-(runtime|runtime-fips|mantle)\..+\.(amazonaws\.com(\.cn)?|api\.aws)", "aws.bedrock"),
    (r"(.+-)?aiplatform\.googleapis\.com|aiplatform\..+\.rep\.googleapis\.com", "gcp.vertex_ai"),
    (r"generativelanguage\.googleapis\.com", "gcp.gemini"),
    (r"(api|codestral)\.mistral\.ai", "mistral_ai"),
    (r"(.+\.)?api\.x\.ai", "x_ai"),
    (r"api\.deepseek\.com", "deepseek"),
    (r"api\.groq\.com", "groq"),
    (r"api\.perplexity\.ai", "perplexity"),
    (r"api\.cohere\.(com|ai)", "cohere"),
    (r"(.+\.)?openrouter\.ai", "openrouter"),
    (r"api\.together\.(xyz|ai)", "together"),
    (r"api\.fireworks\.ai", "fireworks"),
    (r"router\.huggingface\.co|.+\.endpoints\.huggingface\.cloud", "huggingface"),
    (r"api\.moonshot\.(ai|cn)", "moonshot_ai"),
)
_PROVIDERS = tuple((re.compile(pattern), provider) for pattern, provider in _HOSTS)
_REGIONS = (
    re.compile(r"^bedrock-[a-z-]+\.([a-z0-9-]+)\."),
    re.compile(r"(?:^|\.)([a-z]+-[a-z]+\d+)-aiplatform\.googleapis\.com$"),
    re.compile(r"^(us|eu|in|au|jp|ca|kr|sg|ae|gb)\.api\.openai\.com$"),
    re.compile(r"^([a-z]{2}-[a-z]+-\d)\.api\.x\.ai$"),
)
_VENDORS = (
    (re.compile(r"^(?!gpt-oss)(gpt-|o\d|chatgpt|text-embedding-|whisper|tts-|dall-e|sora|omni-)"), "openai"),
    (re.compile(r"^claude"), "anthropic"),
)
_OWN_NAMES = (".svc", ".cluster.local", ".internal", ".local", ".localhost", ".lan", ".home.arpa")


@functools.lru_cache(maxsize=1024)
def provider_of(host: str, model: str | None) -> str | None:
    """The provider behind a host name.

    At an address that is nobody's public one stands a gateway or a server of one's own: a model of OpenAI or
    Anthropic is theirs even there, any other on a private address is `self_hosted`.
    """
    host = host.casefold().rstrip(".")
    for pattern, provider in _PROVIDERS:
        if pattern.fullmatch(host):
            return provider
    for pattern, provider in _VENDORS:
        if model and pattern.match(model):
            return provider
    return "self_hosted" if _is_private(host) else None


@functools.lru_cache(maxsize=1024)
def region_of(host: str) -> str | None:
    """The region that a host name names."""
    for pattern in _REGIONS:
        found = pattern.search(host.casefold())
        if found:
            return found[1]
    return None


def _is_private(host: str) -> bool:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return host.endswith(_OWN_NAMES) or "." not in host or ".svc." in host
    return address.is_private or address.is_loopback or address.is_link_local
