from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.errors import UsageError
from outlay.store.query.ledger_rows import format_ledger_row, parse_ledger_row


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_a_name_means_its_row(row):
    assert parse_ledger_row(format_ledger_row(row)) == row


@pytest.mark.parametrize("text", ["", "lg_", "lg_xyz", "77", "lg_1 OR 1=1", "lg_" + "f" * 17])
def test_other_text_is_refused(text):
    with pytest.raises(UsageError, match="not a ledger row"):
        parse_ledger_row(text)
