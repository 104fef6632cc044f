"""Reads request bodies with a limit on what they unpack to."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING, Final

from outlay.core.errors import FileFormatError, InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from starlette.requests import Request

LIMIT_BYTES: Final = 20 << 20
"""What a body may hold, unpacked; senders should split what is larger."""
MOST_PARTS: Final = 64
"""Packed files that may follow each other; what stands behind each is copied."""
_STEP: Final = 1 << 20
_MOST_RATIO: Final = 400
"""How many times its size a body above a mebibyte may unpack to: telemetry packs to a tenth or so."""
_ZSTD_STEP: Final = 512
"""A block of four bytes may unpack to 128 KiB: more at once could be more than memory holds."""


class TooLargeError(InputError):
    """A body holds more than the limit."""

    code = "input.too_large"
    http_status = 413

    def __init__(self, most: str = f"{LIMIT_BYTES >> 20} MiB") -> None:
        super().__init__(f"the body holds more than {most}", hint="send smaller batches, such as 512 spans")


class EncodingError(InputError):
    """A Content-Encoding that is not understood."""

    code = "input.encoding"
    http_status = 415


async def read_body(request: Request) -> bytes:
    """The body, unpacked.

    Raises:
        TooLargeError: if it holds more than the limit.
        FileFormatError: if it is not what its Content-Encoding says.
        EncodingError: for another encoding than gzip, deflate and zstd.
    """
    packed = await _read_packed(request)
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding in {"", "identity"}:
        return packed
    unpack = _UNPACKERS.get(encoding)
    if unpack is None:
        message = f"Content-Encoding {encoding!r} is not understood"
        raise EncodingError(message, hint="use gzip, zstd, deflate or none")
    parts, size = [], 0
    for part in unpack(packed):
        size += len(part)
        if size > LIMIT_BYTES or (size > _STEP and size > _MOST_RATIO * len(packed)):
            raise TooLargeError
        parts.append(part)
    return b"".join(parts)


async def _read_packed(request: Request) -> bytes:
    if int(request.headers.get("content-length") or 0) > LIMIT_BYTES:
        raise TooLargeError
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LIMIT_BYTES:
            raise TooLargeError
        parts.append(part)
    return parts[0] if len(parts) == 1 else b"".join(parts)


def _inflate(packed: bytes, bits: int, name: str) -> Iterator[bytes]:
    rest = packed
    for _ in _parts(name):  # gzip files may follow each other
        if not rest:
            return
        unpacker = zlib.decompressobj(bits)
        try:
            yield unpacker.decompress(rest, _STEP)
            while unpacker.unconsumed_tail:
                yield unpacker.decompress(unpacker.unconsumed_tail, _STEP)
            yield unpacker.flush()
        except zlib.error as error:
            raise _damaged(name) from error
        if not unpacker.eof:
            raise _damaged(name)
        rest = unpacker.unused_data


def _unpack_zstd(packed: bytes) -> Iterator[bytes]:
    import zstandard

    rest = packed
    for _ in _parts("zstd"):  # frames may follow each other
        if not rest:
            return
        unpacker = zstandard.ZstdDecompressor(max_window_size=1 << 27).decompressobj()
        used = 0
        while not unpacker.eof:
            step = rest[used : used + _ZSTD_STEP]
            used += len(step)
            if not step:
                raise _damaged("zstd")
            try:
                yield unpacker.decompress(step)
            except zstandard.ZstdError as error:
                raise _damaged("zstd") from error
        rest = unpacker.unused_data + rest[used:]


def _parts(name: str) -> Iterator[int]:
    yield from range(MOST_PARTS + 1)
    message = f"the body is more than {MOST_PARTS} {name} files, one behind the other"
    raise FileFormatError(message, hint="pack the body as one")


def _damaged(name: str) -> FileFormatError:
    return FileFormatError(f"the body is not whole {name}", hint="send it again, or without Content-Encoding")


_UNPACKERS: Final = {
    "gzip": lambda packed: _inflate(packed, 16 + zlib.MAX_WBITS, "gzip"),
    "x-gzip": lambda packed: _inflate(packed, 16 + zlib.MAX_WBITS, "gzip"),
    "deflate": lambda packed: _inflate(packed, zlib.MAX_WBITS, "deflate"),
    "zstd": _unpack_zstd,
}
