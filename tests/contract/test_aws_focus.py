"""FOCUS as AWS Data Exports write it: what it leaves empty stays unknown, what it says elsewhere is found."""

from __future__ import annotations

import csv
from decimal import Decimal

import pytest

from tests.bills.importing import Books

ROW = {
    "BilledCost": "4.5",
    "EffectiveCost": "4.5",
    "BillingAccountId": "111111111111",
    "BillingCurrency": "USD",
    "BillingPeriodStart": "2026-10-01T00:00:00.000Z",
    "BillingPeriodEnd": "2026-11-01T00:00:00.000Z",
    "ChargeCategory": "Usage",
    "ChargePeriodStart": "2026-10-05T00:00:00.000Z",
    "ChargePeriodEnd": "2026-10-06T00:00:00.000Z",
    "ConsumedQuantity": "1500",
    "ConsumedUnit": "1K tokens",
    "ContractedUnitPrice": "",
    "InvoiceIssuerName": "Amazon Web Services, Inc.",
    "ListUnitPrice": "",
    "PricingUnit": "",
    "ProviderName": "AWS",
    "PublisherName": "",
    "ServiceCategory": "AI and Machine Learning",
    "ServiceName": "Amazon Bedrock",
    "SkuId": "",
    "SkuPriceId": "",
    "SubAccountId": "222222222222",
    "x_Operation": "InvokeModelInference",
    "x_ServiceCode": "AmazonBedrock",
}
USAGE = "USE1-Claude4.6Sonnet-cache-read-input-token-count"
VERSIONS = {
    "1.0": {"x_UsageType": USAGE, "x_CostCategories": ""},
    "1.2": {"SkuMeter": USAGE, "InvoiceId": "INV-1", "x_Discounts": "{}"},
}


@pytest.fixture
def books(tmp_path):
    opened = Books(tmp_path)
    yield opened
    opened.close()


def write(folder, **changes):
    row = {**ROW, **changes}
    with (folder / "focus.csv").open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, [*row])
        writer.writeheader()
        writer.writerow(row)
    return folder / "focus.csv"


@pytest.mark.parametrize("version", VERSIONS)
def test_tokens_of_bedrock_have_model_class_and_count(books, tmp_path, version):
    report = books.take("focus", [write(tmp_path, **VERSIONS[version])])

    (row,) = books.ask(
        "SELECT k.provider, k.model, k.token_class, c.ConsumedQuantity, c.ConsumedUnit "
        "FROM charge c JOIN key k ON k.key_id = c.x_key_id"
    )
    assert tuple(row.values()) == ("aws.bedrock", "claude-sonnet-4-6", "cache_read", 1_500_000, "Tokens")
    assert {"token_unit", *(["meter_from_usage_type"] if version == "1.0" else [])} <= {
        rule.rule for rule in report.rules
    }


def test_what_is_empty_stays_unknown(books, tmp_path):
    books.take("focus", [write(tmp_path, **VERSIONS["1.2"])])

    (row,) = books.ask(
        "SELECT ContractedUnitPrice, ListUnitPrice, ListCost, PricingUnit, SkuId, SkuPriceId, InvoiceId FROM charge"
    )
    assert [*row.values()] == [None] * 6 + ["INV-1"]


def test_a_missing_issuer_is_taken_from_what_is_given_and_counted_otherwise(books, tmp_path):
    named = books.take(
        "focus", [write(tmp_path, InvoiceIssuerName="")], InvoiceIssuerName="Amazon Web Services EMEA SARL"
    )
    assert not [rule for rule in named.rules if rule.rule == "issuer_from_provider"]

    report = books.take("focus", [write(tmp_path, InvoiceIssuerName="")])
    assert [rule.rows for rule in report.rules if rule.rule == "issuer_from_provider"] == [1]
    assert [scope.biller for scope in report.scopes] == ["aws"]


def test_a_model_of_the_marketplace_that_bedrock_serves_is_bedrock(books, tmp_path):
    changes = {"ServiceName": "Claude Haiku 4.5 (Amazon Bedrock Edition)", "PublisherName": "Anthropic, PBC"}
    books.take(
        "focus", [write(tmp_path, **changes, SkuMeter="USE1-MP:USE1_OutputTokenCount-Units", ConsumedUnit="Units")]
    )

    (row,) = books.ask(
        "SELECT k.provider, k.model, k.token_class, c.ConsumedQuantity "
        "FROM charge c JOIN key k ON k.key_id = c.x_key_id"
    )
    assert tuple(row.values()) == ("aws.bedrock", "claude-haiku-4-5", "output", Decimal(1500))
