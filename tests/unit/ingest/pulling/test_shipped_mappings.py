"""Mappings that come with Outlay can be named instead of written."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from outlay.ingest.pulling.mapped_records import MappedSettings
from outlay.ingest.pulling.shipped_mappings import shipped_mappings


def settings(mapping):
    return MappedSettings(issuer="A", billing_account="a", mapping=mapping)


@pytest.mark.parametrize("name", shipped_mappings())
def test_each_is_a_mapping_that_says_what_a_row_costs_and_when(name):
    mapping = settings(name).mapping
    assert {"BilledCost", "ServiceName", "ServiceProviderName"} <= mapping.charges.keys()
    assert mapping.time is not None


def test_a_name_that_is_none_is_told_with_those_there_are():
    with pytest.raises(ValidationError, match=r"unknown mapping 'snowflake'; did you mean snowflake-"):
        settings("snowflake")
