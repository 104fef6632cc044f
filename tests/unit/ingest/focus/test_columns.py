from __future__ import annotations

import pytest

from outlay.core.errors import MissingColumnError
from outlay.ingest.focus.columns import MANDATORY, check_mandatory, detect_version, match_header


@pytest.mark.parametrize(
    ("columns", "version"),
    [
        ({"BilledCost", "ProviderName"}, "1.0"),
        ({"ProviderName", "SkuMeter"}, "1.1"),
        ({"ProviderName", "SkuMeter", "InvoiceId"}, "1.2"),
        ({"ProviderName", "ServiceProviderName"}, "1.3"),
        ({"ServiceProviderName", "HostProviderName"}, "1.4"),
        ({"ServiceProviderName", "InvoiceDetailId"}, "1.4"),
    ],
)
def test_the_version_is_read_from_the_columns(columns, version):
    assert detect_version(columns) == version


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("SkuPriceid", "SkuPriceId"),
        ("billed_cost", "BilledCost"),
        ("Provider", "ProviderName"),
        ("Region", "RegionId"),
        ("AmortizedCost", "EffectiveCost"),
    ],
)
def test_aliases_and_case_are_understood(title, name):
    assert match_header(["Other", title]) == {name: 1}


def test_an_exact_title_wins_over_an_alias():
    assert match_header(["Provider", "ProviderName"]) == {"ProviderName": 1}


@pytest.mark.parametrize("name", MANDATORY)
def test_each_mandatory_column_is_missed(name):
    found = {*MANDATORY, "InvoiceIssuerName"} - {name}

    with pytest.raises(MissingColumnError, match=f"b.csv lacks {name}") as raised:
        check_mandatory("b.csv", found, {}, "1.2")

    assert f"--set {name}=" in raised.value.hint


def test_a_provider_stands_in_for_the_issuer():
    check_mandatory("b.csv", {*MANDATORY, "ProviderName"}, {}, "1.2")
