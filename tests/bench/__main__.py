"""Measure the promises: `make bench`, `make bench ONLY=pricing`, `make bench WRITE=1`.

Each `bench_NAME.py` has `run() -> Iterable[Figure]` and runs in a process of its own,
so that its peak memory is its own.
"""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.figure import Figure

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
BEGIN, END = "<!-- figures: begin -->", "<!-- figures: end -->"
HEADINGS = ("benchmark", "figure", "value", "promise", "", "peak")
COLUMNS_RIGHT = {2, 5}


def discover(only: str | None) -> list[str]:
    names = sorted(path.stem.removeprefix("bench_") for path in HERE.glob("bench_*.py"))
    if only is None:
        return names
    if only not in names:
        sys.exit(f"no benchmark {only!r}; there are: {', '.join(names)}")
    return [only]


def measure(name: str) -> list[Figure]:
    started = time.monotonic()
    print(f"measuring {name} …", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "figures.json"
        command = [sys.executable, "-m", "tests.bench.process", name, str(answer)]
        done = subprocess.run(command, cwd=ROOT, check=False, stdin=subprocess.DEVNULL)
        print(f"  {time.monotonic() - started:.0f} s", file=sys.stderr)
        if done.returncode or not answer.exists():
            return [Figure(name=f"failed with exit code {done.returncode}", value=0, unit="", at_least=1)]
        return [Figure(**figure) for figure in json.loads(answer.read_text(encoding="utf-8"))]


def describe_machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("duckdb", "pyarrow", "numpy"))
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    system = f"{platform.system()} {platform.machine()}"
    return f"{cores} cores, {memory:.0f} GiB, {system}, Python {platform.python_version()}, {versions}"


def format_value(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:,.3g}"


def list_rows(figures: dict[str, list[Figure]]) -> list[tuple[str, ...]]:
    return [
        (
            name,
            f"{figure.name} ({figure.note})" if figure.note else figure.name,
            f"{format_value(figure.value)} {figure.unit}",
            figure.promise,
            figure.verdict,
            f"{figure.peak_mb:,.0f} MB" if figure.peak_mb else "",
        )
        for name, found in figures.items()
        for figure in found
    ]


def render_table(rows: list[tuple[str, ...]]) -> str:
    """A Markdown table that also reads well in a terminal."""
    widths = [max(len(row[index]) for row in [HEADINGS, *rows]) for index in range(len(HEADINGS))]
    dashes = tuple(
        "-" * (width - 1) + ":" if index in COLUMNS_RIGHT else "-" * width for index, width in enumerate(widths)
    )
    lines = []
    for row in [HEADINGS, dashes, *rows]:
        cells = [
            text.rjust(width) if index in COLUMNS_RIGHT else text.ljust(width)
            for index, (text, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def write_page(machine: str, table: str) -> None:
    block = f"{BEGIN}\nMeasured {datetime.now(tz=UTC):%Y-%m-%d} on {machine}.\n\n{table}\n{END}"
    text = PAGE.read_text(encoding="utf-8")
    before, rest = text.split(BEGIN, 1)
    PAGE.write_text(before + block + rest.split(END, 1)[1], encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure the promises.")
    parser.add_argument("--only", help="one benchmark, such as pricing")
    parser.add_argument("--write", action="store_true", help="put the figures into docs/benchmarks.md")
    options = parser.parse_args()
    if options.write and options.only:
        parser.error("--write needs all benchmarks: leave out --only")
    figures = {name: measure(name) for name in discover(options.only)}
    table = render_table(list_rows(figures))
    machine = describe_machine()
    print(f"{machine}\n\n{table}")
    if options.write:
        write_page(machine, table)
    if any(figure.name.startswith("failed with") for found in figures.values() for figure in found):
        sys.exit(1)


if __name__ == "__main__":
    main()
