"""Telemetry at speed: a sender, a server and, the second time, two dashboards, each in processes of its own.

OUTLAY_BENCH_SECONDS=5 makes it short; `python -m tests.bench.bench_intake --help` has more, such as the highest rate.
"""

from __future__ import annotations

import argparse
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from tests.bench.figure import Figure
from tests.bench.intake.family import Watch, list_family, name_of, read_cpu
from tests.server import RunningServer, serving

ROOT = Path(__file__).parent.parent.parent
SECONDS = float(os.environ.get("OUTLAY_BENCH_SECONDS", "60"))
RATE = int(os.environ.get("OUTLAY_BENCH_RATE", "21000"))
PATIENCE_SECONDS = 120
FLAT_MB_A_MINUTE = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One measurement."""

    name: str
    rate: int = RATE
    seconds: float = SECONDS
    readers: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What it showed."""

    sent: dict
    watch: Watch
    until_queryable: float
    requests: int
    cost: Decimal
    is_conserved: bool
    cpu: dict[str, float]
    asked: list[float]


def run() -> Iterable[Figure]:
    for scene in (Scene(name="spans"), Scene(name="spans, two dashboards asking", readers=2)):
        for figure in _figures(scene, measure(scene)):
            print(_line(figure), file=sys.stderr, flush=True)
            yield figure
    highest = Scene(name="highest rate", rate=0, seconds=min(SECONDS, 20))
    outcome = measure(highest)
    spans, seconds = outcome.sent["spans"], outcome.sent["seconds"] + outcome.until_queryable
    yield Figure(name="spans, as fast as they are taken until queryable", value=spans / seconds, unit="spans/s")


def measure(scene: Scene) -> Outcome:
    """Send, and wait until everything is queryable.

    Raises:
        RuntimeError: if count or cost are not exactly those that were sent.
    """
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        data_dir = folder / "data"
        data_dir.mkdir()
        server = stack.enter_context(serving(data_dir))
        pid = json.loads((data_dir / "serve.json").read_text())["pid"]
        watch = Watch(pid)
        before = {member: read_cpu(member) for member in list_family(pid)}
        with _reading(server, folder, scene.readers) as asked:
            sent = _send(server, folder, scene)
            until_queryable, totals = _wait(server, sent)
        watch.stop()
        cpu = {f"{name_of(member)} {member}": read_cpu(member) - before.get(member, 0) for member in list_family(pid)}
        metrics = server.client().get("/metrics").text
        outcome = Outcome(
            sent=sent,
            watch=watch,
            until_queryable=until_queryable,
            requests=int(totals["requests"] or 0),
            cost=Decimal(totals["cost"] or 0),
            is_conserved="outlay_records_conserved 1.0" in metrics and 'outcome="pending"} 0.0' in metrics,
            cpu=cpu,
            asked=asked,
        )
    _demand_exactness(scene, outcome)
    return outcome


def _send(server: RunningServer, folder: Path, scene: Scene) -> dict:
    answer = folder / "sent.json"
    command = [sys.executable, "-m", "tests.bench.intake.sender", server.url, str(answer)]
    command += ["--rate", str(scene.rate), "--seconds", str(scene.seconds)]
    subprocess.run(command, cwd=ROOT, check=True, stdin=subprocess.DEVNULL)
    return json.loads(answer.read_text())


@contextmanager
def _reading(server: RunningServer, folder: Path, readers: int) -> Iterator[list[float]]:
    answers = [folder / f"asked-{n}.json" for n in range(readers)]
    command = [sys.executable, "-m", "tests.bench.intake.reader", server.url]
    processes = [subprocess.Popen([*command, str(answer)], cwd=ROOT) for answer in answers]
    latencies: list[float] = []
    try:
        yield latencies
    finally:
        for process in processes:
            process.send_signal(signal.SIGTERM)
        codes = [process.wait(timeout=90) for process in processes]
    if any(codes):
        raise RuntimeError("a dashboard could not ask")
    for answer in answers:
        latencies += json.loads(answer.read_text())


def _wait(server: RunningServer, sent: dict) -> tuple[float, dict]:
    """Seconds from the last acknowledgement until every span is in an answer."""
    today = datetime.now(tz=UTC).date()
    days = {"since": str(today - timedelta(days=2)), "until": str(today + timedelta(days=2))}
    question = {"metrics": ["requests", "cost"], **days}
    with server.client() as client:
        while True:
            totals = client.post("/api/v1/query", json=question).raise_for_status().json()["totals"]
            waited = time.time() - sent["last_ack"]
            if (totals["requests"] or 0) >= sent["spans"]:
                return waited, totals
            if waited > PATIENCE_SECONDS:
                raise RuntimeError(f"{totals} of {sent['spans']:,} spans after {waited:.0f} s")
            time.sleep(0.2)


