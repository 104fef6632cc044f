from __future__ import annotations

import gzip
import zlib

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from outlay.api.receivers.body import LIMIT_BYTES, EncodingError, TooLargeError, read_body
from outlay.core.errors import FileFormatError
from tests.asynchronous import run_async

PACKERS = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "zstd": zstandard.ZstdCompressor().compress,
    "identity": bytes,
}


def unpacked(body, encoding, *, length=None):
    headers = [(b"content-encoding", encoding.encode())]
    if length is not None:
        headers.append((b"content-length", str(length).encode()))
    parts = [{"type": "http.request", "body": body, "more_body": False}]

    async def receive():
        return parts.pop(0)

    return run_async(read_body(Request({"type": "http", "method": "POST", "headers": headers}, receive)))


@given(body=st.binary(max_size=5000), encoding=st.sampled_from(sorted(PACKERS)))
def test_a_packed_body_comes_back(body, encoding):
    assert unpacked(PACKERS[encoding](body), encoding) == body


def test_two_gzip_members_follow_each_other():
    assert unpacked(gzip.compress(b"one") + gzip.compress(b"two"), "gzip") == b"onetwo"


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_small_body_may_not_unpack_to_a_huge_one(encoding):
    with pytest.raises(TooLargeError):
        unpacked(PACKERS[encoding](bytes(LIMIT_BYTES + 1)), encoding)


@pytest.mark.parametrize("length", [None, LIMIT_BYTES + 1])
def test_a_body_above_the_limit_is_refused(length):
    with pytest.raises(TooLargeError):
        unpacked(bytes(LIMIT_BYTES + 1), "identity", length=length)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
@pytest.mark.parametrize("damage", [lambda body: body[: len(body) // 2], lambda body: b"x" + body])
def test_a_damaged_body_is_told(encoding, damage):
    with pytest.raises(FileFormatError, match=encoding):
        unpacked(damage(PACKERS[encoding](b"some content to pack " * 50)), encoding)


def test_an_unknown_encoding_names_those_that_are_known():
    with pytest.raises(EncodingError) as caught:
        unpacked(b"x", "br")
    assert "gzip" in caught.value.hint


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "zstd"])
def test_a_few_packed_files_may_follow_each_other_but_not_thousands(encoding):
    empty = PACKERS[encoding](b"")
    assert unpacked(empty * 64, encoding) == b""
    with pytest.raises(FileFormatError, match="more than 64"):
        unpacked(empty * 66, encoding)
