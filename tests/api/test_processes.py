"""Processes that meet: a second owner, kills, and imports while others ask."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor

import httpx2

from tests.api.conftest import AS_OF
from tests.server import outlay, serving

OCTOBER = ("--since", "2026-10-01", "--until", "2026-11-01")


def test_a_second_server_is_refused_with_its_reason(server):
    done = outlay("serve", "--port", "0", data_dir=server.data_dir, check=False)
    assert done.returncode == 6
    assert "another process" in done.stderr


def test_imports_and_questions_at_once_stay_exact(tmp_path, files):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with serving(data_dir, "--as-of", AS_OF) as server:
        stop = threading.Event()

        def ask() -> set[str]:
            totals = set()
            while not stop.is_set():
                found = server.get("/api/v1/query", metrics="cost", since="2026-10-01", until="2026-11-01")
                totals.add(found["totals"]["cost"])
            return totals

        with ThreadPoolExecutor(5) as pool:
            asking = pool.submit(ask)
            imports = [
                pool.submit(outlay, "import", kind, str(files / name), data_dir=data_dir)
                for kind, name in [("focus", "bill.csv"), ("events", "events.csv")] * 2
            ]
            for done in imports:
                done.result()
            stop.set()
            seen = asking.result()
        after = server.get("/api/v1/query", metrics="cost,requests", since="2026-10-01", until="2026-11-01")
    assert after["totals"] == {"cost": "100", "requests": 2}
    # before the bill nothing, or the two requests calculated; then the bill: never a mixture
    assert seen <= {None, "0.014", "100"}


def test_a_killed_import_leaves_all_or_nothing(tmp_path, files):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    outlay("import", "focus", str(files / "bill.csv"), data_dir=data_dir)
    for delay in (0.3, 0.8, 1.3, 1.8, 2.3):
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                "outlay",
                "import",
                "events",
                str(files / "events.csv"),
                "--data-dir",
                str(data_dir),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            process.wait(delay)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        found = outlay("query", "--metrics", "requests,cost", *OCTOBER, "--json", data_dir=data_dir)
        totals = json.loads(found.stdout)["totals"]
        assert totals["requests"] in {None, 0, 2}
        assert totals["cost"] == "100"
    outlay("import", "events", str(files / "events.csv"), data_dir=data_dir)
    outlay("rebuild", data_dir=data_dir)
    done = outlay("query", "--metrics", "requests", "--by", "feature", *OCTOBER, "--json", data_dir=data_dir)
    assert json.loads(done.stdout)["totals"]["requests"] == 2


def test_a_stale_address_file_does_not_block(tmp_path, files):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    (data_dir / "serve.json").write_text(json.dumps({"url": "http://127.0.0.1:9", "token": "x", "pid": 1}))
    done = outlay("import", "focus", str(files / "bill.csv"), data_dir=data_dir)
    assert done.returncode == 0


def test_health_answers(server):
    assert httpx2.get(f"{server.url}/api/v1/health").json() == {"status": "ok"}
