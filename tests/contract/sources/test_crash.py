"""A sync whose process is killed loses nothing: what was fetched is held, and the next one completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.sources import NewSource, Sources, SyncRequest
from tests.contract.sources.generic_http import Stub
from tests.contract.sources.harness import SINCE
from tests.contract.sources.vendor import NOW

KILLED_AT = 35
"""October is fetched by then, November is not."""


_CHILD = """
import os, runpy, signal, sys
from importlib import import_module
when, place, count = sys.argv[1:4]
sys.argv = ["outlay", *sys.argv[4:]]
module, _, path = place.partition(":")
owner = import_module(module)
*outer, name = path.split(".")
for part in outer:
    owner = getattr(owner, part)
real, calls = getattr(owner, name), []
def deadly(*given, **named):
    calls.append(1)
    is_last = len(calls) == int(count)
    if is_last and when == "before":
        os.kill(os.getpid(), signal.SIGKILL)
    answer = real(*given, **named)
    if is_last:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
setattr(owner, name, deadly)
runpy.run_module("outlay", run_name="__main__")
"""
"""A process that kills itself before or after the n-th call of a function."""

_BUCKETS, _JOBS = "outlay.ingest.pulling.buckets:HeldBuckets", "outlay.jobs"
_DEATHS = {
    "before-a-bucket": ("before", f"{_BUCKETS}.record", 33),
    "before-the-cursor": ("before", f"{_BUCKETS}.record_pulled", 2),
    "before-the-second-month": ("before", f"{_JOBS}.sources.loading:import_focus", 2),
    "between-charges-and-usage": ("after", f"{_JOBS}.sources.loading:import_focus", 2),
    "before-it-is-told": ("before", f"{_JOBS}.sources.service:record_run", 1),
    "before-the-ledger": ("before", f"{_JOBS}.imports:Imports.rebuild", 1),
}


@pytest.mark.parametrize("death", _DEATHS)
def test_wherever_a_sync_dies_the_next_has_all_the_money(tmp_path, death):
    when, place, count = _DEATHS[death]
    settings = Settings(data_dir=tmp_path, as_of=NOW.date(), fx_rates={"EUR": Decimal(1)})
    with Stub() as vendor:
        _in_workspace(settings, lambda sources: sources.add(_new(vendor)))
        command = [sys.executable, "-c", _CHILD, when, place, str(count), *_arguments(tmp_path)]
        assert subprocess.run(command, env=_environment(), capture_output=True, check=False).returncode == -9
        assert _in_workspace(settings, _sums) == _truth(vendor)


def _sums(sources):
    """After one more sync that asks only for what is missing."""
    (run,) = sources.sync(SyncRequest()).runs
    assert run.error is None
    told = {}
    for table, column in (("charge", "BilledCost"), ("ledger", "billed_cost"), ("provider_usage", "quantity")):
        told[table] = sources._store.fetch(f"SELECT sum({column}) AS n FROM {table}").column("n")[0].as_py()
    return told


def _truth(vendor):
    charged = vendor.truth().charged["EUR"]
    return {"charge": charged, "ledger": charged, "provider_usage": sum(vendor.truth().usage.values())}


def _arguments(folder):
    return ["sync", "--since", SINCE.isoformat(), "--data-dir", str(folder)]


def _environment():
    return {**os.environ, "OUTLAY_AS_OF": NOW.date().isoformat(), "OUTLAY_FX_RATES": '{"EUR": "1"}'}


def test_a_killed_sync_is_completed_by_the_next(tmp_path):
    settings = Settings(data_dir=tmp_path, as_of=NOW.date(), fx_rates={"EUR": Decimal(1)})
    with Stub() as vendor:
        _in_workspace(settings, lambda sources: sources.add(_new(vendor)))
        _kill_in_the_middle(vendor, tmp_path)
        held = list((tmp_path / "sources" / "acme" / "records").glob("2*.json.zst"))
        assert len(held) > 30
        charged = _in_workspace(settings, _sync)
        assert charged == vendor.truth().charged["EUR"]
        assert vendor.count < KILLED_AT + 20


def _new(vendor):
    given = {**vendor.settings(), "history_days": 5}
    return NewSource(name="acme", kind=vendor.kind, settings=given, secrets=vendor.secrets, is_tested=False)


def _sync(sources):
    (run,) = sources.sync(SyncRequest()).runs
    assert run.error is None
    return run.charged


def _in_workspace(settings, do):
    workspace = open_workspace(settings)
    try:
        return do(Sources(workspace.store, settings, workspace.imports, sleep=lambda _: None, now=lambda: NOW))
    finally:
        workspace.close()


def _kill_in_the_middle(vendor, folder):
    """Run `outlay sync` and kill -9 it while it waits for an answer."""
    reached, dead, answer = threading.Event(), threading.Event(), vendor.respond

    def respond(call):
        if vendor.count == KILLED_AT:
            reached.set()
            dead.wait(60)
        return answer(call)

    vendor.respond = respond
    command = [sys.executable, "-m", "outlay", *_arguments(folder)]
    process = subprocess.Popen(command, env=_environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert reached.wait(60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        dead.set()
    vendor.respond = answer
