from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from outlay.ingest.focus.columns import MANDATORY
from outlay.ingest.pulling.errors import SourceError
from outlay.ingest.pulling.focus_file import write_focus


def written(tmp_path, *charges):
    return pq.read_table(write_focus(tmp_path / "charges.parquet", charges)).to_pylist()


def test_values_are_written_digit_for_digit(tmp_path):
    charge = {
        "BilledCost": Decimal("1E-10"),
        "ChargePeriodStart": datetime(2026, 11, 1, 2, tzinfo=UTC),
        "BillingPeriodStart": date(2026, 11, 1),
        "Tags": {"b": "2", "a": "1"},
        "x_Model": "gpt",
    }
    (row,) = written(
        tmp_path,
        charge,
    )
    assert {name: row[name] for name in charge} == {
        "BilledCost": "0.0000000001",
        "ChargePeriodStart": "2026-11-01T02:00:00+00:00",
        "BillingPeriodStart": "2026-11-01T00:00:00+00:00",
        "Tags": '{"a":"1","b":"2"}',
        "x_Model": "gpt",
    }


def test_no_charge_at_all_is_still_a_file_with_a_header(tmp_path):
    path = write_focus(tmp_path / "none.parquet", [])
    assert set(MANDATORY) <= set(pq.read_schema(path).names)


def test_a_float_is_refused(tmp_path):
    with pytest.raises(SourceError, match="BilledCost is a float"):
        written(tmp_path, {"BilledCost": 0.1})
