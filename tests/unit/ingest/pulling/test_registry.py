from __future__ import annotations

from importlib.metadata import EntryPoint

import pytest

from outlay.core.errors import SettingsError, UnknownNameError
from outlay.ingest.pulling import registry


class Source:
    title = "Other"


def test_every_file_is_a_kind_with_what_a_source_needs():
    for kind in registry.kinds():
        found = registry.find_source(kind)
        assert found.title
        assert found.settings_type.model_fields
        assert hasattr(found, "fetch_files") or {"fetch", "normalise", "amount"} <= set(dir(found))


def test_an_unknown_kind_names_what_is_near():
    with pytest.raises(UnknownNameError, match="kind of source 'opanai'") as caught:
        registry.find_source("opanai")
    assert "openai" in str(caught.value.hint)


def _offer(monkeypatch, name, value):
    point = EntryPoint(name, value, registry.GROUP)
    monkeypatch.setattr(registry, "entry_points", lambda **asked: [point] if asked.get("name", name) == name else [])


def test_another_package_may_bring_one(monkeypatch):
    _offer(monkeypatch, "other", f"{__name__}:Source")
    monkeypatch.setitem(__import__("sys").modules, __name__, __import__("types").SimpleNamespace(Source=Source))
    assert "other" in registry.kinds()
    assert registry.find_source("other") is Source


def test_a_broken_package_is_named(monkeypatch):
    _offer(monkeypatch, "other", "no_such_package:Source")
    with pytest.raises(SettingsError, match="'other' of no_such_package:Source cannot be imported"):
        registry.find_source("other")
