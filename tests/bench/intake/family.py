"""Watches a process and all its children: memory over time, processor time at the end."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
TICKS = os.sysconf("SC_CLK_TCK")


def list_family(pid: int) -> list[int]:
    """A process and its descendants."""
    found = [pid]
    for parent in found:
        for task in Path(f"/proc/{parent}/task").glob("*/children"):
            try:
                found += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found


def read_rss(pid: int) -> int:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * PAGE_BYTES
    except (OSError, IndexError):
        return 0


def read_cpu(pid: int) -> float:
    """Seconds in user and kernel mode, of this process alone."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / TICKS


def name_of(pid: int) -> str:
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
    except OSError:
        return "gone"
    if "serve" in command:
        return "front"
    return "tracker" if any("resource_tracker" in part for part in command) else "child"


class Watch:
    """Samples the resident memory of a family until it is stopped."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._ended = threading.Event()
        self.samples: list[tuple[float, int]] = []
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        begun = time.monotonic()
        while not self._ended.wait(0.5):
            total = sum(read_rss(pid) for pid in list_family(self._pid))
            self.samples.append((time.monotonic() - begun, total))

    @property
    def first_mb(self) -> float:
        return self.samples[0][1] / 2**20

    @property
    def peak_mb(self) -> float:
        return max(size for _, size in self.samples) / 2**20

    def slope_mb(self, seconds: float, until: float) -> float:
        """Growth in MB a minute over the seconds before `until`, by least squares."""
        found = [(at, size / 2**20) for at, size in self.samples if until - seconds <= at <= until]
        if len(found) < 3:
            return 0.0
        mean_at = sum(at for at, _ in found) / len(found)
        mean = sum(size for _, size in found) / len(found)
        spread = sum((at - mean_at) ** 2 for at, _ in found)
        return 60 * sum((at - mean_at) * (size - mean) for at, size in found) / spread
