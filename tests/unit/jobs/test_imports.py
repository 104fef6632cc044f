"""Imports by kind, each followed by the ledger of the days that it changed."""

from __future__ import annotations

import gzip
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from outlay.core.errors import ConflictError, UnknownNameError
from outlay.core.settings import Settings
from outlay.facts.catalog import Question
from outlay.jobs import open_workspace
from outlay.jobs.imports import ImportRequest
from outlay.jobs.imports import _demand_distinct as demand_distinct

EVENT = '{"ts": "2026-11-10T10:00:00Z", "provider": "openai", "model": "gpt-4o", "input_tokens": 1000000, "id": "a"}\n'
BILL = (
    "BilledCost,EffectiveCost,ListCost,ContractedCost,BillingAccountId,BillingCurrency,BillingPeriodStart,"
    "BillingPeriodEnd,ChargeCategory,ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,ProviderName,PublisherName,"
    "ServiceCategory,ServiceName,ChargeDescription,ConsumedQuantity,ConsumedUnit,SkuId\n"
    + "".join(
        f"{amount},{amount},{amount},{amount},org,USD,2026-11-01T00:00:00Z,2026-12-01T00:00:00Z,Usage,{since}T00:00:00Z,"
        f"{until}T00:00:00Z,OpenAI,OpenAI,OpenAI,AI and Machine Learning,API,gpt-4o input,1000000,Tokens,gpt-4o\n"
        for amount, since, until in (("3.1", "2026-11-10", "2026-11-11"), ("0.2", "2026-11-19", "2026-11-20"))
    )
)


@pytest.fixture
def workspace(tmp_path):
    found = open_workspace(Settings(data_dir=tmp_path / "data", as_of=date(2026, 11, 21)))
    yield found
    found.close()


@pytest.fixture
def write(tmp_path):
    def create(name, text):
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path / name

    return create


def cost(workspace, **question):
    asked = Question(metrics=["cost"], since="2026-11-10", until="2026-11-11", **question)
    return workspace.ask(asked).totals["cost"]


def test_an_unknown_kind_guesses(workspace):
    with pytest.raises(UnknownNameError, match="kind of import 'event'") as caught:
        workspace.imports.run(ImportRequest(kind="event", files=[]))
    assert caught.value.hint == "did you mean events?"


def test_requests_are_priced_and_shown_as_an_estimate(workspace, write):
    outcome = workspace.imports.run(ImportRequest(kind="events", files=[write("e.jsonl", EVENT)]))
    assert (outcome.kind, outcome.report.loaded, outcome.ledger is not None) == ("events", 1, True)
    assert cost(workspace) == Decimal("2.5")


def test_the_estimate_gives_way_to_the_bill(workspace, write):
    workspace.imports.run(ImportRequest(kind="events", files=[write("e.jsonl", EVENT)]))
    outcome = workspace.imports.run(ImportRequest(kind="focus", files=[write("bill.csv", BILL)]))
    assert outcome.report.rejected == 0
    assert cost(workspace) == cost(workspace, view="invoice") == Decimal("3.1")


def test_a_changed_request_changes_the_ledger(workspace, write):
    workspace.imports.run(ImportRequest(kind="focus", files=[write("bill.csv", BILL)]))
    first = EVENT.replace('"id"', '"feature": "search", "id"')
    second = EVENT.replace('"id": "a"', '"feature": "chat", "version": 2, "id": "a"')
    for text in (first, second):
        workspace.imports.run(ImportRequest(kind="events", files=[write("e.jsonl", text)]))
    assert cost(workspace, where='feature == "chat"') == Decimal("3.1")
    assert cost(workspace, where='feature == "search"') in {None, Decimal(0)}


def test_the_ledger_can_wait(workspace, write):
    outcome = workspace.imports.run(ImportRequest(kind="events", files=[write("e.jsonl", EVENT)]), is_rebuilding=False)
    assert outcome.ledger is None
    assert workspace.store.fetch("SELECT count(*) AS n FROM dirty_day").to_pylist() == [{"n": 1}]
    workspace.rebuild()
    assert workspace.store.fetch("SELECT count(*) AS n FROM dirty_day").to_pylist() == [{"n": 0}]


