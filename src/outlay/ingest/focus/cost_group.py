"""The cost group of a charge: a rule with a shipped table, explained in docs/reference/focus-import.md."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from outlay.facts.providers import AI_PROVIDERS, CLOUDS, biller_of, is_ai_service

_GPUS: Final = (
    ("h200", r"\bp5en?\.|a3-ultra|h200"),
    ("h100", r"\bp5\.|a3-(high|mega|edge)|nd\w*h100|nc\w*h100|h100"),
    ("b200", r"\bp6|a4-high|b200"),
    ("a100", r"\bp4d?e?\.|a2-(high|mega|ultra)|nd\w*a100|nc\w*a100|a100"),
    ("v100", r"\bp3(dn)?\.|nc\w*s_v3|v100"),
    ("a10g", r"\bg5\.|a10g"),
    ("l40s", r"\bg6e\.|l40s"),
    ("l4", r"\bg6\.|\bg2-standard|nvidia[ -]l4\b"),
    ("t4", r"\bg4dn\.|t4_v3|nvidia[ -](tesla[ -])?t4\b"),
    ("trainium", r"\btrn\d"),
    ("inferentia", r"\binf\d"),
    ("gpu", r"\bg4ad\.|standard_n[cdv]\w*\d|\bgpu\b"),
)
_GPU_PATTERNS: Final = tuple((name, re.compile(pattern, re.IGNORECASE)) for name, pattern in _GPUS)
_BY_CATEGORY: Final = {
    "AI and Machine Learning": "ai",
    "Compute": "compute",
    "Storage": "storage",
    "Networking": "network",
    "Databases": "storage",
    "Analytics": "compute",
    "Business Applications": "saas",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeFacts:
    """What the rule looks at."""

    provider: str
    biller: str
    service_name: str | None
    service_category: str | None
    meter: str | None
    gpu_model: str | None


def gpu_model_of(*texts: str | None) -> str | None:
    """The GPU that an instance type, meter or description names."""
    found = " ".join(text for text in texts if text)
    return next((name for name, pattern in _GPU_PATTERNS if pattern.search(found)), None)


def cost_group_of(facts: ChargeFacts) -> str:
    """One of ai, compute, storage, network, saas, people_tools and other; the first rule that holds decides."""
    is_cloud = facts.provider in CLOUDS or biller_of(facts.provider) in CLOUDS
    if _is_ai(facts):
        return "ai"
    if facts.service_category == "Developer Tools" and not is_cloud:
        return "people_tools"
    if not is_cloud:
        return "saas"
    return _BY_CATEGORY.get(facts.service_category or "", "other")


def cost_component_of(group: str, facts: ChargeFacts) -> str:
    """Model, infrastructure or transfer."""
    if group == "ai" and facts.gpu_model is None:
        return "model"
    text = f"{facts.meter or ''} {facts.service_name or ''}"
    if group == "network" and re.search(r"transfer|egress|bandwidth|bytes", text, re.IGNORECASE):
        return "transfer"
    return "infrastructure"


def _is_ai(facts: ChargeFacts) -> bool:
    return (
        facts.service_category == "AI and Machine Learning"
        or facts.provider in AI_PROVIDERS
        or facts.gpu_model is not None
        or is_ai_service(facts.service_name)
    )
