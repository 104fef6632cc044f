"""Usage whose payer nobody knows, each with an entry for `payers:` that would settle it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Final

from outlay.facts.expressions import matches, parse_expression
from outlay.facts.payers import Kind, is_committed
from outlay.facts.providers import biller_of, is_known_provider, slug
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from outlay.core.settings import Settings
    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_WINDOW: Final = timedelta(days=30)
_TOOLS: Final = {
    "claude-code": "anthropic",
    "claude_code": "anthropic",
    "codex": "openai",
    "codex_cli_rs": "openai",
    "copilot": "github",
    "github-copilot": "github",
    "cursor": "cursor",
    "gemini-cli": "gcp",
    "windsurf": "windsurf",
}
"""Coding tools by the service that they call themselves, and who sells their seats."""
_OWN_WORDS: Final = ("vllm", "sglang", "ollama", "tgi", "triton", "llama", "litellm", "kserve", "ray-serve", "lmstudio")
"""Words in names of servers that people run themselves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnresolvedPayer:
    """Usage with the same unknown payer: why it is unknown, and what could be written about it."""

    reason: str
    match: str
    requests: int
    tokens: int
    since: str
    biller: str
    kind: Kind

    @property
    def entry(self) -> str:
        """The suggestion as YAML, to stand under `payers:` in outlay.yaml."""
        match = json.dumps(self.match)  # a quoted text of JSON is one of YAML
        return f"- match: {match}\n  biller: {self.biller}\n  kind: {self.kind}"


def unresolved_payers(reader: Reader, settings: Settings) -> list[UnresolvedPayer]:
    """What of the last 30 days has no payer that is known, most tokens first."""
    rules = [parse_expression(setting.match) for setting in settings.payers]
    since = settings.today - _WINDOW
    found: dict[str, UnresolvedPayer] = {}
    for row in reader.fetch(load_sql(_PACKAGE, "payer_usage"), [since]).to_pylist():
        if any(matches(rule, row.get) for rule in rules):
            continue
        for payer in _suggest(row):
            same = found.get(payer.match)
            found[payer.match] = payer if same is None else _sum(same, payer)
    return sorted(found.values(), key=lambda payer: (-payer.tokens, -payer.requests, payer.match))


def _suggest(row: Mapping[str, str | int | None]) -> Iterator[UnresolvedPayer]:
    provider, service, tier = (_text(row, name) for name in ("provider", "service", "service_tier"))
    tool = _TOOLS.get(service.casefold())
    if tool is not None and row["payer_kind"] != "seat":
        reason = f"{service} is paid by the seat unless it uses an API key"
        yield _payer(row, reason, _is("service", service), (tool, "seat"))
    elif not provider:
        own = _is_own(service)
        yield _payer(row, "no provider is named", _place(row), ("self_hosted" if own else "BILLER", _kind(row, own)))
    elif not is_known_provider(provider):
        own = _is_own(provider)
        reason = f"the provider {provider} is not known"
        biller = "self_hosted" if own else slug(provider)
        yield _payer(row, reason, _is("provider", provider), (biller, _kind(row, own)))
    elif _looks_committed(tier) and row["payer_kind"] == "metered":
        reason = f"the tier {tier} looks like committed capacity"
        match = f"{_is('provider', provider)} && {_is('service_tier', tier)}"
        yield _payer(row, reason, match, (biller_of(provider), "committed"))


def _text(row: Mapping[str, str | int | None], name: str) -> str:
    return str(row.get(name) or "")


def _looks_committed(tier: str) -> bool:
    return any(word in tier for word in ("reserved", "dedicated", "throughput", "capacity", "ptu"))


def _is_own(name: str) -> bool:
    return any(word in name.casefold() for word in _OWN_WORDS)


def _kind(row: Mapping[str, str | int | None], is_own: bool) -> Kind:  # noqa: FBT001 - a fact of the row
    if is_own:
        return "self_hosted"
    return "committed" if is_committed(_text(row, "service_tier"), _text(row, "model")) else "metered"


def _place(row: Mapping[str, str | int | None]) -> str:
    """What usage without a provider can be told by: its service, credential or model."""
    for name in ("service", "credential", "model"):
        if row.get(name):
            return f"!has(provider) && {_is(name, _text(row, name))}"
    return "!has(provider)"


def _is(name: str, value: str) -> str:
    return f"{name} == {json.dumps(value, ensure_ascii=False)}"


def _payer(row: Mapping[str, str | int | None], reason: str, match: str, paid: tuple[str, Kind]) -> UnresolvedPayer:
    return UnresolvedPayer(
        reason=reason,
        match=match,
        requests=int(row["requests"] or 0),
        tokens=int(row["tokens"] or 0),
        since=_text(row, "since"),
        biller=paid[0],
        kind=paid[1],
    )


def _sum(one: UnresolvedPayer, other: UnresolvedPayer) -> UnresolvedPayer:
    return UnresolvedPayer(
        reason=one.reason,
        match=one.match,
        requests=one.requests + other.requests,
        tokens=one.tokens + other.tokens,
        since=min(one.since, other.since),
        biller=one.biller,
        kind=one.kind,
    )
