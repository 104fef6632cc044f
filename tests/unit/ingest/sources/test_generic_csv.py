"""The generic table source: files of a folder, months, Parquet, and errors that name the mapping."""

from __future__ import annotations

import gzip
from datetime import UTC, datetime
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Window
from outlay.ingest.sources.generic_csv import Settings, Source
from tests.contract.sources.vendor import NOW

WINDOW = Window(since=datetime(2026, 10, 31, tzinfo=UTC), until=datetime(2026, 11, 2, tzinfo=UTC))
MAPPING = {"charges": {"BilledCost": "cost", "ChargePeriodStart": "day", "ServiceName": "service"}}


def source(location, **more):
    known = {"location": str(location), "issuer": "Acme", "billing_account": "a", "mapping": MAPPING}
    return Source(Settings(**{**known, **more}), None, NOW)


def costs(found):
    return {bucket.start.date().isoformat(): [str(r["cost"]) for r in bucket.records] for bucket in found.fetch(WINDOW)}


def test_rows_go_into_the_days_that_they_are_of(tmp_path):
    (tmp_path / "costs.csv").write_text("day,cost,service,who\n2026-10-31,1.10,gpu,x\n2026-11-05,9,gpu,x\n")
    found = source(tmp_path / "costs.csv")
    assert costs(found) == {"2026-10-31": ["1.10"], "2026-11-01": []}
    assert next(iter(found.fetch(WINDOW))).records[0].keys() == {"day", "cost", "service"}


def test_every_file_of_a_name_is_read(tmp_path):
    (tmp_path / "costs-1.csv").write_text("day;cost;service\n2026-10-31;1;gpu\n")
    (tmp_path / "costs-2.csv.gz").write_bytes(gzip.compress(b"day\tcost\tservice\n2026-11-01\t2\tgpu\n"))
    assert costs(source(tmp_path / "costs-*")) == {"2026-10-31": ["1"], "2026-11-01": ["2"]}


def test_a_file_for_each_month_is_read(tmp_path):
    for month, cost in (("2026-10", 3), ("2026-11", 4)):
        (tmp_path / f"{month}.csv").write_text(f"day,cost,service\n{month}-01,{cost},gpu\n{month}-31,{cost},gpu\n"[:-1])
    (tmp_path / "2026-11.csv").write_text("day,cost,service\n2026-11-01,4,gpu\n")
    assert costs(source(f"{tmp_path}/{{month}}.csv")) == {"2026-10-31": ["3"], "2026-11-01": ["4"]}


def test_parquet_numbers_are_what_they_print_as(tmp_path):
    rows = {"day": [datetime(2026, 11, 1, tzinfo=UTC).date()], "cost": [0.1], "service": ["gpu"]}
    pq.write_table(pa.table(rows), tmp_path / "costs.parquet")
    found = source(tmp_path / "costs.parquet")
    charges = found.normalise(datetime(2026, 11, 1, tzinfo=UTC).date(), list(found.fetch(WINDOW))).charges
    assert [charge["BilledCost"] for charge in charges] == [Decimal("0.1")]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "date,cost,service\n2026-11-01,1,gpu\n",
            r"mapping\.charges\.ChargePeriodStart: costs\.csv has no column 'day'",
        ),
        ("day,cost,service\n2026-11-01,1\n", r"line 2 of costs\.csv has not as many fields"),
        ("day,cost,service\n,1,gpu\n", r"charges\.ChargePeriodStart: record 1 has no field 'day'"),
        (
            "day,cost,service\n1.11.2026,1,gpu\n",
            r"charges\.ChargePeriodStart: day: '1\.11\.2026' of record 1 is not a time",
        ),
    ],
    ids=["column", "fields", "empty", "format"],
)
def test_what_is_wrong_is_named(tmp_path, text, words):
    (tmp_path / "costs.csv").write_text(text)
    with pytest.raises(SourceFormatError, match=words):
        costs(source(tmp_path / "costs.csv"))


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(SourceFormatError, match="there is no file"):
        costs(source(tmp_path / "nothing.csv"))


def test_its_test_says_what_it_saw(tmp_path):
    (tmp_path / "costs.csv").write_text("day,cost,service\n2026-11-01,1,gpu\n")
    assert [(check.name, check.is_ok, check.text) for check in source(tmp_path / "costs.csv").check()] == [
        ("table", True, "1 records since 2026-10-03"),
        ("mapping", True, "every mapped field is there"),
    ]
