from __future__ import annotations

from outlay.core.settings import load_settings
from outlay.facts.expressions import parse_expression
from outlay.facts.payers import payer_of_usage, payer_rules
from outlay.pricing.overlay_file import load_overlay


def test_the_settings_can_be_read_from_the_folder(sample):
    settings = load_settings(sample.folder)
    assert settings.tax == {"vektoria_gmbh": "recoverable"}
    assert all(path.is_file() for path in settings.price_overlays)


def test_every_expression_can_be_parsed(sample):
    settings = load_settings(sample.folder)
    rules = [*settings.allocation, *settings.dimension_rules, *settings.payers]
    assert len({str(parse_expression(rule.match)) for rule in rules}) > 8


def test_bedrock_is_paid_through_the_production_account(sample):
    rules = payer_rules(load_settings(sample.folder).payers)
    payer = payer_of_usage({"provider": "aws.bedrock"}, rules)
    assert payer.payer_id == "aws/410000000001/metered"


def test_self_hosted_tokens_have_weights(sample):
    overlay = load_overlay(sample.prices)
    assert [card.scope.model for card in overlay.cards] == ["llama-3.3-70b-instruct"]
