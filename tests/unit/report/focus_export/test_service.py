"""Exports hold what the store holds, to the last unit, in every version and format."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import UTC, date, datetime
from decimal import Decimal

import pyarrow.parquet as pq
import pytest

from outlay.core.errors import NotFoundError
from outlay.core.settings import Settings
from outlay.core.time import TimeRange
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.ledger import rebuild
from outlay.report.focus_export import FocusExport, export_focus
from outlay.store.duckdb import DuckStore

NOW = datetime(2026, 11, 1, tzinfo=UTC)
OCTOBER = TimeRange(since=date(2026, 10, 1), until=date(2026, 11, 1))
HEAD = (
    "BilledCost,EffectiveCost,ListCost,BillingAccountId,BillingCurrency,BillingPeriodStart,ChargeCategory,"
    "ChargePeriodStart,ChargePeriodEnd,InvoiceIssuerName,ServiceName,ChargeDescription,Tags"
)
ROWS = """
10.000000000001,7.5,,a,USD,2026-10-01,Usage,2026-10-03,2026-10-04,AWS,EC2,"says ""x"", y",{"team": "core"}
-3,-3,,a,USD,2026-10-01,Credit,2026-10-03,2026-10-04,AWS,EC2,,
0,2.5,3.25,a,USD,2026-10-01,Usage,2026-10-03,2026-10-04,AWS,EC2,,{"team": "web"}
31,31,31,a,USD,2026-10-01,Tax,2026-10-01,2026-11-01,AWS,Tax,,
"""


def load(folder, text, name="bill.csv"):
    folder.mkdir(parents=True, exist_ok=True)
    settings = Settings(data_dir=folder)
    store = DuckStore(folder / "outlay.duckdb")
    bill = folder / name
    bill.write_text(text, encoding="utf-8")
    import_focus(store, settings, [bill], FocusOptions(now=NOW), lambda _pairs, _to: {})
    rebuild(store, settings, now=NOW)
    return store


@pytest.fixture
def export(tmp_path):
    store = load(tmp_path / "data", HEAD + ROWS)

    def written(period=OCTOBER, **wish):
        path = tmp_path / "out"
        report = export_focus(store, FocusExport(period=period, **wish), path, currency="USD", ruleset="rs_1")
        return path, report

    yield written
    store.close()


def read(path):
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


@pytest.mark.parametrize("subject", ["charges", "ledger"])
@pytest.mark.parametrize("version", ["1.2", "1.4"])
def test_both_formats_add_up_to_the_store(export, subject, version):
    path, report = export(subject=subject, version=version)
    rows = read(path)
    assert report.effective == {"USD": Decimal("38.000000000000")}
    assert sum(Decimal(row["EffectiveCost"]) for row in rows) == 38
    assert sum(Decimal(row["BilledCost"]) for row in rows) == Decimal("38.000000000001")
    path, _ = export(subject=subject, version=version, format="parquet")
    table = pq.read_table(path)
    assert (table.num_rows, sum(table["EffectiveCost"].to_pylist())) == (len(rows), 38)


def test_versions_have_their_own_columns(export):
    old, new = (set(read(export(subject="charges", version=version)[0])[0]) for version in ("1.2", "1.4"))
    assert {"ProviderName", "PublisherName"} <= old - new
    assert {"ServiceProviderName", "InvoiceDetailId", "AllocatedMethodId"} <= new - old


def test_shares_of_an_origin_add_up_to_one(export):
    ratios = defaultdict(list)
    for row in read(export()[0]):
        (element,) = json.loads(row["AllocatedMethodDetails"], parse_float=Decimal)["Elements"]
        assert element["AllocatedRatio"] == Decimal(row["x_AllocatedRatio"])
        ratios[row["x_OriginId"]].append(Decimal(row["x_AllocatedRatio"]))
    assert {sum(shares) for shares in ratios.values()} == {Decimal(1)}
    assert max(len(shares) for shares in ratios.values()) == 2


def test_who_a_row_was_allocated_to_stands_in_the_allocated_columns(export):
    named = {row["AllocatedResourceName"]: json.loads(row["AllocatedTags"]) for row in read(export()[0])}
    assert named["core"] == {"team": "core"}
    assert named["unattributed"] == {}


def test_an_exported_bill_imports_to_the_same_charges(export, tmp_path):
    path, report = export(subject="charges")
    again = load(tmp_path / "again", path.read_text(encoding="utf-8"))
    found = again.fetch("SELECT sum(EffectiveCost) AS e, sum(BilledCost) AS b, count(*) AS n FROM charge").to_pylist()
    again.close()
    assert found == [{"e": report.effective["USD"], "b": report.billed["USD"], "n": report.rows}]


def test_an_unknown_list_price_is_marked(export):
    marks = {row["ChargeCategory"]: row["x_ListCostBasis"] for row in read(export(subject="charges")[0])}
    assert (marks["Credit"], marks["Tax"]) == ("unknown", "")


def test_a_range_without_rows_is_not_found(export):
    with pytest.raises(NotFoundError, match="no rows of charges from 2025-10-01"):
        export(period=TimeRange(since=date(2025, 10, 1), until=date(2025, 11, 1)), subject="charges")


MORE = HEAD + ",SkuId,SkuMeter,ConsumedQuantity,ConsumedUnit,ServiceCategory,ProviderName"
MORE_ROWS = """
5,5,,a,USD,2026-10-01,Usage,2026-10-03,2026-10-04,AWS,EC2,,,s1,Hours,2,Hours,Compute,AWS
5,5,,a,USD,2026-10-01,Usage,2026-10-04,2026-10-05,AWS,EC2,,,,Hours,2,Hours,Compute,AWS
1,1,,a,USD,2026-10-01,Usage,2026-10-04,2026-10-05,AWS,EC2,gpu,,s2,GPU,2,Hours,AI and Machine Learning,AWS
4,4,,a,USD,2026-10-01,Tax,2026-10-03,2026-10-04,AWS,Tax,,,s3,VAT,1,Units,Other,AWS
2,2,,a,USD,2026-10-01,Usage,2026-10-03,2026-10-04,AWS,Datadog Pro,,,s4,Hosts,1,Hosts,Other,Datadog
"""


def export_more(folder, **wish):
    store = load(folder / "more", MORE + MORE_ROWS)
    export_focus(store, FocusExport(period=OCTOBER, **wish), folder / "out", currency="USD", ruleset="rs_1")
    store.close()
    return read(folder / "out")


def test_what_focus_wants_empty_is_empty_and_no_meter_is_lost(tmp_path):
    rows = {row["x_Meter"]: row for row in export_more(tmp_path, subject="charges")}
    tax = rows["VAT"]
    assert (tax["SkuId"], tax["SkuMeter"], tax["ConsumedQuantity"], tax["ConsumedUnit"]) == ("", "", "", "")
    hours = [row for row in export_more(tmp_path / "b", subject="charges") if row["x_Meter"] == "Hours"]
    assert sorted((row["SkuId"], row["SkuMeter"]) for row in hours) == [("", ""), ("s1", "Hours")]
    assert {row["ConsumedQuantity"] for row in hours} == {"2"}


def test_a_service_has_one_category_in_the_ledger(tmp_path):
    rows = export_more(tmp_path)
    assert {row["ServiceCategory"] for row in rows if row["ServiceName"] == "EC2"} == {"Compute"}
    assert {row["ServiceSubcategory"] for row in rows if row["ServiceName"] == "EC2"} == {"Other (Compute)"}


def test_who_sends_its_own_invoice_is_named_as_there(tmp_path):
    named = {(row["ServiceName"], row["ProviderName"]) for row in export_more(tmp_path, version="1.2")}
    assert {("EC2", "AWS"), ("Datadog Pro", "datadog")} <= named
