from __future__ import annotations

import pytest

from outlay.ingest.focus.cost_group import ChargeFacts, cost_component_of, cost_group_of, gpu_model_of


def facts(provider="aws", **changes) -> ChargeFacts:
    plain = {"biller": provider, "service_name": None, "service_category": None, "meter": None, "gpu_model": None}
    return ChargeFacts(provider=provider, **plain | changes)


@pytest.mark.parametrize(
    ("charge", "group"),
    [
        (facts(service_category="AI and Machine Learning"), "ai"),
        (facts(provider="openai"), "ai"),
        (facts(service_category="Compute", gpu_model="h100"), "ai"),
        (facts(provider="github", service_name="GitHub Copilot", service_category="Developer Tools"), "ai"),
        (
            facts(provider="github", service_name="GitHub Enterprise", service_category="Developer Tools"),
            "people_tools",
        ),
        (facts(service_name="AWS CodeBuild", service_category="Developer Tools"), "other"),
        (facts(service_category="Compute"), "compute"),
        (facts(service_category="Storage"), "storage"),
        (facts(service_category="Networking"), "network"),
        (facts(service_category="Databases"), "storage"),
        (facts(provider="datadog", biller="aws", service_category="Management and Governance"), "saas"),
    ],
)
def test_a_charge_has_its_group(charge, group):
    assert cost_group_of(charge) == group


@pytest.mark.parametrize(
    ("text", "gpu"),
    [
        ("p4d.24xlarge", "a100"),
        ("BoxUsage:p5.48xlarge", "h100"),
        ("g5.xlarge", "a10g"),
        ("m5.large", None),
        (None, None),
    ],
)
def test_a_gpu_is_read_from_the_instance_type(text, gpu):
    assert gpu_model_of(text) == gpu


@pytest.mark.parametrize(
    ("group", "charge", "component"),
    [
        ("ai", facts(provider="openai"), "model"),
        ("ai", facts(gpu_model="h100"), "infrastructure"),
        ("network", facts(meter="DataTransfer-Out-Bytes"), "transfer"),
        ("compute", facts(), "infrastructure"),
    ],
)
def test_a_charge_has_its_component(group, charge, component):
    assert cost_component_of(group, charge) == component
