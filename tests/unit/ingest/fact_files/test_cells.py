from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from outlay.ingest.fact_files.cells import (
    need_text,
    past_last_day,
    read_amount,
    read_currency,
    read_day,
    read_period,
)
from outlay.ingest.fact_files.lines import BadCellError, line_of


def line(**cells):
    return line_of("f.csv", 1, cells)


@pytest.mark.parametrize("text", ["2026-10-01", "2026-10", "2026-10-01T00:00:00Z", "2026-10-01 00:00:00"])
def test_days_are_read_in_the_forms_of_exports(text):
    assert read_day(line(on=text), "on") == date(2026, 10, 1)


@pytest.mark.parametrize("text", ["01/10/2026", "2026-13", "soon"])
def test_what_is_no_day_is_named(text):
    with pytest.raises(BadCellError, match="on"):
        read_day(line(on=text), "on")


@pytest.mark.parametrize("text", ["1,234.56", "$5", "1e300", "999999999999"])
def test_what_is_no_plain_amount_is_named(text):
    with pytest.raises(BadCellError, match="net"):
        read_amount(line(net=text), "net")


def test_amounts_keep_every_digit():
    assert read_amount(line(net="-0.000000000001"), "net") == Decimal("-1e-12")
    assert read_amount(line(net="nan"), "net") is None


@pytest.mark.parametrize(
    ("end", "until"),
    [(None, "2026-11-01"), ("2026-10-31", "2026-11-01"), ("2026-11-01", "2026-11-01"), ("2026-10-16", "2026-10-16")],
    ids=["month", "last day", "day after", "part"],
)
def test_a_period_is_half_open_whoever_wrote_it(end, until):
    assert read_period(line(period="2026-10", end=end), "period", "end") == (
        date(2026, 10, 1),
        date.fromisoformat(until),
    )


def test_a_period_must_not_end_before_it_starts():
    with pytest.raises(BadCellError, match="end"):
        read_period(line(period="2026-10", end="2026-09-15"), "period", "end")


def test_a_single_day_stays_one():
    assert past_last_day(date(2026, 10, 1), date(2026, 10, 2)) == date(2026, 10, 2)


def test_empty_texts_and_odd_currencies_are_named():
    with pytest.raises(BadCellError, match="issuer"):
        need_text(line(issuer=None), "issuer")
    with pytest.raises(BadCellError, match="ISO 4217"):
        read_currency(line(currency="US$"), "currency")


def test_the_last_day_there_is_has_no_day_after():
    assert past_last_day(date(2026, 1, 1), date.max) == date.max
