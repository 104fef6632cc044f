from __future__ import annotations

from datetime import date
from decimal import Decimal

import pyarrow as pa

from outlay.facts.tables import TABLE
from outlay.store.arrow import arrow_table


def test_rows_have_the_types_of_their_table_and_lack_nothing():
    row = {"commitment_id": "c", "entry_id": "e", "day": date(2026, 10, 1), "amount": Decimal("1.5")}
    table = arrow_table(TABLE["commitment_entry"], [row])
    assert table.schema.names == list(TABLE["commitment_entry"].names)
    assert table.schema.field("amount").type == pa.decimal128(38, 12)
    assert table.to_pylist()[0] == {**dict.fromkeys(table.schema.names), **row}
