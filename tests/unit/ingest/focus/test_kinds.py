from __future__ import annotations

import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.focus.kinds import check_kind


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        (["bill/PayerAccountId", "lineItem/UnblendedCost"], "AWS Cost and Usage Report"),
        (["line_item_unblended_cost"], "AWS Cost and Usage Report"),
        (["CostInBillingCurrency", "MeterCategory", "OfferId"], "Azure EA"),
        (["costInBillingCurrency", "meterCategory"], "Azure MCA"),
        (["usage_start_time", "cost", "project.id"], "Google Cloud"),
        (["lineItem/intervalUsageStart"], "OCI"),
        (["InvoiceDetailId", "InvoiceIssueStatus"], "InvoiceDetail dataset"),
        (["a", "b"], "its first line names 2 columns"),
    ],
)
def test_other_bills_are_named(header, kind):
    with pytest.raises(FileFormatError, match=kind):
        check_kind("b.csv", header, [])


def test_a_focus_header_passes():
    check_kind("b.csv", ["BilledCost"], ["BilledCost"])
