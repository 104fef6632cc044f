"""Complaints about peers' readers of cloud bills (Azure, Google, Oracle) that must not happen here."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError
from outlay.ingest.bills.converting import BILL_KINDS, ConversionJob, convert_bill
from outlay.ingest.focus import FocusOptions, import_focus
from outlay.store.scratch import lend_scratch
from tests.bills.azure import AzureMonth
from tests.bills.gcp import GoogleMonth
from tests.unit.ingest.bills.kit import NOW, convert_alone
from tests.unit.ingest.focus.bill import World, row


@pytest.fixture
def world(tmp_path):
    opened = World(tmp_path)
    yield opened
    opened.close()


def charges(kind: str, folder: Path, *files: Path) -> list[dict[str, object]]:
    """The FOCUS rows that a native bill becomes."""
    with lend_scratch(folder / "scratch") as scratch:
        job = ConversionJob(files=files, folder=folder, constants={}, now=NOW)
        converted = convert_bill(kind, scratch, job)
        return scratch.fetch("SELECT * FROM read_parquet(?)", [str(converted.files[0])]).to_pylist()


def rename(path: Path, old: str, new: str) -> Path:
    text = path.read_text(encoding="utf-8-sig")
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


@pytest.mark.parametrize("kind", BILL_KINDS)
def test_the_wrong_export_is_named_and_not_taken(tmp_path, kind):
    """finops-toolkit#701, #2266; focus_converters#336, #346: a wrong type or scope of export was accepted."""
    path = tmp_path / "x.csv"
    path.write_text("ReservationId,UsageDate,UsedHours,ReservedHours\nr,2026-10-01,1,1\n")

    with pytest.raises((FileFormatError, MissingColumnError), match=r"x\.csv"):
        convert_alone(kind, tmp_path, path)


def test_reservation_details_are_told_from_costs(tmp_path):
    """finops-toolkit#2266: the reservation details export was ingested as costs."""
    path = tmp_path / "reservations.csv"
    path.write_text("ReservationId,UsageDate,UsedHours,ReservedHours\nr,2026-10-01,1,1\n")

    with pytest.raises(FileFormatError, match="Azure reservation details"):
        convert_alone("azure-cost", tmp_path, path)


@pytest.mark.parametrize("title", ["BenefitId", "benefitid", "benefitId"])
def test_a_benefit_is_found_in_any_case(tmp_path, title):
    """focus_converters#346, #336: headers of EA and MCA differ in case, and commitments were lost."""
    month = AzureMonth()
    files = [rename(month.write(tmp_path, view), "benefitId", title) for view in ("actual", "amortised")]

    found = [row for row in charges("azure-cost", tmp_path, *files) if row["CommitmentDiscountStatus"]]

    assert sum(row["EffectiveCost"] for row in found) == sum(
        line.effective for line in month.lines if line.about.get("benefit")
    )


@pytest.mark.parametrize(
    "stamp", ["2026-10-05T00:00Z", "2026-10-05T00:00:00Z", "2026-10-05 00:00:00", "2026-10-05T00:00:00.0000000Z"]
)
def test_a_publisher_may_add_seconds_to_its_dates(world, stamp):
    """finops-toolkit#1112: Azure's FOCUS 1.0r2 added seconds to its dates, and imports broke."""
    report = world.take(world.bill("b.csv", row(ChargePeriodStart=stamp)))

    assert report.rejected == 0
    assert f"{world.one('SELECT ChargePeriodStart FROM charge'):%F %T}" == "2026-10-05 00:00:00"


def test_a_line_of_an_unknown_kind_is_kept_and_named(tmp_path):
    """opencost#2324: lines that the tool does not know were dropped without a word."""
    month = AzureMonth()

    conversion, sums = convert_alone(
        "azure-cost", tmp_path, month.write(tmp_path, "actual"), month.write(tmp_path, "amortised")
    )

    assert sums == (month.billed, month.effective)
    assert "unknown ChargeType GreenOffset: kept as Adjustment" in conversion.notes


