"""The FOCUS files beside the repository import, and their totals equal an independent reading."""

from __future__ import annotations

import csv
import re
import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import ROUND_HALF_EVEN, Decimal
from functools import cache
from pathlib import Path

import pytest

from outlay.core.errors import FileFormatError, OutlayError
from outlay.core.settings import Settings
from outlay.ingest.bills.converting import ConversionJob, convert_bill
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.store.duckdb import DuckStore

pytestmark = pytest.mark.shared

BILLS = Path(__file__).parents[3] / "shared" / "data" / "bills"
SAMPLES = sorted(path for folder in ("focus_spec", "focus_ai_draft") for path in (BILLS / folder).rglob("*.csv"))
AZURE = BILLS / "azure_ea" / "ea_actual_cost.csv"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
GIVEN = {"BillingCurrency": "USD", "BillingAccountId": "sample", "InvoiceIssuerName": "Sample Vendor"}


EXACT = Decimal("1e-12")


def read_rows(path: Path) -> list[dict[str, str]]:
    """The records of a file, read without the importer."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return [record for record in csv.DictReader(stream) if any(record.values())]


def read_total(path: Path, column: str) -> Decimal:
    """The sum of a column at twelve decimals, read without the importer."""
    texts = [re.sub(r"[$, ]", "", record[column]) for record in read_rows(path)]
    return sum((Decimal(text).quantize(EXACT, ROUND_HALF_EVEN) for text in texts), Decimal(0))


@pytest.fixture
def store(tmp_path, shared_data):
    opened = DuckStore(Settings(data_dir=tmp_path).store_path)
    yield opened
    opened.close()


def no_rates(pairs, currency):
    """Every sample is billed in the reporting currency."""
    pytest.fail(f"rates of {pairs} into {currency} were asked for")


def take(store, tmp_path, *paths, **options):
    options = FocusOptions(now=NOW, defaults=GIVEN, **options)
    return import_focus(store, Settings(data_dir=tmp_path), paths, options, no_rates)


def take_azure(store, tmp_path, *paths, **options):
    """Import Azure's native export; its currency is the reporting currency."""
    folder = tmp_path / f"converted-{len(list(tmp_path.iterdir()))}"
    folder.mkdir()
    with store.scratch() as scratch:
        converted = convert_bill(
            "azure-cost", scratch, ConversionJob(files=paths, folder=folder, constants={}, now=NOW)
        )
    settings = Settings(data_dir=tmp_path, currency="CAD")
    options = FocusOptions(now=NOW, source="azure-cost", kind="azure-cost", **options)
    return import_focus(store, settings, converted.files, options, no_rates)


def write_rows(folder: Path, path: Path, rows, name: str) -> Path:
    """A file of the sample's columns with some of its rows."""
    folder.mkdir(exist_ok=True)
    target = folder / f"{name}-{path.name}"
    with target.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(read_rows(path)[0]))
        writer.writeheader()
        writer.writerows(rows)
    return target


def load_content(store) -> list[dict[str, object]]:
    """What the store holds of charges and their days, whatever delivery brought them."""
    charges = "SELECT * EXCLUDE (x_delivery_id) FROM charge ORDER BY x_charge_id"
    slices = "SELECT * EXCLUDE (x_delivery_id) FROM charge_slice ORDER BY x_charge_id, day"
    return [*store.fetch(charges).to_pylist(), *store.fetch(slices).to_pylist()]


def taker(path: Path):
    return take_azure if path == AZURE else take


@dataclass(frozen=True)
class Imported:
    """What an import of a sample reports, sums up to and leaves in the store."""

    file: Path
    rejected: int
    charged: dict[str, object]
    shared: dict[str, object]
    content: list[dict[str, object]]


@pytest.fixture(scope="module")
def imported(tmp_path_factory, shared_data):
    """Imports a sample into a store of its own, once for all tests that begin or end there."""

    @cache
    def build(path: Path) -> Imported:
        folder = tmp_path_factory.mktemp("sample")
        file = Settings(data_dir=folder).store_path
        store = DuckStore(file)
        report = taker(path)(store, folder, path)
        (charged,) = store.fetch("SELECT sum(BilledCost) AS b, sum(EffectiveCost) AS e FROM charge").to_pylist()
        (shared,) = store.fetch("SELECT sum(billed_cost) AS b, sum(effective_cost) AS e FROM charge_slice").to_pylist()
        content = load_content(store)
        store.close()
        return Imported(file, report.rejected, charged, shared, content)

    return build


@pytest.fixture
def held(path, imported, tmp_path):
    """A store that has taken the sample already."""
    file = Settings(data_dir=tmp_path).store_path
    shutil.copyfile(imported(path).file, file)
    opened = DuckStore(file)
    yield opened
    opened.close()


ALL_SAMPLES = [*SAMPLES, AZURE]
each_sample = pytest.mark.parametrize("path", ALL_SAMPLES, ids=lambda path: path.stem)


@pytest.mark.skipif(not SAMPLES, reason="../shared/data/bills is absent")
@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_a_sample_imports_with_the_totals_of_its_file(imported, path):
    found = imported(path)

    assert found.rejected == 0
    assert found.charged == found.shared
    assert found.charged == {"b": read_total(path, "BilledCost"), "e": read_total(path, "EffectiveCost")}


def test_the_native_azure_sample_imports_with_the_total_of_its_file(imported):
    found = imported(AZURE)

    total = read_total(AZURE, "CostInBillingCurrency")
    assert found.rejected == 0
    assert found.charged == {"b": total, "e": total}


@each_sample
def test_a_sample_twice_in_another_order_or_in_parts_gives_the_same_table(held, imported, tmp_path, path):
    turned = read_rows(path)[::-1]
    parts = [write_rows(tmp_path, path, turned[at::3], f"part{at}") for at in range(3) if turned[at:]]

    reports = [taker(path)(held, tmp_path, *files) for files in ([path], parts)]

    assert {scope.state for report in reports for scope in report.scopes} == {"unchanged"}
    assert load_content(held) == imported(path).content


@each_sample
def test_a_month_issued_again_gives_the_same_table(held, imported, tmp_path, path):
    column = "CostInBillingCurrency" if path == AZURE else "BilledCost"
    first = [{**row, column: "7"} for row in read_rows(path)]
    take_it = taker(path)
    take_it(held, tmp_path, write_rows(tmp_path / "first", path, first, "first"), replace=True)
    assert load_content(held) != imported(path).content

    take_it(held, tmp_path, path, replace=True)

    assert load_content(held) == imported(path).content


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
        take(store, tmp_path, AZURE)


@pytest.mark.skipif(not BILLS.is_dir(), reason="../shared/data/bills is absent")
@pytest.mark.parametrize("path", sorted((BILLS / "azure_reference").glob("*.csv")), ids=lambda path: path.stem)
def test_what_is_no_bill_is_refused_and_changes_nothing(store, tmp_path, path):
    with pytest.raises(OutlayError):
        take(store, tmp_path, path)

    assert store.fetch("SELECT count(*) AS n FROM delivery").to_pylist() == [{"n": 0}]
