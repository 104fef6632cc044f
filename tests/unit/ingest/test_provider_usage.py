"""Usage reports: buckets replaced whole, payers resolved, never money."""

from __future__ import annotations

from datetime import date

import pytest

from outlay.core.errors import FileFormatError, InputError, MissingColumnError
from outlay.core.rule_settings import PayerSetting
from outlay.core.settings import Settings
from outlay.ingest.mapping import FileImport
from outlay.ingest.provider_usage import import_provider_usage, record_provider_usage
from outlay.store.duckdb import DuckStore

HEADER = "day,provider,billing_account,model,token_class,quantity,requests\n"


class Usage:
    def __init__(self, folder):
        self.folder = folder
        self.settings = Settings(data_dir=folder)
        self.store = DuckStore(self.settings.store_path)

    def load(self, text, source="file", **constants):
        path = self.folder / "usage.csv"
        path.write_text(text, encoding="utf-8")
        job = FileImport(files=(path,), source=source, constants=constants, reject_dir=self.folder / "rejects")
        return import_provider_usage(self.store, self.settings, job)

    def rows(self, columns="bucket, token_class, quantity"):
        rows = self.store.fetch(f"SELECT {columns} FROM provider_usage ORDER BY ALL").to_pylist()
        return [tuple(row.values()) for row in rows]


@pytest.fixture
def usage(tmp_path):
    found = Usage(tmp_path)
    yield found
    found.store.close()


def test_equal_cells_are_summed(usage):
    report = usage.load(
        HEADER
        + "2026-11-01,OpenAI,org,m,input,5,1\n2026-11-01,openai,org,m,input,6,2\n2026-11-01,openai,org,m,output,7,\n"
    )
    assert (report.rows, report.loaded, report.buckets) == (3, 2, 1)
    assert usage.rows("payer_id, token_class, quantity, requests") == [
        ("openai/org/metered", "input", 11, 3),
        ("openai/org/metered", "output", 7, None),
    ]


def test_a_bucket_is_replaced_whole_and_others_stay(usage):
    usage.load(
        HEADER
        + "2026-11-01,openai,org,m,input,5,\n2026-11-01,openai,org,n,output,5,\n2026-11-02,openai,org,m,input,6,\n"
    )
    usage.load(HEADER + "2026-11-01,openai,org,m,input,50,\n")
    assert usage.rows() == [("openai/org/2026-11-01", "input", 50), ("openai/org/2026-11-02", "input", 6)]


def test_accounts_and_sources_never_wipe_each_other(usage):
    usage.load(HEADER + "2026-11-01,openai,a,m,input,1,\n")
    usage.load(HEADER + "2026-11-01,openai,b,m,input,2,\n")
    usage.load(HEADER + "2026-11-01,openai,a,m,input,3,\n", source="other")
    assert [row[2] for row in usage.rows()] == [1, 3, 2]


def test_importing_again_changes_nothing(usage):
    text = HEADER + "2026-11-01,openai,org,m,input,5,1\n"
    usage.load(text)
    before = usage.rows("*")
    usage.load(text)
    assert usage.rows("*") == before


def test_payers_are_registered(usage):
    usage.load(HEADER + "2026-11-01,bedrock,,m,input,5,\n")
    assert usage.store.fetch("SELECT payer_id, biller FROM payer").to_pylist() == [
        {"payer_id": "aws//metered", "biller": "aws"}
    ]


def test_a_configured_payer_wins(usage):
    rule = PayerSetting(match='model == "m"', biller="azure.cloud", billing_account="x", kind="committed")
    usage.settings = usage.settings.model_copy(update={"payers": [rule]})
    usage.load(HEADER + "2026-11-01,openai,org,m,input,5,\n")
    assert usage.rows("payer_id") == [("azure.cloud/x/committed",)]


def test_the_days_are_marked_for_the_ledger(usage):
    usage.load(HEADER + "2026-11-01,openai,org,m,input,5,\n")
    found = usage.store.fetch("SELECT day, reason FROM dirty_day").to_pylist()
    assert [(str(row["day"]), row["reason"]) for row in found] == [("2026-11-01", "provider usage")]


