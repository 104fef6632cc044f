"""Every stub vendor, running."""

from __future__ import annotations

import os

import pytest

from tests.contract.sources.harness import Puller, stub_names, stub_of


@pytest.fixture(params=stub_names())
def vendor(request, monkeypatch):
    """A vendor's server; disks are not waited for."""
    monkeypatch.setattr(os, "fsync", lambda _: None)
    with stub_of(request.param)() as running:
        yield running


@pytest.fixture
def puller(vendor, tmp_path):
    return Puller(vendor, tmp_path / "held")
