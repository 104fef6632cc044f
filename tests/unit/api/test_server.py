from __future__ import annotations

import json

import pytest
import uvicorn

from outlay.api.server import ServeOptions, serve
from outlay.core.errors import IntegrityError
from outlay.jobs import Workspace
from tests.unit.ledger.kit import DAY, World


def _options(on_ready):
    return ServeOptions(host="127.0.0.1", port=0, on_ready=on_ready, on_ingest_token=lambda _: None)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.store.close()


@pytest.fixture
def served(world, monkeypatch):
    """Serves without waiting for requests; returns what there was when the server was ready."""
    seen = []

    def look(*_):
        has_file = world.settings.serve_file.is_file()
        seen.append((world.money("day"), world.rows("dirty_day"), has_file))

    def run():
        serve(Workspace(world.store, world.settings), _options(look))
        return seen

    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    return run


def test_days_that_a_crash_left_claimed_are_computed_before_the_server_is_ready(world, served, capsys):
    world.delivery()
    world.charge("10")
    with world.store.write() as tx:
        tx.delete("dirty_day")
    world.mark(DAY, "claim 0123")
    assert served() == [({DAY: 10}, [], True)]
    assert "".join(capsys.readouterr()) == ""
    assert not world.settings.serve_file.exists()


def test_a_day_that_does_not_add_up_is_no_reason_not_to_serve(world, served, monkeypatch):
    def refuse(_):
        raise IntegrityError("off by one", hint="for the test", code="integrity.test")

    monkeypatch.setattr(Workspace, "rebuild", refuse)
    world.mark(DAY)
    (seen,) = served()
    assert len(seen[1]) == 1


def test_the_address_is_written_for_the_command_line(world, monkeypatch):
    found = []
    path = world.settings.serve_file
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: found.append(json.loads(path.read_text())))
    serve(Workspace(world.store, world.settings), _options(lambda *_: None))
    assert set(found[0]) == {"url", "token", "pid"}


def test_a_browser_is_told_how_to_sign_in_on_localhost_too(world, monkeypatch):
    monkeypatch.setattr(uvicorn.Server, "run", lambda *_, **__: None)
    told = []
    serve(Workspace(world.store, world.settings), _options(lambda *addresses: told.extend(addresses)))
    token = (world.settings.folder / "token").read_text()
    assert told[0].startswith("http://localhost:")
    assert told[1] == f"{told[0]}/api/v1/login?token={token}"
