"""Who is paid: every event, charge and seat resolves to exactly one payer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from outlay.core.rule_settings import PayerSetting
from outlay.facts.expressions import Expression, matches, parse_expression
from outlay.facts.providers import CLOUDS, biller_of
from outlay.facts.vendors import is_seat_service

Kind = Literal["metered", "committed", "seat", "self_hosted", "reseller"]

ESTIMATED_KINDS: Final = ("metered", "reseller")
"""Only usage of these kinds is ever shown as estimated money; for the others a price is only a weight."""

_SEATS: Final = frozenset({"github", "cursor", "anysphere", "windsurf", "claude_code"})
_COMMITTED_TIERS: Final = frozenset({"ptu", "committed", "scale"})
"""Tiers that are paid ahead; so is every tier that says `provisioned`, as the names of Azure's deployments do."""
_COMMITTED_MODEL: Final = ":provisioned-model/"
"""In the resource names of Bedrock's provisioned throughput."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payer:
    """Biller, billing account (empty where usage does not tell it) and kind of payment."""

    biller: str
    billing_account: str
    kind: Kind

    @property
    def payer_id(self) -> str:
        """The id that tables hold, such as ``openai/org-acme/metered``."""
        return f"{self.biller}/{self.billing_account}/{self.kind}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PayerRule:
    """A configured payer with its expression parsed."""

    match: Expression
    payer: Payer


def payer_rules(settings: Iterable[PayerSetting]) -> tuple[PayerRule, ...]:
    """Parse the configured payers; the first that matches wins."""
    return tuple(
        PayerRule(
            match=parse_expression(setting.match),
            payer=Payer(biller=setting.biller, billing_account=setting.billing_account, kind=setting.kind),
        )
        for setting in settings
    )


def payer_of_usage(dimensions: Mapping[str, str | None], rules: Iterable[PayerRule] = ()) -> Payer:
    """The payer of an event: a configured rule, else what provider and service tier imply."""
    for rule in rules:
        if matches(rule.match, dimensions.get):
            return rule.payer
    provider = dimensions.get("provider") or "unknown"
    biller = dimensions.get("biller") or biller_of(provider)
    account = dimensions.get("billing_account") or ""
    return Payer(biller=biller, billing_account=account, kind=_kind_of_usage(provider, biller, dimensions))


def payer_of_charge(dimensions: Mapping[str, str | None]) -> Payer:
    """The payer of a charge, from its key: the issuer's slug and the billing account decide, rules do not."""
    biller = dimensions.get("biller") or "unknown"
    provider = dimensions.get("provider") or biller
    kind: Kind = "metered"
    is_seat = is_seat_service(dimensions.get("provider_service"))
    if dimensions.get("cost_group") == "people_tools" or provider in _SEATS or is_seat:
        kind = "seat"
    elif biller in CLOUDS and biller_of(provider) != biller:
        kind = "reseller"
    return Payer(biller=biller, billing_account=dimensions.get("billing_account") or "", kind=kind)


def _kind_of_usage(provider: str, biller: str, dimensions: Mapping[str, str | None]) -> Kind:
    if provider == "self_hosted":
        return "self_hosted"
    if provider in _SEATS:
        return "seat"
    if is_committed(dimensions.get("service_tier") or "", dimensions.get("model") or ""):
        return "committed"
    return "reseller" if biller in CLOUDS and biller_of(provider) != biller else "metered"


def is_committed(service_tier: str, model: str) -> bool:
    """Whether tier or model say that the capacity is paid ahead, so that its use costs nothing by itself."""
    tier = service_tier.casefold()
    return tier in _COMMITTED_TIERS or "provisioned" in tier or _COMMITTED_MODEL in model
