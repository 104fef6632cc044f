from __future__ import annotations

import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.bill_kind import detect_bill_kind
from outlay.store.scratch import lend_scratch


@pytest.fixture
def detect(tmp_path):
    def detect_header(header):
        path = tmp_path / "bill.csv"
        path.write_text(f"{header}\n{',' * header.count(',')}\n", encoding="utf-8")
        with lend_scratch(tmp_path) as scratch:
            return detect_bill_kind(scratch, path)

    return detect_header


@pytest.mark.parametrize(
    ("header", "kind"),
    [
        ("BilledCost,ChargeCategory", "focus"),
        ("identity/LineItemId,lineItem/UnblendedCost", "aws-cur"),
        ("identity_line_item_id,line_item_unblended_cost", "aws-cur"),
        ("costInBillingCurrency,meterCategory,date", "azure-cost"),
        ("service.description,usage_start_time,cost", "gcp-billing"),
        ("Service description,SKU description,Cost ($)", "gcp-billing"),
        ("start_time_iso,amount_value,amount_currency,line_item", "openai-costs"),
    ],
)
def test_a_header_tells_the_kind(detect, header, kind):
    assert detect(header) == kind


def test_a_list_of_anything_else_is_no_bill(detect):
    with pytest.raises(FileFormatError, match="no bill that is known"):
        detect("name,price")
