"""A local server that speaks the listing and reading parts of S3, Google Cloud Storage and Azure Blob Storage."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from email.utils import formatdate
from hashlib import md5
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, unquote, urlsplit
from xml.sax.saxutils import escape

PAGE = 2
BUCKET = "bills"
ACCOUNT = "acme"
SECRET = "s3cr3t-of-the-bucket"


class Bucket:
    """Objects by key; `denied` refuses everything, `cut` ends the next object's body half way."""

    def __init__(self):
        self.objects = {}
        self.requests = []
        self.is_denied = False
        self.is_cut = False

    def put(self, key, body, at=1_800_000_000):
        self.objects[key] = (body, at)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        """Stay quiet."""

    def do_GET(self):
        bucket = self.server.bucket
        bucket.requests.append(self.path)
        if bucket.is_denied:
            self._answer(403, b"<Error><Code>AccessDenied</Code><Message>no</Message></Error>")
            return
        parts = urlsplit(self.path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        is_azure = parts.path.startswith(f"/{ACCOUNT}/")
        key = unquote(parts.path).removeprefix(f"/{ACCOUNT}").removeprefix(f"/{BUCKET}").lstrip("/")
        if key:
            self._object(key)
        elif is_azure:
            self._answer(200, self._azure_list(query), "application/xml")
        else:
            self._answer(200, self._s3_list(query), "application/xml")

    do_HEAD = do_GET  # noqa: N815 - the name that the server calls

    def _keys(self, query, marker):
        bucket = self.server.bucket
        keys = sorted(key for key in bucket.objects if key.startswith(query.get("prefix", "")))
        start = int(query.get(marker, 0))
        following = start + PAGE if start + PAGE < len(keys) else None
        return keys[start : start + PAGE], following

    def _s3_list(self, query):
        keys, following = self._keys(query, "continuation-token")
        entries = "".join(self._s3_entry(key) for key in keys)
        token = f"<NextContinuationToken>{following}</NextContinuationToken>" if following else ""
        truncated = str(following is not None).lower()
        return f"<ListBucketResult><IsTruncated>{truncated}</IsTruncated>{entries}{token}</ListBucketResult>".encode()

    def _s3_entry(self, key):
        body, at = self.server.bucket.objects[key]
        return (
            f"<Contents><Key>{escape(key)}</Key><LastModified>{_iso(at)}</LastModified>"
            f"<ETag>&quot;{_digest(body)}&quot;</ETag><Size>{len(body)}</Size></Contents>"
        )

    def _azure_list(self, query):
        keys, following = self._keys(query, "marker")
        blobs = "".join(
            f"<Blob><Name>{escape(key)}</Name><Properties><Last-Modified>{formatdate(at, usegmt=True)}</Last-Modified>"
            f"<Content-Length>{len(body)}</Content-Length><Content-Type>text/csv</Content-Type>"
            f"<Etag>{_digest(body)}</Etag></Properties></Blob>"
            for key, (body, at) in ((key, self.server.bucket.objects[key]) for key in keys)
        )
        marker = f"<NextMarker>{following or ''}</NextMarker>"
        return f"<EnumerationResults><Blobs>{blobs}</Blobs>{marker}</EnumerationResults>".encode()

    def _object(self, key):
        found = self.server.bucket.objects.get(key)
        if found is None:
            self._answer(404, b"<Error><Code>NoSuchKey</Code></Error>")
            return
        body, at = found
        self._answer(200, body, "application/octet-stream", at)

    def _answer(self, status, body, kind="application/xml", at=1_800_000_000):
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Last-Modified", formatdate(at, usegmt=True))
        self.send_header("ETag", f'"{_digest(body)}"')
        self.send_header("x-ms-blob-type", "BlockBlob")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)


def _digest(body):
    return md5(body, usedforsecurity=False).hexdigest()


def _iso(at):
    from datetime import UTC, datetime

    return datetime.fromtimestamp(at, tz=UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")


@contextmanager
def serving():
    """A running server: its bucket and its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    server.bucket = Bucket()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server.bucket, f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
