"""A local server that speaks BigQuery's `jobs.query` and `jobs.getQueryResults`, and gives tokens for signed claims."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PAGE = 100
EMAIL = "outlay@acme.iam.gserviceaccount.com"


class BigQuery:
    """Tables by invoice month; every query is first answered as not complete yet."""

    def __init__(self):
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.months = {}
        self.queries = []
        self.is_denied = False
        self.jobs = {}

    @property
    def account(self):
        text = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps({"type": "service_account", "client_email": EMAIL, "private_key": text})

    def token(self, form):
        signed, _, signature = form["assertion"][0].rpartition(".")
        self.key.public_key().verify(_plain(signature), signed.encode(), PKCS1v15(), SHA256())
        claims = json.loads(_plain(signed.split(".")[1]))
        return {"access_token": f"token-of-{claims['iss']}", "expires_in": 3599}

    def rows(self, body):
        (parameter,) = body["queryParameters"]
        month = parameter["parameterValue"]["value"]
        if "TO_JSON_STRING" in body["query"]:
            return [[json.dumps(record)] for record in self.months.get(month, [])]
        return [
            [name, str(len(records)), max(record["export_time"] for record in records), str(len(json.dumps(records)))]
            for name, records in sorted(self.months.items())
            if name >= month
        ]


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args):
        """Stay quiet."""

    def do_POST(self):
        served = self.server.served
        text = self.rfile.read(int(self.headers["Content-Length"])).decode()
        if self.path == "/token":
            self._answer(200, served.token(parse_qs(text)))
        elif served.is_denied:
            self._answer(403, {"error": {"code": 403, "message": "Access Denied: Table acme:billing.export"}})
        elif self.headers["Authorization"] != f"Bearer token-of-{EMAIL}":
            self._answer(401, {"error": {"code": 401, "message": "Invalid Credentials"}})
        else:
            job = f"job_{len(served.jobs)}"
            body = json.loads(text)
            served.queries.append(body["query"])
            served.jobs[job] = served.rows(body)
            self._answer(200, {"jobComplete": False, "jobReference": {"jobId": job, "location": "EU"}})

    def do_GET(self):
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        rows = self.server.served.jobs[parts.path.rsplit("/", 1)[1]]
        start = int(query.get("pageToken", "0"))
        shown = [{"f": [{"v": value} for value in row]} for row in rows[start : start + PAGE]]
        answer = {"jobComplete": True, "jobReference": {"location": query["location"]}, "rows": shown}
        if start + PAGE < len(rows):
            answer["pageToken"] = str(start + PAGE)
        self._answer(200, answer)

    def _answer(self, status, content):
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def _plain(text):
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


@contextmanager
def serving():
    """A running server and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.served = BigQuery()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.served, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
