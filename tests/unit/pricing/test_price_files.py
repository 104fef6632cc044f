from __future__ import annotations

import json
from datetime import date

import pytest

from outlay.core.errors import SettingsError
from outlay.core.settings import Settings
from outlay.pricing import load_cards
from outlay.pricing.price_files import import_price_file

ENTRY = {"litellm_provider": "openai", "input_cost_per_token": 1e-06, "strange_cost": 3}


@pytest.fixture
def settings(tmp_path):
    return Settings(data_dir=tmp_path / "data")


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "model_prices.json"
    path.write_text(json.dumps({"brand-new": ENTRY}), encoding="utf-8")
    return path


def test_the_file_is_kept_and_used(settings, file):
    report = import_price_file(settings, file, date(2026, 11, 1))
    assert (report.models, report.cards, report.unmapped) == (1, 1, {"strange_cost": 1})
    card = load_cards(settings).find("openai", "brand-new").cards[-1]
    assert (card.source, card.valid_from) == ("litellm-2026-11-01", date(2026, 11, 1))


def test_a_newer_file_takes_the_place_of_the_one_before(settings, file):
    import_price_file(settings, file, date(2026, 10, 1))
    import_price_file(settings, file, date(2026, 11, 1))
    assert [path.name for path in (settings.folder / "prices").iterdir()] == ["litellm-2026-11-01.json"]


def test_a_wrong_file_leaves_the_one_before(settings, file):
    import_price_file(settings, file, date(2026, 10, 1))
    file.write_text("{}", encoding="utf-8")
    with pytest.raises(SettingsError, match="no LiteLLM price file"):
        import_price_file(settings, file, date(2026, 11, 1))
    assert [path.name for path in (settings.folder / "prices").iterdir()] == ["litellm-2026-10-01.json"]
