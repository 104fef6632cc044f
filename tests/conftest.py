"""What every test may rely on: UTC, no settings from outside, no network."""

from __future__ import annotations

import os
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
LOCAL = {"127.0.0.1", "::1", "localhost"}


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


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data beside the repository."""
    folder = ROOT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip("../shared/data is absent")
    return folder
