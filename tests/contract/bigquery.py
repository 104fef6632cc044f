"""A local server that speaks BigQuery's `jobs.query` and `jobs.getQueryResults`, and gives tokens for signed claims."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import contextmanager
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

PAGE = 100
EMAIL = "outlay@acme.iam.gserviceaccount.com"


@cache
def _key():
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


class BigQuery:
    """Tables by invoice month; every query is first answered as not complete yet."""

    def __init__(self):
        self.key = _key()
        self.months = {}
        self.queries = []
        self.jobs = {}
        self.about = {"location": "EU", "timePartitioning": {"type": "DAY"}}
        self.refusals = []
        """Status and error of the next answers, in place of what was asked."""
        self.polls = 1
        """How often a job is not complete before it is."""
        self.lost = 0
        """How many rows of each job never come."""
        self.lifetime = 3599
        self.tokens = []

    @property
    def account(self):
        text = self.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
        return json.dumps({"type": "service_account", "client_email": EMAIL, "private_key": text})

    def token(self, form):
        signed, _, signature = form["assertion"][0].rpartition(".")
        self.key.public_key().verify(_plain(signature), signed.encode(), PKCS1v15(), SHA256())
        claims = json.loads(_plain(signed.split(".")[1]))
        return self.issue(claims["iss"])

    def issue(self, name):
        self.tokens.append(f"token-{len(self.tokens)}-of-{name}")
        return {"access_token": self.tokens[-1], "expires_in": self.lifetime}

    def refresh(self, form):
        assert form["client_secret"] == ["hush"]
        return self.issue(form["refresh_token"][0])

    def rows(self, body):
        given = {one["name"]: one["parameterValue"]["value"] for one in body["queryParameters"]}
        month = given["month"]
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
            form = parse_qs(text)
            self._answer(200, served.refresh(form) if "refresh_token" in form else served.token(form))
        elif self._is_allowed():
            body = json.loads(text)
            job = f"job_{body['requestId']}"
            served.queries.append(body | {"path": self.path})
            served.jobs[job] = [served.rows(body), served.polls]
            self._answer(200, {"jobComplete": False, "jobReference": {"jobId": job, "location": body["location"]}})

    def do_GET(self):
        if self._is_allowed():
            parts = urlsplit(self.path)
            about = self.server.served.about
            self._answer(200, about if "/tables/" in parts.path else self._results(parts))

    def _is_allowed(self):
        served = self.server.served
        if served.refusals:
            self._answer(*served.refusals.pop(0))
        elif self.headers["Authorization"] != f"Bearer {served.tokens[-1]}":
            self._answer(401, {"error": {"code": 401, "message": "Invalid Credentials"}})
        else:
            return True
        return False

    def _results(self, parts):
        served = self.server.served
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        job = served.jobs[parts.path.rsplit("/", 1)[1]]
        rows, job[1] = job[0], job[1] - 1
        if job[1] >= 1:
            return {"jobComplete": False, "jobReference": {"location": query["location"]}}
        start = int(query.get("pageToken", "0"))
        shown = [{"f": [{"v": value} for value in row]} for row in rows[start : start + PAGE]]
        answer = {"jobComplete": True, "totalRows": str(len(rows)), "jobReference": {"location": query["location"]}}
        answer["rows"] = shown[: len(shown) - served.lost]
        if start + PAGE < len(rows):
            answer["pageToken"] = str(start + PAGE)
        return answer

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
