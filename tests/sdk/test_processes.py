"""Whole programs with the SDK in them: how they start, serve, end and are killed."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import textwrap
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx2
import pytest

from tests.sdk.receiving import CUT, CUT_AFTER_TAKING, serve_receiver
from tests.sdk.wire import Answer, chat

ROOT = Path(__file__).parent.parent.parent
SDK = ROOT / "sdk" / "src"
pytestmark = pytest.mark.slow

CALL = "outlay.record(provider='openai', model='gpt-4o', usage={'input_tokens': 1, 'output_tokens': 1})"


def environment(**more):
    return {**os.environ, "PYTHONPATH": f"{SDK}{os.pathsep}{ROOT}", **more}


def run(script, *options, **more):
    command = [sys.executable, *options, "-c", "import outlay_sdk as outlay\n" + textwrap.dedent(script)]
    return subprocess.run(command, env=environment(**more), capture_output=True, text=True, check=False, timeout=60)


@contextlib.contextmanager
def serving(receiver, **more):
    """The app of `app.py` under uvicorn, as a process of its own."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    told = {"OUTLAY_URL": receiver.url, **more}
    process = subprocess.Popen([sys.executable, "-m", "tests.sdk.app", str(port)], env=environment(**told), cwd=ROOT)
    try:
        with httpx2.Client(base_url=f"http://127.0.0.1:{port}", timeout=30) as client:
            wait_for(client, process)
            yield process, client
    finally:
        process.kill()
        process.wait(30)


def wait_for(client, process):
    until = time.monotonic() + 60
    while time.monotonic() < until:
        assert process.poll() is None, "the app ended"
        with contextlib.suppress(httpx2.TransportError):
            client.get("/v1/stats")
            return
        time.sleep(0.05)
    raise AssertionError("the app did not come up")


def load(client, requests):
    """So many requests from four threads; each must be answered."""

    def ask(number):
        client.get(f"/v1/record/{number}").raise_for_status()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(ask, range(requests)))


@pytest.fixture
def receiver():
    with serve_receiver() as receiver:
        yield receiver


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_a_graceful_exit_under_load_loses_nothing(receiver, ending):
    receiver.script.extend([503, 202, CUT, (429, {"retry-after": "0.1"}), CUT_AFTER_TAKING])
    with serving(receiver) as (process, client):
        load(client, 600)
        process.send_signal(ending)
        process.wait(30)
    assert {entry["session"] for entry in receiver.records} == {str(number) for number in range(600)}
    assert {entry["endpoint"] for entry in receiver.records} == {"GET /v1/record/{question}"}


def test_a_stream_that_runs_while_the_server_ends_loses_nothing(receiver):
    with serving(receiver) as (process, client), client.stream("GET", "/v1/many/2000") as answer:
        pieces = answer.iter_bytes()
        next(pieces)
        process.send_signal(signal.SIGTERM)
        for _ in pieces:
            pass
        process.wait(30)
    assert {entry["session"] for entry in receiver.records} == {str(number) for number in range(2000)}


def test_a_killed_process_loses_no_more_than_what_was_queued(receiver):
    with serving(receiver, OUTLAY_FLUSH_INTERVAL="0.05") as (process, client):
        load(client, 400)
        receiver.script.extend([503] * 1000)
        load(client, 300)
        counted = client.get("/v1/stats").json()
        process.kill()
        process.wait(30)
    arrived = {entry["source_id"] for entry in receiver.records}
    assert counted["recorded"] == 700
    assert len(arrived) >= counted["sent"] > 0
    assert 0 < 700 - len(arrived) <= counted["queued"] + counted["dropped"]


def test_a_wrapped_client_in_a_served_app(receiver, provider):
    provider.answers(*[Answer(chat(id=f"chatcmpl-{number}")) for number in range(50)])
    with serving(receiver, PROVIDER_URL=f"{provider.url}/v1", OUTLAY_SERVICE="shop") as (process, client):
        for number in range(50):
            client.get(f"/v1/ask/{number}", headers={"x-customer": "acme"}).raise_for_status()
        process.send_signal(signal.SIGTERM)
        process.wait(30)
    assert {entry["response_id"] for entry in receiver.records} == {f"chatcmpl-{number}" for number in range(50)}
    for entry in receiver.records:
        named = (entry["endpoint"], entry["customer"], entry["feature"], entry["service"])
        assert named == ("GET /v1/ask/{question}", "acme", "ask", "shop")


def test_a_script_sends_what_is_left_when_it_ends(receiver):
    done = run(f"for _ in range(700): {CALL}", OUTLAY_URL=receiver.url, OUTLAY_FLUSH_INTERVAL="60")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    assert len(receiver.records) == 700


def test_a_script_that_raises_sends_what_is_left(receiver):
    done = run(f"{CALL}\nraise SystemExit(3)", OUTLAY_URL=receiver.url, OUTLAY_FLUSH_INTERVAL="60")
    assert done.returncode == 3
    assert len(receiver.records) == 1


def test_a_script_without_a_server_ends_soon_and_says_why(unused_address):
    began = time.monotonic()
    done = run(CALL, OUTLAY_URL=unused_address)
    assert done.returncode == 0
    assert time.monotonic() - began < 10
    assert "Connection refused" in done.stderr
    assert done.stderr.count("\n") == 1


@pytest.fixture
def unused_address():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        yield f"http://127.0.0.1:{found.getsockname()[1]}"


@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_of_multiprocessing_send_what_is_left(receiver, method, tmp_path):
    script = tmp_path / "workers.py"
    script.write_text(
        "import multiprocessing, outlay_sdk as outlay\n"
        f"def work():\n    {CALL}\n"
        "if __name__ == '__main__':\n"
        f"    context = multiprocessing.get_context('{method}')\n"
        "    work()\n"
        "    workers = [context.Process(target=work) for _ in range(3)]\n"
        "    [worker.start() for worker in workers]\n"
        "    [worker.join() for worker in workers]\n"
    )
    told = environment(OUTLAY_URL=receiver.url, OUTLAY_FLUSH_INTERVAL="60")
    done = subprocess.run([sys.executable, script], env=told, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, done.stderr) == (0, "")
    assert len({entry["source_id"] for entry in receiver.records}) == 4


def test_disabling_is_enough_to_send_nothing(receiver):
    done = run(f"{CALL}\nprint(outlay.stats().recorded)", OUTLAY_URL=receiver.url, OUTLAY_DISABLED="1")
    assert (done.stdout, done.stderr) == ("0\n", "")
    assert receiver.bodies == []


def test_importing_does_nothing_and_needs_the_standard_library_alone():
    script = """
        import sys, threading
        assert threading.active_count() == 1
        assert outlay.runtime.runtime._settings is None
        outside = {name.partition('.')[0] for name in sys.modules} - set(sys.stdlib_module_names)
        print(sorted(outside - {'__main__', 'sitecustomize'}))
    """
    done = run(script, "-S", OUTLAY_URL="nonsense")
    assert (done.stdout, done.stderr) == ("['outlay_sdk']\n", "")


def test_wrong_variables_are_told_and_ignored():
    done = run("print(outlay.runtime.runtime.settings.queue_size)", OUTLAY_QUEUE_SIZE="many", OUTLAY_URL="ftp://x")
    assert done.stdout == "10000\n"
    assert "OUTLAY_QUEUE_SIZE is ignored" in done.stderr
    assert "OUTLAY_URL is ignored" in done.stderr
