"""Runs one benchmark and writes its figures: `python -m tests.bench.process NAME FILE`."""

from __future__ import annotations

import importlib
import json
import resource
import sys
from dataclasses import asdict, replace
from pathlib import Path


def read_peak_mb() -> float:
    """The most memory that this process or one of its children held, in MB.

    VmHWM is this program's own; `ru_maxrss` of a fresh process can still show its parent's.
    """
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    status = Path("/proc/self/status")
    if not status.exists():
        return max(children, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
    return max(children, int(line.split()[1]) / 1024)


def main(name: str, answer: Path) -> None:
    figures = list(importlib.import_module(f"tests.bench.bench_{name}").run())
    peak = read_peak_mb()
    complete = [replace(f, peak_mb=peak) if f.peak_mb is None else f for f in figures]
    answer.write_text(json.dumps([asdict(figure) for figure in complete]), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
