"""What every test may rely on: UTC, no settings from outside, no network."""

from __future__ import annotations

import fcntl
import os
import pickle
import shutil
import socket
import time
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

os.environ["TZ"] = "UTC"
time.tzset()
for name in list(os.environ):
    if name.startswith("OUTLAY_") or name in {"FORCE_COLOR", "GITHUB_ACTIONS", "PY_COLORS"}:
        del os.environ[name]

# Timed limits fail on a busy machine; CI draws the same examples every time.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

ROOT = Path(__file__).parent.parent
UNIT = Path(__file__).parent / "unit"
LOCAL = {"127.0.0.1", "::1", "localhost"}


def pytest_collection_modifyitems(items):
    """Long modules, which are none of the unit tests, come first: none is left for one worker alone at the end."""
    items.sort(key=lambda item: item.path.is_relative_to(UNIT))


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    connect = socket.socket.connect

    def connect_locally(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in LOCAL:
            pytest.fail(f"a test tried to reach {address[0]}")
        return connect(self, address)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", connect_locally)
        yield


@pytest.fixture(autouse=True, scope="session")
def _new_stores_are_copies(tmp_path_factory):
    """Where there is no file yet a store begins as a copy of a migrated one: making the tables takes longer."""
    from outlay.store import duckdb as engine

    template = tmp_path_factory.mktemp("template") / "outlay.duckdb"
    engine.DuckStore(template).close()
    connect = engine._connect

    def connect_to_copy(path, memory_limit):
        if not path.exists():
            shutil.copyfile(template, path)
        return connect(path, memory_limit)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "_connect", connect_to_copy)
        yield


@pytest.fixture(scope="session")
def once(tmp_path_factory):
    """Fills a folder once for all workers, who only read it; answers the folder and what filling it returned."""
    base = tmp_path_factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base

    def fill_once(name, fill):
        folder, done = shared / f"once-{name}", shared / f"once-{name}.pickle"
        with (shared / f"once-{name}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            if not done.exists():
                shutil.rmtree(folder, ignore_errors=True)
                folder.mkdir()
                done.write_bytes(pickle.dumps(fill(folder)))
        return folder, pickle.loads(done.read_bytes())  # noqa: S301 - this run wrote it

    return fill_once


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is absent")
    return folder
