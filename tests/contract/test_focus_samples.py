"""The FOCUS files beside the repository import, and their totals equal an independent reading."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from outlay.core.errors import FileFormatError, OutlayError
from outlay.core.settings import Settings
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.store.duckdb import DuckStore

pytestmark = pytest.mark.shared

BILLS = Path(__file__).parents[3] / "shared" / "data" / "bills"
SAMPLES = sorted(path for folder in ("focus_spec", "focus_ai_draft") for path in (BILLS / folder).rglob("*.csv"))
GIVEN = {"BillingCurrency": "USD", "BillingAccountId": "sample", "InvoiceIssuerName": "Sample Vendor"}


def read_total(path: Path, column: str) -> Decimal:
    """The sum of a column, read without the importer."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        texts = [record[column] for record in csv.DictReader(stream) if any(record.values())]
    return sum((Decimal(re.sub(r"[$, ]", "", text)) for text in texts), Decimal(0))


@pytest.fixture
def store(tmp_path, shared_data):
    opened = DuckStore(Settings(data_dir=tmp_path).store_path)
    yield opened
    opened.close()


def no_rates(pairs, currency):
    """Every sample is billed in the reporting currency."""
    pytest.fail(f"rates of {pairs} into {currency} were asked for")


def take(store, tmp_path, path):
    options = FocusOptions(now=datetime(2026, 11, 21, tzinfo=UTC), defaults=GIVEN)
    return import_focus(store, Settings(data_dir=tmp_path), [path], options, no_rates)


@pytest.mark.skipif(not SAMPLES, reason="../shared/data/bills is absent")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_imports_with_the_totals_of_its_file(store, tmp_path, path):
    report = take(store, tmp_path, path)

    (charge,) = store.fetch("SELECT sum(BilledCost) AS b, sum(EffectiveCost) AS e FROM charge").to_pylist()
    (share,) = store.fetch("SELECT sum(billed_cost) AS b, sum(effective_cost) AS e FROM charge_slice").to_pylist()
    assert report.rejected == 0
    assert charge == share == {"b": read_total(path, "BilledCost"), "e": read_total(path, "EffectiveCost")}


def test_token_rows_have_model_and_token_class(store, tmp_path):
    take(store, tmp_path, BILLS / "focus_ai_draft" / "ai_prompt_caching_a.csv")

    found = store.fetch(
        "SELECT k.token_class AS token_class, sum(s.quantity) AS tokens, sum(s.effective_cost) AS cost "
        "FROM charge_slice s JOIN key k ON k.key_id = s.key_id "
        "WHERE k.model = 'solora-reasoning-pro' AND k.cost_group = 'ai' GROUP BY ALL ORDER BY cost"
    ).to_pylist()
    assert [(entry["token_class"], entry["tokens"], entry["cost"]) for entry in found] == [
        ("input", 500_000, Decimal("1.5")),
        ("cache_read", 8_000_000, Decimal("2.4")),
        ("cache_write", 2_000_000, Decimal("7.5")),
        ("output", 1_500_000, Decimal("22.5")),
    ]


def test_a_native_azure_export_is_named(store, tmp_path):
    with pytest.raises(FileFormatError, match=r"is an Azure EA cost export .* not FOCUS"):
        take(store, tmp_path, BILLS / "azure_ea" / "ea_actual_cost.csv")


@pytest.mark.skipif(not BILLS.is_dir(), reason="../shared/data/bills is absent")
@pytest.mark.parametrize("path", sorted((BILLS / "azure_reference").glob("*.csv")), ids=lambda path: path.stem)
def test_what_is_no_bill_is_refused_and_changes_nothing(store, tmp_path, path):
    with pytest.raises(OutlayError):
        take(store, tmp_path, path)

    assert store.fetch("SELECT count(*) AS n FROM delivery").to_pylist() == [{"n": 0}]