@pytest.mark.parametrize(
    ("word", "token_class"), [("Cache_Write_5m", "cache_write"), ("cache_write_1h", "cache_write")]
)
def test_classes_of_cache_writes_are_one(usage, word, token_class):
    usage.load(HEADER + f"2026-11-01,openai,org,m,{word},5,\n")
    assert usage.rows("token_class") == [(token_class,)]


def test_bad_rows_are_named_and_good_rows_are_in(usage):
    report = usage.load(
        HEADER + "2026-11-01,openai,o,m,input,5,\nsoon,openai,o,m,input,5,\n2026-11-01,,o,m,input,5,\n"
        "2026-11-01,openai,o,m,tokens,5,\n2026-11-01,openai,o,m,input,-5,\n2026-11-01,openai,o,m,input,many,\n"
        "2026-11-01,openai,o,m,input,1.5,\n"
    )
    assert (report.loaded, report.rejected) == (1, 6)
    assert [found.column for found in report.rejects] == [
        "day", "provider", "token_class", "quantity", "quantity", "quantity"
    ]  # fmt: skip
    assert report.reject_file.is_file()


def test_no_good_row_is_an_error_and_changes_nothing(usage):
    with pytest.raises(FileFormatError, match="no row can be used"):
        usage.load(HEADER + "2026-11-01,openai,o,m,tokens,5,\n")
    assert usage.rows() == []


def test_a_missing_column_says_how_to_name_it(usage):
    with pytest.raises(MissingColumnError, match="no column holds provider") as caught:
        usage.load("day,token_class,quantity\n2026-11-01,input,1\n")
    assert "--set provider=" in caught.value.hint


def test_other_names_and_constants(usage):
    usage.load("date,project_id,tokens\n2026-11-01T13:00:00Z,p1,9\n", provider="openai", token_class="output")
    assert usage.rows("account, token_class, quantity, CAST(day AS VARCHAR)") == [("p1", "output", 9, "2026-11-01")]


OCTOBER = date(2026, 10, 1)


def reported(day=5, quantity=10, **more):
    known = {"day": date(2026, 10, day), "provider": "OpenAI", "billing_account": "org", "token_class": "input"}
    return {**known, "quantity": quantity, **more}


@pytest.fixture
def store(tmp_path):
    opened = DuckStore(tmp_path / "reported.duckdb")
    yield opened
    opened.close()


def record(store, *rows):
    with store.write() as tx:
        return record_provider_usage(tx, Settings(), "openai", rows, [OCTOBER])


def held(store):
    found = store.fetch("SELECT day, token_class, quantity, requests FROM provider_usage ORDER BY day, token_class")
    return [tuple(row.values()) for row in found.to_pylist()]


def test_a_sources_month_is_replaced_whole(store):
    record(store, reported(5), reported(6))
    record(store, reported(6, 7, requests=2), reported(6, 1, requests=3, token_class="cache_write_5m"))
    assert held(store) == [(date(2026, 10, 6), "cache_write", 1, 3), (date(2026, 10, 6), "input", 7, 2)]
    record(store)
    assert held(store) == []


def test_the_same_month_again_leaves_the_ledger_alone(store):
    record(store, reported(5), reported(5, 2))
    with store.write() as tx:
        tx.execute("DELETE FROM dirty_day")
    record(store, reported(5, 12))
    assert store.fetch("SELECT count(*) AS n FROM dirty_day").column("n")[0].as_py() == 0


def test_days_that_lose_their_usage_are_computed_again(store):
    record(store, reported(5), reported(6))
    with store.write() as tx:
        tx.execute("DELETE FROM dirty_day")
    record(store, reported(6))
    days = store.fetch("SELECT DISTINCT day FROM dirty_day ORDER BY 1").column("day").to_pylist()
    assert days == [date(2026, 10, 5), date(2026, 10, 6)]


@pytest.mark.parametrize("wrong", [{"token_class": "thoughts"}, {"quantity": -1}], ids=["class", "count"])
def test_what_is_no_usage_is_refused(store, wrong):
    with pytest.raises(InputError):
        record(store, reported(**wrong))
