from __future__ import annotations

import threading
from contextlib import contextmanager
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from outlay.ingest.pulling import google_login
from outlay.ingest.pulling.errors import SourceAccessError, SourceFormatError
from outlay.ingest.pulling.http import HttpClient

NOW = datetime(2026, 11, 3, tzinfo=UTC)


class _Metadata(BaseHTTPRequestHandler):
    def log_message(self, *args):
        """Stay quiet."""

    def do_GET(self):
        is_asked_right = self.headers["Metadata-Flavor"] == "Google" and "scopes=read" in self.path
        self.send_response(self.server.status if is_asked_right else 403)
        if self.server.is_google:
            self.send_header("Metadata-Flavor", "Google")
        self.end_headers()
        self.wfile.write(b'{"access_token": "of-the-machine", "expires_in": 3599, "token_type": "Bearer"}')


@contextmanager
def serving(*, status=200, is_google=True):
    server = HTTPServer(("127.0.0.1", 0), _Metadata)
    server.status, server.is_google = status, is_google
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/token"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.fixture
def http():
    client = HttpClient()
    yield client
    client.close()


def login(http, key=None):
    return google_login.GoogleLogin(http, key=key, login_url="https://l.example", scope="read", now=NOW)


def test_without_a_key_the_machine_gives_the_token(http, monkeypatch):
    with serving() as address:
        monkeypatch.setattr(google_login, "METADATA_URL", address)

        assert login(http).headers("") == {"authorization": "Bearer of-the-machine"}


@pytest.mark.parametrize("answer", [{"status": 404}, {"is_google": False}])
def test_what_is_no_metadata_server_is_not_believed(http, monkeypatch, answer):
    with serving(**answer) as address:
        monkeypatch.setattr(google_login, "METADATA_URL", address)

        with pytest.raises(SourceAccessError, match="no service_account_key is set") as caught:
            login(http).headers("")

    assert "workload identity" in caught.value.hint


def test_a_machine_elsewhere_is_told_to_set_a_key(http, monkeypatch):
    monkeypatch.setattr(google_login, "METADATA_URL", "http://127.0.0.1:9/token")

    with pytest.raises(SourceAccessError, match="does not answer"):
        login(http).headers("")


def test_a_key_of_a_kind_that_is_not_read_is_named(http):
    with pytest.raises(SourceFormatError, match="external_account"):
        login(http, key='{"type": "external_account"}').headers("")
