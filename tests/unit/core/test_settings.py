"""Settings: arguments over the environment over the file over defaults, with errors that name the place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from outlay.core.errors import SettingsError
from outlay.core.settings import load_settings


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    """An empty current folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def data(folder):
    (folder / "data").mkdir()
    return folder / "data"


def write(folder, text):
    (folder / "outlay.yaml").write_text(text, encoding="utf-8")


def test_defaults_stand_alone(data):
    settings = load_settings(data)
    assert (settings.currency, settings.port, settings.store_path) == ("USD", 8420, data / "outlay.duckdb")


def test_the_file_wins_over_defaults(data):
    write(data, "currency: EUR\nfx_rates: {TWD: 0.0312}\n")
    settings = load_settings(data)
    assert settings.currency == "EUR"
    assert settings.fx_rates == {"TWD": Decimal("0.0312")}


def test_the_environment_wins_over_the_file(data, monkeypatch):
    write(data, "currency: EUR\nport: 1\n")
    monkeypatch.setenv("OUTLAY_CURRENCY", "CHF")
    settings = load_settings(data)
    assert (settings.currency, settings.port) == ("CHF", 1)


def test_arguments_win_over_the_environment(data, monkeypatch):
    monkeypatch.setenv("OUTLAY_PORT", "1")
    assert load_settings(data, port=2).port == 2


def test_an_argument_of_none_is_not_given(data):
    write(data, "port: 7\n")
    assert load_settings(data, port=None).port == 7


def test_the_environment_names_the_data_folder(data, monkeypatch):
    write(data, "port: 9\n")
    monkeypatch.setenv("OUTLAY_DATA_DIR", str(data))
    assert load_settings().port == 9


def test_a_file_in_the_current_folder_counts_where_the_data_folder_has_none(folder, data):
    write(folder, "port: 3\n")
    assert load_settings(data).port == 3
    write(data, "port: 4\n")
    assert load_settings(data).port == 4


@pytest.mark.parametrize("data_dir", ["data", "absolute"])
def test_overlays_are_relative_to_the_file_that_names_them(folder, data, data_dir):
    write(data, "price_overlays: [own.yaml, /etc/prices.yaml]\n")
    found = load_settings(Path("data") if data_dir == "data" else data).price_overlays
    assert [path.resolve() for path in found] == [data / "own.yaml", Path("/etc/prices.yaml")]


def test_overlays_of_the_environment_are_relative_to_the_current_folder(data, monkeypatch):
    write(data, "port: 5\n")
    monkeypatch.setenv("OUTLAY_PRICE_OVERLAYS", '["own.yaml"]')
    assert load_settings(data).price_overlays == [Path("own.yaml")]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("curency: EUR", "curency"),
        ("currency: euro", "currency"),
        ("fiscal_year_start: 13", "fiscal_year_start"),
        ("payers: [{match: x, biller: aws, kind: monthly}]", "payers.0.kind"),
        ("allocation: [{name: a, match: b, driver: even, x: 1}]", "allocation.0.driver"),
    ],
)
def test_a_wrong_setting_is_named_with_its_file(data, text, name):
    write(data, text)
    with pytest.raises(SettingsError) as caught:
        load_settings(data)
    assert f"'{name}'" in caught.value.message
    assert str(data / "outlay.yaml") in caught.value.message


def test_a_wrong_variable_is_named(data, monkeypatch):
    monkeypatch.setenv("OUTLAY_PORT", "many")
    with pytest.raises(SettingsError, match="'port' from the environment"):
        load_settings(data)


def test_a_variable_that_is_no_json_is_named(data, monkeypatch):
    monkeypatch.setenv("OUTLAY_PAYERS", "aws")
    with pytest.raises(SettingsError, match="payers"):
        load_settings(data)


@pytest.mark.parametrize("text", ["a: [", "- a\n- b\n", "just text", "1: a\n", "\x00"])
def test_a_file_that_holds_no_settings_is_named(data, text):
    write(data, text)
    with pytest.raises(SettingsError, match=r"outlay\.yaml") as caught:
        load_settings(data)
    assert caught.value.hint


def test_an_empty_file_changes_nothing(data):
    write(data, "# nothing yet\n")
    assert load_settings(data).currency == "USD"


def test_today_can_be_set(data):
    assert load_settings(data, as_of=date(2026, 2, 1)).today == date(2026, 2, 1)


@pytest.mark.usefixtures("data")
def test_today_is_the_day_in_utc(time_machine):
    time_machine.move_to("2026-11-21T23:59:59Z")
    assert load_settings().today == date(2026, 11, 21)


@pytest.mark.parametrize("rate", ["0", "-1"])
def test_an_exchange_rate_is_above_zero(tmp_path, rate):
    (tmp_path / "outlay.yaml").write_text(f"fx_rates: {{EUR: {rate}}}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="fx_rates"):
        load_settings(tmp_path)
