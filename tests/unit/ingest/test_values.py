"""Values: converted once, replaced by their own source, bad rows set aside."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError
from outlay.core.settings import Settings
from outlay.ingest.mapping import FileImport
from outlay.ingest.values import import_values
from outlay.store.duckdb import DuckStore
from tests.unit.ingest.focus.bill import Rate

EUR = Decimal("1.1")


class Values:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = Settings(data_dir=folder)
        self.store = DuckStore(self.settings.store_path)
        self.asked = set()
        self.rate_of = {"EUR": EUR}

    def rates(self, pairs, currency):
        assert currency == self.settings.currency
        self.asked |= {(code, str(day)) for code, day in pairs}
        return {(code, day): Rate(self.rate_of[code], day) for code, day in pairs}

    def load(self, text, source="file", **constants):
        path = self.folder / "values.csv"
        path.write_text(text, encoding="utf-8")
        job = FileImport(files=(path,), source=source, constants=constants, reject_dir=self.folder / "rejects")
        return import_values(self.store, self.settings, job, self.rates)

    def rows(self, columns="metric, amount, currency"):
        return [
            tuple(row.values()) for row in self.store.fetch(f"SELECT {columns} FROM value ORDER BY ALL").to_pylist()
        ]


@pytest.fixture
def values(tmp_path):
    found = Values(tmp_path)
    yield found
    found.store.close()


def test_money_is_converted_once_and_counts_are_not(values):
    values.load(
        "metric,day,amount,currency\n"
        "revenue_recognised,2026-11-01,0.000000000015,EUR\n"
        "revenue_recognised,2026-11-02,5,\n"
        "active_users,2026-11-01,7,\n"
    )
    assert values.rows() == [
        ("active_users", Decimal(7), None),
        ("revenue_recognised", Decimal("0.000000000016"), "USD"),
        ("revenue_recognised", Decimal(5), "USD"),
    ]
    assert values.asked == {("EUR", "2026-11-01")}


def test_an_own_metric_is_money_where_it_has_a_currency(values):
    values.load("metric,day,amount,currency\nsavings,2026-11-01,10,eur\nsignups,2026-11-01,10,\n")
    assert values.rows() == [("savings", Decimal(11), "USD"), ("signups", Decimal(10), None)]


def test_importing_again_changes_nothing(values):
    text = "metric,day,amount,product,customer\nactive_users,2026-11-01,7,p,a\nactive_users,2026-11-01,8,p,\n"
    values.load(text)
    before = values.rows("*")
    values.load(text)
    assert values.rows("*") == before


def test_a_new_amount_replaces_the_same_cell_alone(values):
    values.load("metric,day,amount,product\nsignups,2026-11-01,1,p\nsignups,2026-11-01,2,q\nsignups,2026-11-02,3,p\n")
    values.load("metric,day,amount,product\nsignups,2026-11-01,10,p\n")
    assert [row[0] for row in values.rows("amount")] == [Decimal(2), Decimal(3), Decimal(10)]


def test_another_source_adds(values):
    text = "metric,day,amount\nsignups,2026-11-01,1\n"
    values.load(text)
    values.load(text, source="crm")
    assert [row[0] for row in values.rows("amount")] == [Decimal(1), Decimal(1)]


def test_equal_cells_of_a_file_are_summed_exactly(values):
    values.load("metric,day,amount\nsignups,2026-11-01,0.1\nsignups,2026-11-01,0.2\n")
    assert values.rows("amount") == [(Decimal("0.3"),)]


def test_bad_rows_are_named_and_good_rows_are_in(values):
    report = values.load(
        "metric,day,amount\nsignups,2026-11-01,1\nsignups,soon,1\nsignups,2026-11-01,many\n,2026-11-01,1\n"
        "sign-ups!,2026-11-01,1\nsignups,2026-11-01,1e12\n"
    )
    assert (report.rows, report.loaded, report.rejected) == (6, 1, 5)
    assert [(found.row, found.column) for found in report.rejects] == [
        (2, "day"), (3, "amount"), (4, "metric"), (5, "metric"), (6, "amount")
    ]  # fmt: skip
    assert report.reject_file.is_file()
    assert report.metrics == {"signups": "1.000000000000"}


def test_negative_values_are_corrections(values):
    values.load("metric,day,amount\nrevenue_recognised,2026-11-01,-0.000000000001\n")
    assert values.rows("amount") == [(Decimal("-0.000000000001"),)]


def test_no_good_row_is_an_error_and_changes_nothing(values):
    with pytest.raises(FileFormatError, match="no row can be used"):
        values.load("metric,day,amount\nsignups,soon,1\n")
    assert values.rows() == []


@pytest.mark.parametrize("absent", ["metric", "day", "amount"])
def test_a_missing_column_says_how_to_name_it(values, absent):
    columns = [name for name in ("metric", "day", "amount") if name != absent]
    with pytest.raises(MissingColumnError, match=f"no column holds {absent}") as caught:
        values.load(",".join(columns) + "\n1,2\n")
    assert f"--map {absent}=COLUMN or --set {absent}=" in caught.value.hint


def test_a_constant_names_the_metric_of_all_rows(values):
    values.load("date,quantity\n2026-11-01,4\n", metric="transactions")
    assert values.rows() == [("transactions", Decimal(4), None)]


def test_the_dimensions_are_keys(values):
    values.load("metric,day,amount,product,plan,customer\nsignups,2026-11-01,1,p,pro,acme\n")
    assert values.store.fetch("SELECT product, plan, cost_group FROM key").to_pylist() == [
        {"product": "p", "plan": "pro", "cost_group": None}
    ]
    assert values.rows("customer") == [("acme",)]
