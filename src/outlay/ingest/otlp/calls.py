"""Which provider answered a call, under which model name and in which region."""

from __future__ import annotations

from functools import lru_cache
from typing import Final, NamedTuple

from outlay.facts.providers import provider_of_host, region_of_host, resolve_provider
from outlay.ingest.otlp.spellings import load_spellings

_SELF_HOSTED: Final = "self_hosted"
_REMEMBERED: Final = 16_384


class Call(NamedTuple):
    """Who was called: all None where nothing tells."""

    provider: str | None
    model: str | None
    region: str | None


@lru_cache(maxsize=_REMEMBERED)
def resolve_call(override: object, address: object, model: object, provider: object) -> Call:
    """Resolve in the order of trust: what the user says, the host, the model's prefix, the provider attribute.

    The attribute comes last because it names the client library's flavour, not who bills.
    """
    name = None if model is None else str(model).strip()
    told = None if provider is None else _known(resolve_provider(str(provider)))
    prefixed, bare = _split_prefix(name, told)
    host = None if address is None else _host_provider(str(address), bare)
    region = None if address is None else region_of_host(str(address))
    found = None if override is None else resolve_provider(str(override))
    return Call(found or host or prefixed or told, bare if prefixed else name, region)


def _known(provider: str) -> str | None:
    return None if provider in {"unknown", "none"} else provider


def _host_provider(address: str, model: str | None) -> str | None:
    """The provider at an address; a private address tells nothing about models that nobody else can host."""
    provider = provider_of_host(address)
    if provider == _SELF_HOSTED and model and load_spellings().closed_models.match(model):
        return None
    return provider


def _split_prefix(model: str | None, told: str | None) -> tuple[str | None, str | None]:
    """Who serves a model by its name's beginning, and the name without it."""
    if model is None:
        return None, None
    spellings = load_spellings()
    if spellings.bedrock_models.fullmatch(model):
        return "aws.bedrock", model
    prefix, slash, rest = model.partition("/")
    serving = spellings.model_prefixes.get(prefix.casefold()) if slash and rest else None
    if serving is None or (told in spellings.resellers and told != serving):
        return None, model
    return serving, rest
