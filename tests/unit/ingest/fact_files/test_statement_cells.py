from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.ingest.fact_files.lines import BadCellError, line_of
from outlay.ingest.fact_files.statement_cells import currency_sign, read_written_amount, read_written_day


def read_amount(text):
    return read_written_amount(line_of("f.csv", 1, {"amount": text}), "amount")


def read_day(text, **told):
    return read_written_day(line_of("f.csv", 1, {"day": text}), "day", **told)


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("$20.00", "20.00"),
        ("-20", "-20"),
        ("(1,000.00)", "-1000.00"),
        ("20.00-", "-20.00"),
        ("20.00 CR", "-20.00"),
        ("€ 12,5", "12.5"),
        ("1,000", "1000"),
        ("USD 7.25", "7.25"),
        ("1'000.10", "1000.10"),
        ("−3", "-3"),
    ],
)
def test_amounts(text, amount):
    assert read_amount(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["free", "Infinity", "1.2.3"])
def test_no_amounts(text):
    with pytest.raises(BadCellError):
        read_amount(text)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-10-05", date(2026, 10, 5)),
        ("2026-10-05T12:00:00Z", date(2026, 10, 5)),
        ("10/05/2026", date(2026, 10, 5)),
        ("25/10/2026", date(2026, 10, 25)),
        ("05.10.26", date(2026, 10, 5)),
        ("5 Oct 2026", date(2026, 10, 5)),
        ("Oct 5, 2026", date(2026, 10, 5)),
    ],
)
def test_days(text, day):
    assert read_day(text) == day


def test_day_first_where_told():
    assert read_day("03/04/2026", is_day_first=True) == date(2026, 4, 3)


@pytest.mark.parametrize("text", ["soon", "2026-13-01", "31/31/2026"])
def test_no_days(text):
    with pytest.raises(BadCellError):
        read_day(text)


@pytest.mark.parametrize(("text", "code"), [("$1", "USD"), ("12 EUR", "EUR"), ("12", None), ("£3", "GBP")])
def test_currencies(text, code):
    assert currency_sign(text) == code


def test_no_amount_of_money_is_that_large():
    with pytest.raises(BadCellError, match="larger than any amount"):
        read_amount("1E40")


@pytest.mark.parametrize("text", ["", "n/a", "NaN", " - "])
def test_what_holds_nothing_is_nothing(text):
    assert (read_amount(text), read_day(text)) == (None, None)
