"""Runs the real server in a process of its own, on a free port, for tests that speak HTTP."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx2

ROOT = Path(__file__).parent.parent
START_SECONDS = 240


@dataclass(frozen=True, slots=True, kw_only=True)
class RunningServer:
    """Where it answers, the token that writes need, and its data folder."""

    url: str
    token: str
    data_dir: Path

    def get(self, path: str, **parameters: str) -> dict:
        answer = httpx2.get(f"{self.url}{path}", params=parameters, timeout=60)
        answer.raise_for_status()
        return answer.json()

    def client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, headers={"authorization": f"Bearer {self.token}"}, timeout=60)


def outlay(*arguments: str, data_dir: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run the command line to its end."""
    environment = {**os.environ, "OUTLAY_DATA_DIR": str(data_dir)}
    done = subprocess.run(
        [sys.executable, "-m", "outlay", *arguments],
        capture_output=True, text=True, check=False, env=environment, cwd=data_dir.parent, timeout=600,
    )  # fmt: skip
    if check and done.returncode != 0:
        raise AssertionError(f"outlay {' '.join(arguments)} exited {done.returncode}: {done.stderr}")
    return done


@contextmanager
def serving(data_dir: Path, *arguments: str) -> Iterator[RunningServer]:
    """Serve a data folder until the block ends."""
    environment = {**os.environ, "OUTLAY_DATA_DIR": str(data_dir)}
    log = data_dir.parent / f"{data_dir.name}.log"
    with log.open("w") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "outlay", "serve", "--port", "0", *arguments],
            stdout=stream, stderr=stream, env=environment, cwd=data_dir.parent,
        )  # fmt: skip
        try:
            yield _wait(process, data_dir, log)
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(timeout=30)


def _wait(process: subprocess.Popen, data_dir: Path, log: Path) -> RunningServer:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            raise AssertionError(f"the server ended: {log.read_text()}")
        try:
            found = json.loads((data_dir / "serve.json").read_text())
            if found["pid"] == process.pid and httpx2.get(f"{found['url']}/api/v1/health", timeout=5).is_success:
                return RunningServer(url=found["url"], token=found["token"], data_dir=data_dir)
        except (OSError, ValueError, httpx2.TransportError):
            pass
        time.sleep(0.1)
    raise AssertionError(f"the server did not come up: {log.read_text()}")