def _demand_exactness(scene: Scene, outcome: Outcome) -> None:
    if outcome.requests != outcome.sent["spans"] or outcome.cost != Decimal(outcome.sent["cost"]):
        raise RuntimeError(
            f"{scene.name}: {outcome.requests:,} requests for {outcome.cost} USD, "
            f"sent were {outcome.sent['spans']:,} for {outcome.sent['cost']}"
        )
    if not outcome.is_conserved:
        raise RuntimeError(f"{scene.name}: accepted records and their outcomes do not add up")


def _figures(scene: Scene, outcome: Outcome) -> Iterable[Figure]:
    sent, watch = outcome.sent, outcome.watch
    acks = sorted(sent["latencies"])
    last = watch.samples[-1][0] - outcome.until_queryable
    slope = watch.slope_mb(min(30, scene.seconds / 2), last)
    cpu = ", ".join(f"{name.split()[0]} {seconds:.0f}" for name, seconds in outcome.cpu.items() if seconds >= 1)
    memory = {"peak_mb": watch.peak_mb, "peak_at_most_mb": 1536}
    note = f"{sent['spans']:,} spans over 8 connections in {sent['seconds']:.0f} s, count and cost {outcome.cost} exact"
    refused = f"; refused for a while: {sent['refused']}" if sent["refused"] else ""
    yield Figure(
        name=f"{scene.name}: received, priced, queryable", value=sent["spans"] / sent["seconds"], unit="spans/s",
        at_least=20_000, note=f"{note}; CPU-s: {cpu}, sender {sent['cpu']:.0f}{refused}", **memory,
    )  # fmt: skip
    yield Figure(
        name=f"{scene.name}: ack p99", value=1000 * _quantile(acks, 0.99), unit="ms", at_most=100,
        note=f"p50 {1000 * _quantile(acks, 0.5):.1f}, max {1000 * acks[-1]:.0f}, late by {1000 * sent['late']:.0f}",
        peak_mb=watch.peak_mb,
    )  # fmt: skip
    yield Figure(
        name=f"{scene.name}: from the last ack until queryable", value=outcome.until_queryable, unit="s", at_most=5,
        peak_mb=watch.peak_mb,
    )  # fmt: skip
    yield Figure(
        name=f"{scene.name}: growth of memory at the end", value=slope, unit="MB/min", at_most=FLAT_MB_A_MINUTE,
        note=f"all processes, from {watch.first_mb:,.0f} MB", peak_mb=watch.peak_mb,
    )  # fmt: skip
    if outcome.asked:
        asked = sorted(outcome.asked)
        yield Figure(
            name=f"{scene.name}: question p95", value=1000 * _quantile(asked, 0.95), unit="ms",
            note=f"p50 {1000 * _quantile(asked, 0.5):.0f}, max {1000 * asked[-1]:.0f}; {len(asked):,} questions",
            peak_mb=watch.peak_mb,
        )  # fmt: skip


def _line(figure: Figure) -> str:
    return f"{figure.name}: {figure.value:,.1f} {figure.unit} {figure.verdict} ({figure.note})"


def _quantile(values: list[float], share: float) -> float:
    return values[min(len(values) - 1, int(share * len(values)))]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.bench_intake")
    parser.add_argument("--short", action="store_true", help="five seconds")
    parser.add_argument("--seconds", type=float, default=SECONDS)
    parser.add_argument("--rate", type=int, default=RATE, help="spans a second; 0 sends as fast as answers come")
    parser.add_argument("--readers", type=int, default=0, help="dashboards asking meanwhile")
    parser.add_argument("--curve", action="store_true", help="memory of all processes over time")
    options = parser.parse_args()
    seconds = 5.0 if options.short else options.seconds
    scene = Scene(name="spans", rate=options.rate, seconds=seconds, readers=options.readers)
    outcome = measure(scene)
    for figure in _figures(scene, outcome):
        print(_line(figure))
    through = outcome.sent["spans"] / (outcome.sent["seconds"] + outcome.until_queryable)
    print(f"through to queryable: {through:,.0f} spans/s; peak {outcome.watch.peak_mb:,.0f} MB")
    if options.curve:
        for at, size in outcome.watch.samples:
            print(f"{at:6.1f} s {size / 2**20:7,.0f} MB")


if __name__ == "__main__":
    main()