def test_values_are_converted_with_the_bundled_rates(workspace, write):
    text = "metric,day,amount,currency\nrevenue_recognised,2026-01-15,100,EUR\n"
    workspace.imports.run(ImportRequest(kind="value", files=[write("v.csv", text)]))
    (row,) = workspace.store.fetch("SELECT amount, currency FROM value").to_pylist()
    assert row["currency"] == "USD"
    assert 100 < row["amount"] < 150


def test_usage_reports_come_in_by_source(workspace, write):
    text = "day,provider,token_class,quantity\n2026-11-19,openai,input,5\n"
    request = ImportRequest(kind="provider-usage", files=[write("u.csv", text)], source="openai-api")
    assert workspace.imports.run(request).report.loaded == 1
    assert workspace.store.fetch("SELECT source FROM provider_usage").to_pylist() == [{"source": "openai-api"}]


def test_rejects_lie_in_the_data_folder(workspace, write, tmp_path):
    report = workspace.imports.run(
        ImportRequest(kind="events", files=[write("e.jsonl", EVENT + '{"input_tokens": 1}\n')])
    ).report
    assert (report.loaded, report.rejected) == (1, 1)
    assert report.reject_file.parent == tmp_path / "data" / "rejects"


def test_now_is_the_end_of_the_day_taken_as_today(workspace):
    assert workspace.imports.now() == datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC)


def test_now_is_the_present_otherwise(tmp_path, time_machine):
    time_machine.move_to("2026-11-21T12:00:00Z", tick=False)
    workspace = open_workspace(Settings(data_dir=tmp_path))
    assert workspace.imports.now() == datetime(2026, 11, 21, 12, tzinfo=UTC)
    workspace.close()


def test_prices_are_in_dollars_and_answers_in_the_reporting_currency(tmp_path, write):
    settings = Settings(data_dir=tmp_path / "eur", currency="EUR", fx_rates={"USD": Decimal("0.8")})
    workspace = open_workspace(settings)
    report = workspace.imports.run(ImportRequest(kind="events", files=[write("e.jsonl", EVENT)])).report
    assert (report.priced_cost, cost(workspace)) == ("2", Decimal(2))
    workspace.close()


def test_the_same_content_twice_is_refused(tmp_path):
    from outlay.core.errors import ConflictError
    from outlay.core.settings import Settings
    from outlay.jobs import open_workspace
    from outlay.jobs.imports import ImportRequest

    files = [tmp_path / "a.csv", tmp_path / "b.csv"]
    for path in files:
        path.write_text("metric,day,amount\ntransactions,2026-10-01,5\n", encoding="utf-8")
    workspace = open_workspace(Settings(data_dir=tmp_path / "data"))
    with pytest.raises(ConflictError, match=r"a\.csv and b\.csv"):
        workspace.imports.run(ImportRequest(kind="value", files=files))
    workspace.close()


def test_a_mapping_of_a_bill_is_refused(tmp_path):
    from outlay.core.errors import UsageError
    from outlay.core.settings import Settings
    from outlay.jobs import open_workspace
    from outlay.jobs.imports import ImportRequest

    workspace = open_workspace(Settings(data_dir=tmp_path / "data"))
    request = ImportRequest(kind="focus", files=[tmp_path / "a.csv"], mapping={"BilledCost": "x"})
    with pytest.raises(UsageError, match="--map"):
        workspace.imports.run(request)
    workspace.close()


def test_the_same_table_packed_and_unpacked_is_one(tmp_path):
    plain, packed = tmp_path / "a.csv", tmp_path / "b.csv.gz"
    plain.write_bytes(b"x\n1\n")
    packed.write_bytes(gzip.compress(b"x\n1\n"))
    with pytest.raises(ConflictError, match=r"a\.csv and b\.csv\.gz have the same content"):
        demand_distinct([plain, packed])
