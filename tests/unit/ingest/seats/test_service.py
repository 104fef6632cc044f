"""Files of seats become snapshots."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError
from outlay.core.settings import Settings
from outlay.ingest.fact_files.report import FileContext
from outlay.ingest.mapping import FileImport
from outlay.ingest.seats import import_seats
from outlay.store.duckdb import DuckStore
from tests.unit.ingest.focus.bill import half_rate

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADER = "product,email,department,status,assigned_at,last active,price\n"
ROWS = (
    "GitHub Copilot,ann@acme.test,Search,Active,2026-01-05,2026-11-20,$39.00\n"
    "GitHub Copilot,bob@acme.test,,active,2026-02-05,never,$39.00\n"
)


@pytest.fixture
def context(tmp_path):
    settings = Settings(data_dir=tmp_path / "data")
    store = DuckStore(settings.store_path)
    yield FileContext(store=store, settings=settings, now=NOW, rates=half_rate)
    store.close()


def take(context, tmp_path, text, name="seats.csv", **told):
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return import_seats(context, FileImport(files=(path,), source=told.pop("source", "seats"), **told))


def seats(context):
    return context.store.fetch("SELECT * FROM seat ORDER BY as_of, seat_id").to_pylist()


def test_an_export_becomes_a_snapshot(context, tmp_path):
    report = take(context, tmp_path, HEADER + ROWS)
    ann, bob = seats(context)
    assert (report.rows, report.loaded) == (2, 2)
    assert (ann["biller"], ann["team"], ann["price"], ann["currency"]) == ("github", "Search", Decimal(39), "USD")
    assert (ann["as_of"], ann["last_active_on"]) == (date(2026, 11, 21), date(2026, 11, 20))
    assert (bob["team"], bob["last_active_on"], bob["state"]) == (None, None, "active")


def test_the_same_file_again_changes_nothing(context, tmp_path):
    take(context, tmp_path, HEADER + ROWS)
    report = take(context, tmp_path, HEADER + ROWS)
    assert (report.loaded, report.unchanged, len(seats(context))) == (0, 2, 2)


def test_a_snapshot_of_a_day_replaces_the_one_before(context, tmp_path):
    take(context, tmp_path, HEADER + ROWS)
    take(context, tmp_path, HEADER + ROWS.splitlines(keepends=True)[0])
    assert [seat["employee"] for seat in seats(context)] == ["ann@acme.test"]


def test_snapshots_of_several_days_stay(context, tmp_path):
    take(context, tmp_path, HEADER + ROWS, constants={"as_of": "2026-10-01"})
    take(context, tmp_path, HEADER + ROWS)
    assert {seat["as_of"] for seat in seats(context)} == {date(2026, 10, 1), date(2026, 11, 21)}


def test_a_yaml_list_will_do(context, tmp_path):
    text = "- {product: Figma, user: ann@acme.test, team: design, as_of: 2026-11-01, price: 15, currency: EUR}\n"
    take(context, tmp_path, text, name="seats.yaml")
    (seat,) = seats(context)
    assert (seat["biller"], seat["price"], seat["currency"]) == ("figma", Decimal(15), "EUR")


@pytest.mark.parametrize("text", ["product: Figma\n", "- Figma\n", "- {product: [\n"])
def test_other_yaml_is_refused(context, tmp_path, text):
    with pytest.raises(FileFormatError, match=r"seats\.yaml"):
        take(context, tmp_path, text, name="seats.yaml")


def test_a_bad_row_is_named_and_the_others_are_in(context, tmp_path):
    report = take(context, tmp_path, HEADER + ROWS + "Figma,eve@acme.test,ops,active,soon,,\n")
    (reject,) = report.rejects
    assert (reject.row, reject.column, reject.value) == (3, "assigned_on", "soon")
    assert report.loaded == 2


def test_without_products_nothing_is_taken(context, tmp_path):
    with pytest.raises(MissingColumnError, match="product"):
        take(context, tmp_path, "email,team\nann@acme.test,search\n")


def test_a_seat_without_a_team_gets_that_of_its_holder(context, tmp_path):
    people = tmp_path / "people.csv"
    people.write_text("email,team\nBob@acme.test,Design\nann@acme.test,Other\n", encoding="utf-8")
    listed = replace(context, settings=context.settings.model_copy(update={"employees": people}))
    report = take(listed, tmp_path, HEADER + ROWS)
    assert [one["team"] for one in seats(context)] == ["Search", "Design"]
    assert not any("name no team" in note for note in report.notes)


def test_an_address_in_other_capitals_is_the_same_seat(context, tmp_path):
    again = ROWS.splitlines(keepends=True)[0].replace("ann@", "Ann@")

    report = take(context, tmp_path, HEADER + ROWS + again)

    assert "GitHub Copilot on 2026-11-21: 2 seats" in report.notes
    assert context.store.fetch("SELECT seat_id FROM seat ORDER BY 1").column(0).to_pylist() == [
        "ann@acme.test",
        "bob@acme.test",
    ]


def test_a_price_below_zero_is_refused(context, tmp_path):
    report = take(context, tmp_path, HEADER + ROWS + ROWS.splitlines()[0].replace("$39.00", "-39.00") + "\n")

    assert [reject.column for reject in report.rejects] == ["price"]
