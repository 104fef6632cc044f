"""A small sample company, made once, and its files read back without the code that wrote them."""

from __future__ import annotations

import csv
import gzip
from datetime import date
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlay.demo import generate

AS_OF = date(2026, 11, 21)
SCALE = 0.01
MONEY = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")


@pytest.fixture(scope="session")
def sample(once):
    """The files of a hundredth of the requests."""
    return once("sample", lambda folder: generate(folder, as_of=AS_OF, scale=SCALE))[1]


@pytest.fixture(scope="session")
def bills(sample):
    """Rows by file name; empty is None, costs are Decimal, times are text."""
    return {path.name: [_row(row) for row in _read(path)] for path in sample.bills}


@pytest.fixture(scope="session")
def events(sample):
    """All requests as one table."""
    return pa.concat_tables([pq.read_table(path) for path in sample.events])


def _read(path):
    if path.suffix == ".parquet":
        return pq.read_table(path).to_pylist()
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _row(row):
    found = {name: _plain(value) for name, value in row.items()}
    return found | {name: Decimal(found[name]) for name in MONEY}


def _plain(value):
    if value is None or value == "":
        return None
    return value.strftime("%Y-%m-%dT%H:%M:%SZ") if hasattr(value, "strftime") else str(value)
