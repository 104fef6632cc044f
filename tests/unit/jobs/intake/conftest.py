"""An intake whose decoder runs in the same process and dies when told to."""

from __future__ import annotations

import json
from functools import partial

import pytest

from outlay.core.settings import Settings
from outlay.jobs.intake.decoder import DecoderDiedError
from outlay.jobs.intake.service import Intake
from outlay.jobs.intake.worker import decode_request
from outlay.jobs.rating import build_pricing
from outlay.store import open_store
from outlay.store.scratch import lend_scratch

PATIENCE = 60
"""Seconds to wait for what takes milliseconds."""


class FakeDecoder:
    """Decodes in process; `deaths` says how often it dies first, `poison` what it always dies of."""

    def __init__(self, scratch, pricing):
        self._decode = partial(decode_request, scratch=scratch, pricing=pricing)
        self.deaths = 0
        self.poison = None
        self.restarts = 0
        self.pid = 1
        self._request = None
        self.asked = []

    def ask(self, request):
        self.asked.append(request)
        self._request = request

    def answer(self):
        answer = self._decode(self._request)
        if self.deaths or (self.poison and self.poison in str(answer.batch.to_pylist()).encode()):
            self.deaths = max(self.deaths - 1, 0)
            self.restarts += 1
            raise DecoderDiedError
        return answer

    def stop(self):
        pass


class Place:
    """A data folder with its store; intakes are opened on it one after the other."""

    def __init__(self, folder):
        self.settings = Settings(data_dir=folder, disk_reserve_mb=0)
        self.store = open_store(self.settings)
        self._scratch = lend_scratch(folder / "spill")
        self.decoder = FakeDecoder(self._scratch.__enter__(), build_pricing(self.settings))
        self.intake = None

    def open(self, *, is_running=True, **settings):
        self.intake = Intake(self.store, self.settings.model_copy(update=settings), decoder=self.decoder)
        if is_running:
            self.intake.start()
        return self.intake

    def send(self, *names, **more):
        """Events of a thousand tokens in; returns when they are loaded."""
        self.accept(*names, **more)
        assert self.intake.drain(PATIENCE)

    def accept(self, *names, ts="2026-11-20T10:00:00Z", **more):
        events = [
            {"id": name, "ts": ts, "provider": "openai", "model": "gpt-4o", "input_tokens": 1000, **more}
            for name in names
        ]
        body = json.dumps(events).encode()
        self.intake.append("events", body, count=len(events)).result(PATIENCE)

    def ids(self):
        return sorted(self.store.fetch("SELECT source_id FROM event").column("source_id").to_pylist())

    def outcomes(self):
        return {name: count for name, count in self.intake.status().outcomes.items() if count}

    def close(self):
        if self.intake is not None:
            self.intake.stop()
        self.store.close()
        self._scratch.__exit__(None, None, None)


@pytest.fixture
def place(tmp_path):
    made = Place(tmp_path)
    yield made
    made.close()
