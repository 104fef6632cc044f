"""A workspace with a stub vendor of a kind that needs no code: the generic HTTP source."""

from __future__ import annotations

import os
from datetime import date
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.sources import NewSource, Sources, SyncRequest
from tests.contract.sources.generic_http import Stub
from tests.contract.sources.vendor import NOW

SINCE = date(2026, 10, 1)


@pytest.fixture
def vendor(monkeypatch):
    monkeypatch.setattr(os, "fsync", lambda _: None)
    with Stub() as running:
        yield running


@pytest.fixture
def workspace(tmp_path):
    opened = open_workspace(Settings(data_dir=tmp_path, fx_rates={"EUR": Decimal(1)}))
    yield opened
    opened.close()


class Bench:
    """Sources of a workspace at a moment."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.now = NOW
        self.slept = []
        self.sources = Sources(
            workspace.store, workspace.settings, workspace.imports, sleep=self.slept.append, now=lambda: self.now
        )

    def add(self, vendor, name="acme", **settings):
        new = NewSource(
            name=name,
            kind=vendor.kind,
            settings={**vendor.settings(), **settings},
            secrets=vendor.secrets,
            is_tested=False,
        )
        return self.sources.add(new)

    def sync(self, *names, since=SINCE, is_all=False):
        return self.sources.sync(SyncRequest(names=names, since=since, is_all=is_all)).runs

    def charged(self):
        found = self.workspace.store.fetch("SELECT sum(BilledCost) AS n FROM charge").column("n")[0].as_py()
        return found or Decimal(0)


@pytest.fixture
def bench(workspace):
    return Bench(workspace)
