"""A dashboard, a process of its own: asks a page's questions one after the other until it is told to end.

`python -m tests.bench.intake.reader URL ANSWER`
"""

from __future__ import annotations

import http.client
import json
import signal
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

DAY = {"since": "1d"}
PAGE = (
    {"metrics": ["cost", "requests", "cost_per_1k_requests"], **DAY},
    {"metrics": ["priced_cost"], "by": ["feature"], "grain": "hour", **DAY},
    {"metrics": ["cost", "requests", "cost_per_1m_tokens"], "by": ["model"], **DAY},
    {"metrics": ["cost", "requests"], "by": ["customer"], "limit": 20, **DAY},
    {"metrics": ["requests_without_price", "tokens_without_price"], **DAY},
    {"metrics": ["cost", "requests"], "by": ["service"], **DAY},
)
PAUSE_SECONDS = 1.0
"""Between two pages: a person looks, or a live page waits for its next turn."""


def main(url: str, answer: Path) -> None:
    ended = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: ended.set())
    place = urlsplit(url)
    connection = http.client.HTTPConnection(place.hostname, place.port, timeout=60)
    latencies = []
    while not ended.is_set():
        for question in PAGE:
            begun = time.perf_counter()
            connection.request("POST", "/api/v1/query", json.dumps(question), {"content-type": "application/json"})
            found = connection.getresponse()
            said = found.read()
            if found.status != 200:
                raise RuntimeError(f"HTTP {found.status}: {said[:300]!r}")
            latencies.append(time.perf_counter() - begun)
        ended.wait(PAUSE_SECONDS)
    answer.write_text(json.dumps(latencies))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
