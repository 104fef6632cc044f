"""The sample company's `outlay.yaml` and its overlay of token weights."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from outlay.core.settings_file import CONFIG_FILE
from outlay.demo.bills import aws_production, saas
from outlay.demo.company import COMPANY
from outlay.demo.declared import CONTRACTS_FILE, EMPLOYEES_FILE
from outlay.demo.prices import LLAMA, SELF_HOSTED_RATES
from outlay.demo.world import World
from outlay.facts.providers import resolve_provider

PRICES_FILE: Final = "prices.yaml"
_APPROVED: Final = ("4100000000*", "/subscriptions/*", "qh-*", "proj_quillhaven_*", "wrkspc_*")
_UNITS: Final = {
    "business_unit": (
        ("Commerce", "discovery"), ("Risk", "risk"), ("Studio", "assist"), ("Studio", "documents"),
        ("Technology", "platform"), ("Technology", "ml-platform"), ("Technology", "data-platform"),
        ("Technology", "data-science"), ("Technology", "engineering"),
    ),
    "owner": (
        ("Ines Okafor", "discovery"), ("Tomas Lindqvist", "risk"), ("Mara Castellan", "assist"),
        ("Mara Castellan", "documents"), ("Jonas Petrov", "platform"), ("Aiko Brandt", "ml-platform"),
        ("Aiko Brandt", "data-science"), ("Ruth Adeyemi", "data-platform"), ("Jonas Petrov", "engineering"),
    ),
}  # fmt: skip


def write_settings(folder: Path, world: World) -> list[Path]:
    """Write the settings, which name the overlay beside them."""
    paths = [folder / CONFIG_FILE, folder / PRICES_FILE]
    header = f"# {COMPANY}: the sample company's settings.\n"
    for path, content in zip(paths, (_settings(), _prices(world.calendar.bills_since)), strict=True):
        text = yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110)
        path.write_text(header + text, encoding="utf-8")
    return paths


def _settings() -> dict[str, Any]:
    return {
        "currency": "USD",
        "tax": {resolve_provider(saas.VEKTORIA.issuer): "recoverable"},
        # AI in any other account would be in the list of spend that no one approved.
        "approved_ai_accounts": list(_APPROVED),
        "payers": [
            {
                "match": 'provider == "aws.bedrock"',
                "biller": "aws",
                "billing_account": aws_production.PRODUCTION.account,
                "kind": "metered",
            },
        ],
        "allocation": [
            {
                "name": "Bedrock by request",
                "match": 'provider_service == "Amazon Bedrock"',
                "driver": "inference",
                "usage": 'provider == "aws.bedrock"',
                "measure": "cost",
            },
            {
                "name": "GPU serving nodes by tokens served",
                "match": 'cluster == "gpu-serving"',
                "driver": "inference",
                "usage": 'provider == "self_hosted"',
                "measure": "tokens",
            },
        ],
        "dimension_rules": [
            {"match": f'team == "{team}"', "set": {dimension: value}}
            for dimension, pairs in _UNITS.items()
            for value, team in pairs
        ],
        "price_overlays": [PRICES_FILE],
        "contracts": [CONTRACTS_FILE],
        "employees": EMPLOYEES_FILE,
    }


def _prices(since: date) -> dict[str, Any]:
    return {
        "overlay": 1,
        "name": "self-hosted-weights",
        "kind": "override",
        "source": {"ref": "weights of self-hosted tokens; the money is the server's"},
        "cards": [
            {
                "provider": "self_hosted",
                "model": LLAMA,
                "valid_from": since.isoformat(),
                "rates": dict(SELF_HOSTED_RATES),
            },
        ],
    }
