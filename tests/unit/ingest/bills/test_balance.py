from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.core.errors import IntegrityError
from outlay.ingest.bills.balance import check_balance
from outlay.ingest.focus.model import Conversion, RuleCount


def report(**changes):
    about = {"rows_in": 3, "rows_out": 2, "billed_in": {"USD": Decimal(9)}, "billed_out": {"USD": Decimal(8)}}
    rule = RuleCount(rule="gone", meaning="left out", rows=1, billed={"USD": Decimal(-1)})
    return Conversion(kind="k", title="A bill", rules=(rule,), **{**about, **changes})


def test_a_report_that_adds_up_passes():
    check_balance(report(), left_out=["gone"])


@pytest.mark.parametrize("change", [{"rows_out": 3}, {"billed_out": {"USD": Decimal("8.01")}}], ids=["rows", "money"])
def test_a_report_that_does_not_add_up_stops_the_import(change):
    with pytest.raises(IntegrityError, match="A bill"):
        check_balance(report(**change), left_out=["gone"])
