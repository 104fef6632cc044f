"""A sync whose process is killed loses nothing: what was fetched is held, and the next one completes it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
from decimal import Decimal

from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.sources import NewSource, Sources, SyncRequest
from tests.contract.sources.generic_http import Stub
from tests.contract.sources.harness import SINCE
from tests.contract.sources.vendor import NOW

KILLED_AT = 35
"""October is fetched by then, November is not."""


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
    environment = {**os.environ, "OUTLAY_AS_OF": NOW.date().isoformat(), "OUTLAY_FX_RATES": '{"EUR": "1"}'}
    command = [sys.executable, "-m", "outlay", "sync", "--since", SINCE.isoformat(), "--data-dir", str(folder)]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        assert reached.wait(60)
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait()
        dead.set()
    vendor.respond = answer
