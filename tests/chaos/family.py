"""A server and its children, started, killed and started again on one port."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Self

import httpx2

from tests.bench.intake.family import list_family
from tests.chaos.truth import Truth

PATIENCE_SECONDS = 120


class Family:
    """`outlay serve` on a data folder. Its port stays the same, so that senders need not ask."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.data_dir = data_dir
        self.port = _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.log = data_dir.parent / f"{data_dir.name}.log"
        self._environment = {**os.environ, "OUTLAY_DATA_DIR": str(data_dir), **environment}
        self.process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill_front()

    def start(self) -> None:
        """Start it and wait until it answers."""
        self.begin()
        self.wait_until(self.is_up, "the server did not come up")

    def begin(self) -> None:
        with self.log.open("ab") as stream:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "outlay", "serve", "--port", str(self.port)],
                stdout=stream, stderr=stream, env=self._environment, cwd=self.data_dir.parent,
            )  # fmt: skip

    def is_up(self) -> bool:
        if self.process is None or self.process.poll() is not None:
            raise AssertionError(f"the server ended: {self.log.read_text()[-3000:]}")
        with suppress(httpx2.TransportError):
            return httpx2.get(f"{self.url}/api/v1/health", timeout=5).is_success
        return False

    @property
    def members(self) -> list[int]:
        """The front, then its children."""
        return list_family(self.process.pid) if self.process is not None else []

    def kill_front(self) -> None:
        """Kill -9; the children find their pipe closed and must end by themselves."""
        if self.process is None:
            return
        children = self.members[1:]
        self.process.kill()
        self.process.wait()
        self.process = None
        try:
            self.wait_until(lambda: not any(map(_is_alive, children)), "a child outlived the front", seconds=60)
        finally:
            for child in filter(_is_alive, children):
                with suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)

    def wait_until(self, holds: Callable[[], bool], otherwise: str, seconds: float = PATIENCE_SECONDS) -> None:
        until = time.monotonic() + seconds
        while not holds():
            if time.monotonic() > until:
                raise AssertionError(f"{otherwise}: {self.log.read_text()[-3000:]}")
            time.sleep(0.05)

    def metrics(self) -> dict[str, float]:
        """Every sample of `/metrics`, by its name with labels."""
        text = httpx2.get(f"{self.url}/metrics", timeout=60).raise_for_status().text
        return {name: float(value) for name, value in re.findall(r"^([a-z_]+(?:\{.*\})?) (\S+)$", text, re.MULTILINE)}

    def outcomes(self) -> dict[str, int]:
        found = self.metrics()
        return {
            name.split('"')[1]: int(value) for name, value in found.items() if name.startswith("outlay_records{")
        } | {
            "accepted": int(found["outlay_accepted_records_total"]),
            "conserved": int(found["outlay_records_conserved"]),
        }

    def wait_until_loaded(self) -> dict[str, int]:
        """Wait until nothing is pending; every record must have become exactly one thing."""
        self.wait_until(lambda: self.outcomes()["pending"] == 0, "telemetry stays pending")
        found = self.outcomes()
        parts = {name: count for name, count in found.items() if name not in {"accepted", "conserved"}}
        assert sum(parts.values()) == found["accepted"], found
        assert found["conserved"] == 1, found
        return found

    def truth(self) -> Truth:
        """What the store says, asked as a page asks."""
        today = datetime.now(tz=UTC).date()
        days = {"since": str(today - timedelta(days=3)), "until": str(today + timedelta(days=3))}
        question = {"metrics": ["requests", "cost"], **days}
        totals = httpx2.post(f"{self.url}/api/v1/query", json=question, timeout=60).raise_for_status().json()["totals"]
        return Truth(
            events=self.outcomes()["loaded"], requests=totals["requests"] or 0, cost=Decimal(totals["cost"] or 0)
        )

    def read_sessions(self) -> dict[str, Truth]:
        """What is stored by session, read from the file of the killed server."""
        import duckdb

        self.kill_front()
        sums = "count(*), sum(requests), coalesce(sum(priced_cost), 0)"
        with duckdb.connect(str(self.data_dir / "outlay.duckdb"), read_only=True) as store:
            rows = store.execute(f"SELECT coalesce(session, 'none'), {sums} FROM event GROUP BY 1").fetchall()
        return {
            session: Truth(events=events, requests=int(requests), cost=cost) for session, events, requests, cost in rows
        }

    def doctor(self) -> str:
        """What `outlay doctor` says while the server runs."""
        done = subprocess.run(
            [sys.executable, "-m", "outlay", "doctor"],
            capture_output=True, text=True, check=False, env=self._environment, cwd=self.data_dir.parent, timeout=120,
        )  # fmt: skip
        return done.stdout + done.stderr


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
