"""A server on this machine that takes what the SDK sends, and can refuse, delay or cut it."""

from __future__ import annotations

import contextlib
import gzip
import json
import socket
import threading
import time
from collections import deque
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

CUT = "cut"
CUT_AFTER_TAKING = "cut after taking"


class Receiver:
    """What came in, and how the next bodies are answered: a status, a status with Retry-After, a cut."""

    def __init__(self):
        self.records = []
        self.bodies = []
        self.headers = []
        self.script = deque()
        self.longest = None
        self.gate = None
        self.times = []
        self.arrived = threading.Condition()

    def take(self, headers, body):
        """The status to answer with, whether to cut, and extra headers."""
        with self.arrived:
            self.headers.append(dict(headers))
            records = json.loads(gzip.decompress(body))
            self.bodies.append(records)
            self.times.append(time.monotonic())
            if self.longest is not None and len(records) > self.longest:
                return 413, {}
            answer = self.script.popleft() if self.script else 202
            status, extra = answer if isinstance(answer, tuple) else (answer, {})
            if status in {202, CUT_AFTER_TAKING}:
                self.records.extend(records)
            self.arrived.notify_all()
        return status, extra

    def wait_for(self, count, seconds=20):
        """The records once there are so many."""
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.records) >= count, seconds), len(self.records)
            return list(self.records)

    def wait_for_bodies(self, count, seconds=20):
        with self.arrived:
            assert self.arrived.wait_for(lambda: len(self.bodies) >= count, seconds), len(self.bodies)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        receiver = self.server.receiver
        body = self.rfile.read(int(self.headers["content-length"]))
        if receiver.gate is not None:
            receiver.gate.wait(30)
        status, extra = receiver.take({"path": self.path, **self.headers}, body)
        with contextlib.suppress(OSError):
            self.end(status, extra)

    def end(self, status, extra):
        if not isinstance(status, int):
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
            return
        self.send_response(status)
        for name, value in {"content-length": "2", **extra}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, *_):
        pass


@contextlib.contextmanager
def serve_receiver(port=0):
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    server.receiver = Receiver()
    server.receiver.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield server.receiver
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
