"""What every source leaves in a store: its vendor's totals, the same after each sync, and no secret anywhere."""

from __future__ import annotations

import logging
from decimal import Decimal

import pytest
import zstandard

from outlay.core.settings import Settings
from outlay.facts.tables import TABLES
from outlay.jobs import open_workspace
from outlay.jobs.sources import NewSource, Sources, SyncRequest
from tests.contract.sources.harness import SINCE
from tests.contract.sources.vendor import NOW


@pytest.fixture
def workspace(tmp_path):
    opened = open_workspace(Settings(data_dir=tmp_path, currency="USD", fx_rates={"EUR": Decimal("1.1")}))
    yield opened
    opened.close()


@pytest.fixture
def sources(workspace, vendor):
    found = Sources(workspace.store, workspace.settings, workspace.imports, sleep=lambda _: None, now=lambda: NOW)
    found.add(NewSource(name="it", kind=vendor.kind, settings=vendor.settings(), secrets=vendor.secrets))
    return found


def test_syncing_twice_leaves_the_vendors_totals_and_no_secret(sources, workspace, vendor, tmp_path, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    first, second = (sources.sync(SyncRequest(since=SINCE)).runs[0] for _ in range(2))
    assert [(run.state, run.error) for run in (first, second)] == [("ok", None)] * 2
    assert second.rows == 0
    truth = vendor.truth()
    assert _charged(workspace.store, vendor.kind) == {name: sum_ for name, sum_ in truth.charged.items() if sum_}
    if truth.usage:
        assert _usage(workspace.store) == {name: count for name, count in truth.usage.items() if count}
    said = [caplog.text, *capfd.readouterr(), repr(sources.list_all()), repr(first), *_stored(workspace.store)]
    held = {path.name: _content(path) for path in tmp_path.rglob("*") if path.is_file()}
    assert any(name.endswith(".json.zst") for name in held)
    for secret in vendor.secrets.values():
        assert not any(secret in text for text in said)
        assert [name for name, content in held.items() if secret.encode() in content] == []


def _stored(store):
    """Every table's rows as text: files of the store are compressed."""
    return [str(store.fetch(f"SELECT * FROM {table.name}").to_pylist()) for table in TABLES]


def _content(path):
    content = path.read_bytes()
    return zstandard.ZstdDecompressor().decompress(content) if path.suffix == ".zst" else content


def _charged(store, kind):
    measure = "EffectiveCost" if kind == "contract" else "BilledCost"
    rows = store.fetch(f"SELECT BillingCurrency AS name, sum({measure}) AS n FROM charge GROUP BY ALL").to_pylist()
    return {row["name"]: row["n"] for row in rows if row["n"]}


def _usage(store):
    rows = store.fetch("SELECT token_class AS name, sum(quantity) AS n FROM provider_usage GROUP BY ALL").to_pylist()
    return {row["name"]: int(row["n"]) for row in rows if row["n"]}
