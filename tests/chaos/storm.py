"""Sends while processes die, and compares with the model when the dust has settled."""

from __future__ import annotations

import os
import queue
import random
import signal
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Self

import httpx2

from tests.chaos.truth import Story, Truth, World, shuffle_into_batches
from tests.chaos.wire import Batch, write_batch

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.chaos.family import Family

TRY_AGAIN = {429, 500, 502, 503, 504}


@dataclass(kw_only=True)
class Senders:
    """Threads that deliver every batch at least once, some twice, in an order of their own."""

    url: str
    draw: random.Random
    threads: int = 4
    acknowledged: int = 0
    failures: int = 0
    errors: list[BaseException] = field(default_factory=list)
    _queue: queue.Queue[Batch | None] = field(default_factory=queue.Queue)
    _running: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._running = [threading.Thread(target=self._run, daemon=True) for _ in range(self.threads)]
        for thread in self._running:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        for _thread in self._running:
            self._queue.put(None)
        for thread in self._running:
            thread.join(60)

    def send(self, batch: Batch) -> None:
        self._queue.put(batch)

    def wait(self, seconds: float) -> None:
        """Wait until all is acknowledged."""
        until = time.monotonic() + seconds
        while self._queue.unfinished_tasks:
            if self.errors:
                raise self.errors[0]
            if time.monotonic() > until:
                raise AssertionError(f"{self._queue.unfinished_tasks} batches were never acknowledged")
            time.sleep(0.02)
        if self.errors:
            raise self.errors[0]

    def _run(self) -> None:
        with httpx2.Client(base_url=self.url, timeout=20) as client:
            while (batch := self._queue.get()) is not None:
                try:
                    self._deliver(client, batch)
                except BaseException as error:  # noqa: BLE001 - told in wait()
                    self.errors.append(error)
                finally:
                    self._queue.task_done()

    def _deliver(self, client: httpx2.Client, batch: Batch) -> None:
        try:
            answer = client.post(batch.path, content=batch.body, headers={"content-type": batch.content_type})
        except httpx2.TransportError:
            answer = None
        if answer is None or answer.status_code in TRY_AGAIN:
            # whether it was accepted before the process died is unknown: the same records go out again
            self.failures += 1
            time.sleep(0.05)
            self.send(batch)
            return
        assert answer.status_code == 200, (answer.status_code, answer.text[:500])
        self.acknowledged += batch.records
        if self.draw.random() < 0.1:
            self.send(batch)


@dataclass(kw_only=True)
class Storm:
    """One server, many deaths."""

    family: Family
    seed: int
    stories_a_round: int = 150
    truth: Truth = field(default_factory=Truth)
    stories: list[Story] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=dict)
    _late: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.draw = random.Random(self.seed)
        self.world = World(seed=self.seed, base_ns=time.time_ns())

    def run(self, rounds: int, *, check_every: int = 10) -> None:
        """Kill once a round, at a random moment of sending, loading or starting."""
        with Senders(url=self.family.url, draw=random.Random(self.seed)) as senders:
            for number in range(1, rounds + 1):
                self._send_round(senders)
                time.sleep(self.draw.uniform(0.0, 1.2))
                self._kill()
                if number % check_every == 0 or number == rounds:
                    self._send_late(senders)
                    senders.wait(120)
                    self.compare()

    def compare(self) -> None:
        """What is stored must be the model's truth, to the last unit."""
        outcomes = self.family.wait_until_loaded()
        found = self.family.truth()
        if found != self.truth:
            odd = "\n".join(self._list_odd_stories())
            raise AssertionError(
                f"stored {found}, true is {self.truth}; seed {self.seed}, {outcomes}, {self.kills}\n{odd}"
            )

    def _list_odd_stories(self) -> Iterator[str]:
        """Which stories ended otherwise than they should, read from the store of the stopped server."""
        found = self.family.read_sessions()
        for story in self.stories:
            stored = found.pop(story.session, Truth())
            if stored != story.truth:
                yield f"{story.session}: stored {stored}, true is {story.truth}; {story.records}"
        for session, stored in found.items():
            yield f"{session}: {stored} of no story"

    def _send_round(self, senders: Senders) -> None:
        stories = [self.world.tell() for _ in range(self.stories_a_round)]
        self.stories += stories
        self.truth = sum((story.truth for story in stories), self.truth)
        batches = [write_batch(records) for records in shuffle_into_batches(self.world, stories, 30)]
        self.draw.shuffle(batches)
        late = len(batches) // 6
        batches, self._late = [*batches[late:], *self._late], batches[:late]
        self.draw.shuffle(batches)
        for batch in batches:
            senders.send(batch)

    def _send_late(self, senders: Senders) -> None:
        """What was held back since the last round: children long after their agents, ends long after beginnings."""
        for batch in self._late:
            senders.send(batch)
        self._late = []

    def _kill(self) -> None:
        members = self.family.members
        # the front half of the time, else one of its children
        victim = members[0] if len(members) == 1 or self.draw.random() < 0.5 else self.draw.choice(members[1:])
        if victim == members[0]:
            self.family.kill_front()
            if self.draw.random() < 0.2:
                self.family.begin()
                time.sleep(self.draw.uniform(0.0, 3.0))
                self.family.kill_front()
            self.family.start()
        else:
            with suppress(ProcessLookupError):
                os.kill(victim, signal.SIGKILL)
        name = "front" if victim == members[0] else "child"
        self.kills[name] = self.kills.get(name, 0) + 1
