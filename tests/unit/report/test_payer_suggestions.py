"""Usage whose payer nobody knows is listed with an entry that settles it."""

from __future__ import annotations

import pytest
import yaml

from outlay.core.rule_settings import PayerSetting
from outlay.core.settings import Settings
from outlay.facts.payers import payer_of_usage, payer_rules
from outlay.report.payer_suggestions import unresolved_payers
from tests.unit.ingest.events.kit import Desk

TS = "2026-11-20T10:00:00Z"


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    found.settings = Settings(data_dir=tmp_path, as_of="2026-11-21")
    yield found
    found.store.close()


def found(desk, *rows):
    desk.load([{"ts": TS, "model": "m1", "input_tokens": 10, "source_id": str(n)} | row for n, row in enumerate(rows)])
    return unresolved_payers(desk.store, desk.settings)


@pytest.mark.parametrize(
    ("row", "match", "paid"),
    [
        ({"provider": "acme_llm"}, 'provider == "acme_llm"', ("acme_llm", "metered")),
        ({"provider": "my-vllm"}, 'provider == "my_vllm"', ("self_hosted", "self_hosted")),
        ({"service": "chat"}, '!has(provider) && service == "chat"', ("BILLER", "metered")),
        ({"service": "ollama-2"}, '!has(provider) && service == "ollama-2"', ("self_hosted", "self_hosted")),
        ({"credential": "k1"}, '!has(provider) && credential == "k1"', ("BILLER", "metered")),
        ({"provider": "anthropic", "service": "claude-code"}, 'service == "claude-code"', ("anthropic", "seat")),
        (
            {"provider": "openai", "service_tier": "reserved"},
            'provider == "openai" && service_tier == "reserved"',
            ("openai", "committed"),
        ),
    ],
)
def test_what_is_not_known_is_suggested(desk, row, match, paid):
    (payer,) = found(desk, row)
    assert (payer.match, (payer.biller, payer.kind)) == (match, paid)
    assert (payer.requests, payer.tokens, payer.since) == (1, 10, "2026-11-20")


@pytest.mark.parametrize("provider", ["openai", "aws.bedrock", "self_hosted", "github", "azure"])
def test_known_providers_need_no_entry(desk, provider):
    assert found(desk, {"provider": provider}) == []


def test_usage_of_one_provider_is_one_entry_and_the_largest_comes_first(desk):
    rows = [{"provider": "small", "input_tokens": 1}, {"provider": "acme"}, {"provider": "acme", "service": "x"}]
    assert [(payer.biller, payer.requests, payer.tokens) for payer in found(desk, *rows)] == [
        ("acme", 2, 20), ("small", 1, 1),
    ]  # fmt: skip


def test_the_entry_settles_what_it_was_made_for(desk):
    (payer,) = found(desk, {"provider": 'a "quoted" name'})
    (entry,) = yaml.safe_load(payer.entry)
    setting = PayerSetting(**entry)
    (key,) = desk.rows("SELECT provider FROM key")
    assert payer_of_usage(key, payer_rules([setting])).payer_id == f"{payer.biller}//metered"
    desk.settings = Settings(data_dir=desk.folder, as_of="2026-11-21", payers=[setting])
    assert unresolved_payers(desk.store, desk.settings) == []


@pytest.mark.parametrize(
    ("tier", "model", "kind"),
    [
        ("GlobalProvisionedManaged", "gpt-4o", "committed"),
        ("scale", "gpt-4o", "committed"),
        (None, "arn:aws:bedrock:us-east-1:1:provisioned-model/x", "committed"),
        ("priority", "gpt-4o", "metered"),
    ],
)
def test_committed_capacity_is_known_by_tier_or_model(tier, model, kind):
    assert payer_of_usage({"provider": "openai", "service_tier": tier, "model": model}).kind == kind
