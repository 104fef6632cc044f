"""Providers are told apart from the clouds that bill for them."""

from __future__ import annotations

import pytest

from outlay.facts.providers import AI_APIS, AI_PROVIDERS, CLOUDS, is_ai_service


@pytest.mark.parametrize(
    ("service", "expected"),
    [
        ("Amazon Bedrock", True),
        ("Azure AI Foundry", True),
        ("Foundry Models", True),
        ("VERTEX AI", True),
        ("Amazon Q", True),
        ("Amazon QuickSight", False),
        ("Palantir Foundry", False),
        ("Amazon EC2", False),
        (None, False),
    ],
)
def test_an_ai_service_is_known_by_its_name(service, expected):
    assert is_ai_service(service) is expected


def test_no_cloud_is_ai_as_a_whole():
    assert not CLOUDS & AI_PROVIDERS
    assert AI_PROVIDERS.issuperset(AI_APIS)
