from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.record_mapping import MappedField, RecordMapping, pick, read_value, value_at


def read(column, raw, **told):
    one = MappedField(field="f", **told)
    return read_value(f"charges.{column}", column, one, {"f": raw}, "record 1")


@pytest.mark.parametrize(
    ("column", "raw", "told", "expected"),
    [
        ("BilledCost", Decimal("1.10"), {}, Decimal("1.10")),
        ("BilledCost", "12345", {"unit": "cents"}, Decimal("123.45")),
        ("BilledCost", 1234567, {"unit": "micros"}, Decimal("1.234567")),
        ("BilledCost", "-1.234,56", {"decimal_comma": True}, Decimal("-1234.56")),
        ("ChargePeriodStart", "2026-11-01", {}, datetime(2026, 11, 1, tzinfo=UTC)),
        ("ChargePeriodStart", "2026-11-01T02:00:00+02:00", {}, datetime(2026, 11, 1, tzinfo=UTC)),
        ("ChargePeriodStart", 1793491200, {"format": "unix"}, datetime(2026, 11, 1, tzinfo=UTC)),
        ("ChargePeriodStart", "1793491200000", {"format": "unix-ms"}, datetime(2026, 11, 1, tzinfo=UTC)),
        ("day", "01/11/26", {"format": "%d/%m/%y"}, date(2026, 11, 1)),
        ("quantity", "1000", {}, 1000),
        ("token_class", "in", {"values": {"in": "input"}}, "input"),
        ("ServiceName", 7, {}, "7"),
        ("ServiceName", "", {}, None),
    ],
    ids=str,
)
def test_values_are_read_as_they_are_said_to_be_written(column, raw, told, expected):
    found = read(column, raw, **told)
    assert (found, type(found)) == (expected, type(expected))


@pytest.mark.parametrize(
    ("column", "raw"),
    [("BilledCost", "1,50"), ("BilledCost", "NaN"), ("ChargePeriodStart", "yesterday"), ("quantity", "1.5")],
    ids=str,
)
def test_what_cannot_be_read_names_the_line_the_field_and_the_record(column, raw):
    with pytest.raises(SourceFormatError, match=rf"charges\.{column}: f: '.*' of record 1 is not a"):
        read(column, raw)


@pytest.mark.parametrize(
    ("path", "expected"),
    [("a.b", 1), ("list.1.c", 3), ("with.dots", 4), ("a.x", None), ("list.9.c", None), ("a.b.c", None)],
    ids=str,
)
def test_a_path_leads_through_objects_and_lists(path, expected):
    assert value_at({"a": {"b": 1}, "list": [{"c": 2}, {"c": 3}], "with.dots": 4}, path) == expected


def test_only_mapped_fields_are_picked():
    assert pick({"cost": 1, "prompt": "secret words", "none": None}, ["cost", "none"]) == {"cost": 1}


def test_short_forms_are_a_field_and_a_constant():
    mapping = RecordMapping.model_validate({"charges": {"BilledCost": "a.b", "BillingCurrency": "=EUR"}})
    assert (mapping.charges["BilledCost"].field, mapping.charges["BillingCurrency"].constant) == ("a.b", "EUR")
    assert mapping.paths() == ["a.b"]


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({}, "map charges or usage"),
        ({"charges": {"BiledCost": "a"}}, "'BiledCost' is no column; did you mean BilledCost"),
        ({"charges": {"ServiceName": "a"}}, "BilledCost must be mapped"),
        ({"charges": {"BilledCost": "a", "BillingPeriodStart": "b"}}, "'BillingPeriodStart' is no column"),
        ({"usage": {"quantity": "a"}}, "provider, token_class must be mapped"),
        ({"charges": {"BilledCost": {"unit": "cents"}}}, "give either field or constant"),
    ],
    ids=["empty", "spelling", "no-cost", "computed", "usage", "nothing"],
)
def test_a_wrong_mapping_is_named(given, words):
    with pytest.raises(ValidationError, match=words):
        RecordMapping.model_validate(given)