def test_a_credit_of_an_unknown_kind_is_kept_and_named(tmp_path):
    """opencost#2324, for Google's credits."""
    month = GoogleMonth()

    conversion, sums = convert_alone("gcp-billing", tmp_path, month.write(tmp_path))

    assert sums == (month.net, month.net)
    assert any(note.startswith("1 × MOON_BONUS") for note in conversion.notes)


@pytest.mark.parametrize("form", ["jsonl", "parquet"])
def test_nested_columns_of_google_are_read(tmp_path, form):
    """focus_converters#318: the structs of Google's export were not read."""
    found = charges("gcp-billing", tmp_path, GoogleMonth().write(tmp_path, name=f"m.{form}"))

    first = next(row for row in found if row["ChargeCategory"] == "Usage")
    assert (first["ServiceName"], first["SubAccountId"], first["RegionId"]) == (
        "Compute Engine",
        "shop",
        "europe-west1",
    )
    assert json.loads(first["Tags"])["team"] == "search"


def test_google_billed_cost_is_after_credits_and_may_be_negative(tmp_path):
    """focus_converters#354: BilledCost left credits out, EffectiveCost was cut off at 0, a month started at its end."""
    found = charges("gcp-billing", tmp_path, GoogleMonth().write(tmp_path))

    assert any(row["EffectiveCost"] < 0 for row in found)
    assert all(row["BillingPeriodStart"] < row["BillingPeriodEnd"] for row in found)


def test_a_column_that_is_missing_is_named(tmp_path):
    """opencost#2872, focus_converters#358: a column was not found, and nothing said which."""
    path = rename(AzureMonth().write(tmp_path, "actual"), "CostInBillingCurrency", "Betrag")

    with pytest.raises(MissingColumnError, match=r"lacks Cost \(also accepted: costinbillingcurrency"):
        convert_alone("azure-cost", tmp_path, path)


def test_a_new_column_of_azure_breaks_nothing(tmp_path):
    """finops-toolkit#999, #566: an export with a new column stopped ingestion."""
    path = AzureMonth().write(tmp_path, "actual")
    with path.open(encoding="utf-8-sig", newline="") as stream:
        rows = list(csv.reader(stream))
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([[*rows[0], "carbonGrams"], *([*line, "7"] for line in rows[1:])])

    assert {row["x_CarbonGrams"] for row in charges("azure-cost", tmp_path, path)} == {"7"}


def test_actual_and_amortised_costs_are_never_added_up(world, tmp_path):
    """FOCUS_Spec#2673, #2674: both views of the same money were summed."""
    month = AzureMonth()
    with lend_scratch(tmp_path / "s") as scratch:
        files = month.write(tmp_path, "actual"), month.write(tmp_path, "amortised")
        job = ConversionJob(files=files, folder=tmp_path, constants={}, now=NOW)
        converted = convert_bill("azure-cost", scratch, job)
    import_focus(
        world.store, world.settings, converted.files, FocusOptions(now=NOW, kind="azure-cost"), _no_rate_needed
    )

    assert world.one("SELECT sum(BilledCost) FROM charge") == month.billed


def _no_rate_needed(pairs, currency):
    from tests.unit.ingest.focus.bill import half_rate

    return half_rate(pairs, currency)


@pytest.mark.parametrize(
    ("kind", "month"), [("azure-cost", AzureMonth), ("gcp-billing", GoogleMonth)], ids=["azure", "google"]
)
def test_a_half_written_file_is_refused_whole(tmp_path, kind, month):
    """kubecost#1526, optscale#819: part of a file was taken, and nothing said so."""
    arguments = ["actual"] if kind == "azure-cost" else []
    path = month().write(tmp_path, *arguments)
    body = path.read_bytes()
    path.write_bytes(body[: body.rindex(b"EUR") + 3])

    with pytest.raises(FileFormatError, match=path.name):
        convert_alone(kind, tmp_path, path)
