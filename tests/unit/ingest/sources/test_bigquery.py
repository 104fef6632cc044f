from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest
from pydantic import ValidationError

from outlay.ingest.pulling.errors import (
    SourceAccessError,
    SourceFormatError,
    SourceRequestError,
    SourceUnreachableError,
)
from outlay.ingest.pulling.http import HttpClient
from outlay.ingest.sources.bigquery import Settings, Source
from tests.bills.gcp import GoogleMonth
from tests.contract.bigquery import EMAIL, serving
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


JOBS = "Access Denied: Project acme: User does not have bigquery.jobs.create permission in project acme."
KMS = "Access Denied: Please grant Cloud KMS CryptoKey Encrypter/Decrypter role to the agent of the project"


@pytest.mark.parametrize(
    ("status", "words", "step"),
    [
        (403, JOBS, "BigQuery Job User on the project"),
        (403, "Access Denied: Table a:b.c: Permission bigquery.tables.get denied", "BigQuery Data Viewer"),
        (403, "Access Denied: Table a:b.c: User does not have permission to query table a:b.c", "BigQuery Data Viewer"),
        (400, KMS, "the table's own key must be enabled"),
        (404, "Not found: Dataset acme:billing was not found in location US", "set location"),
        (404, "Not found: Table acme:billing.export", "see table"),
        (403, "Request is prohibited by organization's policy. VPC Service Controls", "ingress rule"),
    ],
)
def test_what_bigquery_refuses_is_told_with_the_next_step(bigquery, source, tmp_path, status, words, step):
    bigquery.refusals = [(status, {"error": {"code": status, "message": words}})]

    with pytest.raises((SourceAccessError, SourceRequestError)) as caught:
        list(source().fetch_files(tmp_path, {}))

    assert words[:40] in caught.value.message
    assert step in caught.value.hint


@pytest.mark.parametrize(
    ("status", "reason"), [(403, "rateLimitExceeded"), (429, "tooMany"), (503, "backendError"), (500, "internalError")]
)
def test_what_passes_is_tried_again(bigquery, source, tmp_path, status, reason):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    error = {"error": {"code": status, "errors": [{"reason": reason}], "message": "later"}}
    bigquery.refusals = [(status, error)] * 2

    assert len(list(source().fetch_files(tmp_path, {}))) == 1


def test_a_job_that_takes_long_is_waited_for(bigquery, source, tmp_path):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    bigquery.polls = 5

    assert len(list(source().fetch_files(tmp_path, {}))) == 1


def test_a_job_that_never_ends_is_given_up(bigquery, source, tmp_path):
    bigquery.polls = 10_000

    with pytest.raises(SourceUnreachableError, match="still runs after 30 minutes: job job_"):
        list(source().fetch_files(tmp_path, {}))


def test_an_answer_that_ends_early_is_refused(bigquery, source, tmp_path):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    deliveries = source().fetch_files(tmp_path, {})
    bigquery.lost = 1

    with pytest.raises(SourceFormatError, match="announced 1 rows and sent 0"):
        next(deliveries)


def test_a_token_that_ends_is_renewed(bigquery, source, tmp_path):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    bigquery.lifetime = 0

    assert len(list(source().fetch_files(tmp_path, {}))) == 1
    assert len(bigquery.tokens) > 5


def test_a_question_tried_again_is_the_same_job(bigquery, source, tmp_path):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    for _ in range(2):
        list(source().fetch_files(tmp_path, {}))

    asked = [one["requestId"] for one in bigquery.queries]
    assert (len(asked), len(set(asked))) == (4, 2)


@pytest.mark.parametrize(
    ("split", "column"),
    [({"type": "DAY"}, "_PARTITIONTIME"), ({"type": "DAY", "field": "export_time"}, "export_time")],
)
def test_only_partitions_that_may_hold_the_month_are_read(bigquery, source, tmp_path, split, column):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    bigquery.about = {"location": "EU", "timePartitioning": split}
    list(source().fetch_files(tmp_path, {}))

    months, rows = bigquery.queries
    assert all(f"({column} >= @since OR {column} IS NULL)" in one["query"] for one in (months, rows))
    assert rows["queryParameters"][1]["parameterValue"] == {"value": "2026-09-21 00:00:00+00:00"}


@pytest.mark.parametrize("split", [None, {"type": "DAY", "field": "usage_start_time"}])
def test_a_copy_or_view_of_the_table_is_read_whole(bigquery, source, tmp_path, split):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    bigquery.about = {"location": "EU", "timePartitioning": split}

    assert len(list(source().fetch_files(tmp_path, {}))) == 1
    assert all("@since" not in one["query"] for one in bigquery.queries)


def test_queries_run_where_the_table_lies_and_in_the_project_that_pays(bigquery, source, tmp_path):
    bigquery.about = {"location": "europe-west3"}
    list(source(job_project="finops").fetch_files(tmp_path, {}))

    (asked,) = bigquery.queries
    assert (asked["location"], asked["path"]) == ("europe-west3", "/bigquery/v2/projects/finops/queries")


def test_a_stored_login_of_gcloud_is_taken(bigquery, source, tmp_path):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    login = {"type": "authorized_user", "client_id": "c", "client_secret": "hush", "refresh_token": "ann"}

    assert len(list(source(service_account_key=json.dumps(login)).fetch_files(tmp_path, {}))) == 1
    assert bigquery.tokens == ["token-0-of-ann"]


def test_the_token_of_a_machine_goes_to_google_alone():
    with pytest.raises(ValidationError, match=r"https://….googleapis.com without service_account_key"):
        Settings(table=TABLE, base_url="https://evil.example")

    assert Settings(table=TABLE, base_url="https://bigquery.eu.rep.googleapis.com").service_account_key is None


def test_a_key_that_is_none_is_named_and_not_shown(bigquery, source, tmp_path):
    with pytest.raises(SourceFormatError, match="service_account_key") as caught:
        list(source(service_account_key='{"private_key": "hush-hush"}').fetch_files(tmp_path, {}))
    assert "hush" not in f"{caught.value.message}{caught.value.hint}"


def test_the_check_tells_the_identity_the_table_and_the_rows_of_its_months(bigquery, source):
    fill(bigquery, GoogleMonth(date(2026, 10, 1)))
    token, table, months = source().check()
    assert (token.is_ok, table.is_ok, months.is_ok) == (True, True, True)
    assert token.text == f"{EMAIL} was accepted"
    assert table.text == "in EU, partitioned by _PARTITIONTIME"
    assert months.text.startswith("202610: ")


@pytest.mark.parametrize("table", ["billing.export", "a.b.c`; DROP", "a.b.c d"])
def test_a_table_that_is_none_is_refused(table):
    with pytest.raises(ValidationError, match=r"PROJECT\.DATASET\.TABLE"):
        Settings(table=table, service_account_key="{}")
