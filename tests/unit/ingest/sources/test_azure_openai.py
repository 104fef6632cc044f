"""Azure OpenAI: tokens by deployment; what a cache served is told apart where Azure tells it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.ingest.pulling.model import Bucket
from outlay.ingest.sources.azure_openai import Settings, Source

DAY = datetime(2026, 11, 2, tzinfo=UTC)
RESOURCE = "/subscriptions/sub-1/resourceGroups/ai/providers/Microsoft.CognitiveServices/accounts/oai-eu"
NAMES = {"input": "ProcessedPromptTokens", "output": "GeneratedTokens", "active": "ActiveTokens"}
NAMES |= {"requests": "AzureOpenAIRequests"}


def values(deployment="chat", *, is_total=False, **counts):
    shared = {"resource": RESOURCE, "is_total": is_total, "modelname": "gpt-4o", "modeldeploymentname": deployment}
    return [{**shared, "metric": NAMES[name], "total": Decimal(f"{count}.0")} for name, count in counts.items()]


def facts_of(*records, **settings):
    given = {"tenant_id": "t", "client_id": "c", "client_secret": "s0", "billing_account": "ba-1"}
    bucket = Bucket(dataset="metrics", start=DAY, end=DAY + timedelta(days=1), records=tuple(records))
    return Source(Settings(**given, **settings), None, DAY).normalise(date(2026, 11, 1), [bucket])


def used(facts):
    return {row["token_class"]: row["quantity"] for row in facts.usage}


def test_a_standard_deployment_has_prompts_and_answers():
    facts = facts_of(*values(input=1100, output=70, requests=3))
    assert used(facts) == {"input": 1100, "output": 70}
    assert "does not tell cached prompt tokens" in facts.notes[0]


def test_a_provisioned_deployment_tells_what_its_cache_served():
    facts = facts_of(*values(input=1100, output=70, active=770))
    assert used(facts) == {"input": 700, "cache_read": 400, "output": 70}
    assert ({row["service_tier"] for row in facts.usage}, facts.notes) == ({"provisioned"}, [])


@pytest.mark.parametrize("active", [0, 5000])
def test_classes_never_fall_below_zero_or_beyond_the_prompts(active):
    found = used(facts_of(*values(input=1100, output=70, active=active)))
    assert found["input"] + found.get("cache_read", 0) == 1100
    assert min(found.values()) >= 0


def test_usage_says_subscription_model_and_requests():
    row = facts_of(*values(input=10, requests=3)).usage[0]
    assert (row["account"], row["model"], row["requests"], row["provider"]) == ("sub-1", "gpt-4o", 3, "azure.ai.openai")
    assert (row["billing_account"], row["credential"]) == ("ba-1", None)


def test_a_deployment_is_the_credential_if_asked_for():
    assert facts_of(*values(input=10), deployment_as_credential=True).usage[0]["credential"] == "oai-eu/chat"


def test_no_money_comes_of_it():
    facts = facts_of(*values(input=10, output=5))
    assert (facts.charges, facts.stated, Source.amount) == ([], [], None)


def test_deployments_that_do_not_add_up_are_said():
    facts = facts_of(*values(input=10), *values(is_total=True, input=15))
    assert "2026-11-02: deployments of oai-eu have 10 input tokens of 15" in facts.notes


def test_an_unknown_metric_is_named():
    record = {**values(input=10)[0], "metric": "ReasoningTokens"}
    assert facts_of(record).unknown_fields == {"metrics.name=ReasoningTokens"}
