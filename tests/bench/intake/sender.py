"""The sender, a process of its own: `python -m tests.bench.intake.sender URL ANSWER --rate 20000 --seconds 60`.

Each connection takes the next body, waits until it is due and sends it; a body that is refused for the time being is
sent again. A rate of 0 sends as fast as answers come.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from tests.bench.intake.traffic import SPANS, Template, make_templates

TRY_AGAIN = {429, 503}


@dataclass(kw_only=True)
class Plan:
    """What the connections share."""

    templates: list[Template]
    rate: int
    seconds: float
    run: int = field(default_factory=lambda: int.from_bytes(os.urandom(4), "big"))
    begun: float = 0.0
    number: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)
    acks: list[tuple[float, float]] = field(default_factory=list)
    late: float = 0.0
    refused: Counter[int] = field(default_factory=Counter)

    def next(self) -> tuple[int, float] | None:
        """The next body's number and when it is due; None when it is time to end."""
        with self.lock:
            number = self.number
            due = self.begun + number * SPANS / self.rate if self.rate else time.perf_counter()
            if due >= self.begun + self.seconds:
                return None
            self.number += 1
            return number, due


def send(plan: Plan, url: str) -> None:
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    connection.connect()
    while (taken := plan.next()) is not None:
        number, due = taken
        body = plan.templates[number % len(plan.templates)].body(plan.run, number, time.time_ns())
        time.sleep(max(0.0, due - time.perf_counter()))
        begun = time.perf_counter()
        _deliver(plan, connection, body)
        ended = time.perf_counter()
        with plan.lock:
            plan.acks.append((ended - plan.begun, ended - begun))
            plan.late = max(plan.late, begun - due)
    connection.close()


def _deliver(plan: Plan, connection: http.client.HTTPConnection, body: bytes) -> None:
    while True:
        connection.request("POST", "/v1/traces", body, {"content-type": "application/x-protobuf"})
        answer = connection.getresponse()
        said = answer.read()
        if answer.status == 200:
            if said:
                raise RuntimeError(f"partial success: {said[:200]!r}")
            return
        if answer.status not in TRY_AGAIN:
            raise RuntimeError(f"HTTP {answer.status}: {said[:300]!r}")
        with plan.lock:
            plan.refused[answer.status] += 1
        time.sleep(float(answer.headers.get("retry-after", "1")))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("answer", type=Path)
    parser.add_argument("--rate", type=int, required=True)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--connections", type=int, default=8)
    options = parser.parse_args()
    plan = Plan(templates=make_templates(), rate=options.rate, seconds=options.seconds)
    prepared = time.process_time()
    plan.begun = time.perf_counter()
    failures: list[BaseException] = []
    threading.excepthook = lambda found: failures.append(found.exc_value or SystemExit())
    threads = [threading.Thread(target=send, args=(plan, options.url)) for _ in range(options.connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]
    now, clock = time.time(), time.perf_counter()
    cost = sum(plan.templates[number % len(plan.templates)].cost for number in range(plan.number))
    last = max(at for at, _ in plan.acks)
    found = {
        "spans": plan.number * SPANS,
        "cost": str(cost),
        "seconds": last,
        "last_ack": now - (clock - plan.begun - last),
        "latencies": [seconds for _, seconds in plan.acks],
        "late": plan.late,
        "refused": {str(status): count for status, count in plan.refused.items()},
        "cpu": time.process_time() - prepared,
        "body_bytes": plan.templates[0].content.size,
    }
    options.answer.write_text(json.dumps(found))


if __name__ == "__main__":
    main()
