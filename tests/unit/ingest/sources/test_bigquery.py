from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from outlay.ingest.pulling.errors import SourceAccessError, SourceFormatError
from outlay.ingest.pulling.http import HttpClient
from outlay.ingest.sources.bigquery import Settings, Source
from tests.bills.gcp import GoogleMonth
from tests.contract.bigquery import serving
from tests.unit.ingest.bills.kit import convert_alone

TABLE = "acme.billing.gcp_billing_export_resource_v1_01"
NOW = datetime(2026, 11, 3, tzinfo=UTC)


@pytest.fixture
def bigquery():
    with serving() as (served, address):
        served.address = address
        yield served


@pytest.fixture
def source(bigquery):
    client = HttpClient(is_private_allowed=True, sleep=lambda _seconds: None)

    def made(**settings):
        address = {"base_url": bigquery.address, "login_url": f"{bigquery.address}/token"}
        told = {"table": TABLE, "service_account_key": bigquery.account, **address}
        return Source(Settings(**told | settings), client, NOW)

    yield made
    client.close()


def fill(bigquery, month):
    records = [{**record, "export_time": "2026-11-02T05:00:00Z"} for record in month.records()]
    name = str(records[0]["invoice"]["month"])
    bigquery.months[name] = records
    return name


def test_every_row_of_a_month_comes_through_its_pages(bigquery, source, tmp_path):
    month = GoogleMonth(date(2026, 10, 1))
    fill(bigquery, month)
    (delivery,) = source().fetch_files(tmp_path, {})
    assert (delivery.kind, delivery.name) == ("gcp-billing", "2026-10")
    assert f"{len(month.records()):,} rows" in delivery.notes[0]


def test_what_was_fetched_imports_to_the_cost_of_the_month(bigquery, source, tmp_path):
    month = GoogleMonth(date(2026, 10, 1))
    fill(bigquery, month)
    for delivery in source().fetch_files(tmp_path, {}):
        conversion, sums = convert_alone("gcp-billing", tmp_path, *delivery.files)
    assert (conversion.billed_out, sums) == ({"EUR": month.net}, (month.net, month.net))


def test_a_month_is_fetched_again_only_when_its_rows_changed(bigquery, source, tmp_path):
    name = fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    known = {one.name: one.fingerprint for one in source().fetch_files(tmp_path, {})}
    assert list(source().fetch_files(tmp_path, known)) == []
    bigquery.months[name].append({**bigquery.months[name][0], "export_time": "2026-11-03T01:00:00Z"})
    assert [one.name for one in source().fetch_files(tmp_path, known)] == ["2026-10"]


def test_only_the_months_wanted_are_looked_at(bigquery, source, tmp_path):
    for month in (6, 10):
        fill(bigquery, GoogleMonth(date(2026, month, 1)))
    assert [one.name for one in source(months=2).fetch_files(tmp_path, {})] == ["2026-10"]


def test_a_missing_permission_names_the_roles(bigquery, source, tmp_path):
    bigquery.is_denied = True
    with pytest.raises(SourceAccessError, match="Access Denied") as caught:
        list(source().fetch_files(tmp_path, {}))
    assert "BigQuery Data Viewer" in caught.value.hint


def test_a_key_that_is_none_is_named_and_not_shown(bigquery, source, tmp_path):
    with pytest.raises(SourceFormatError, match="service_account_key") as caught:
        list(source(service_account_key='{"private_key": "hush-hush"}').fetch_files(tmp_path, {}))
    assert "hush" not in f"{caught.value.message}{caught.value.hint}"


def test_the_check_counts_the_rows_of_the_months(bigquery, source):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    token, table = source().check()
    assert (token.is_ok, table.is_ok) == (True, True)
    assert table.text.startswith("202610: ")


@pytest.mark.parametrize("table", ["billing.export", "a.b.c`; DROP", "a.b.c d"])
def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(ValidationError, match=r"PROJECT\.DATASET\.TABLE"):
        Settings(table=table, service_account_key="{}")
