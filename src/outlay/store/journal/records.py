"""What a segment looks like.

    segment   opening, the same opening again, then records
    opening   magic, segment number, first record number, salt, CRC
    record    header, kind, source, body, footer
    header    magic, CRC of header and names, CRC of body, length of body, received at, number, count, lengths of names
    footer    magic, CRC, number, count: tells how much was lost when the header of the last record is damaged

Checksums of headers and footers begin with the segment's random salt: a sender cannot hide a forged record in a body
for a reader to find when it looks for the next good header behind a damaged one.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from zlib import crc32

if TYPE_CHECKING:
    from typing import Self

_OPENING: Final = struct.Struct("<8sQQII")
_OPENING_MAGIC: Final = b"OUTLAYJ1"
OPENING_SIZE: Final = 2 * _OPENING.size

_HEADER: Final = struct.Struct("<4sIIIqQIBB")
HEADER_MAGIC: Final = b"\xabOJR"
HEADER_SIZE: Final = _HEADER.size
_NAME_LIMIT: Final = 255
HEADER_LIMIT: Final = HEADER_SIZE + 2 * _NAME_LIMIT
_CHECKED_FROM: Final = 8

_FOOTER: Final = struct.Struct("<4sIQI")
_FOOTER_MAGIC: Final = b"\xbaOJE"
FOOTER_SIZE: Final = _FOOTER.size

BODY_LIMIT: Final = 2**32 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What a segment says about itself, twice."""

    segment: int
    first_number: int
    salt: int

    @classmethod
    def create(cls, segment: int, first_number: int) -> Self:
        """The opening of a new segment, with a salt of its own."""
        return cls(segment=segment, first_number=first_number, salt=int.from_bytes(os.urandom(4), "little"))

    def pack(self) -> bytes:
        """Its bytes on disk."""
        bare = _OPENING.pack(_OPENING_MAGIC, self.segment, self.first_number, self.salt, 0)[:-4]
        return 2 * (bare + crc32(bare).to_bytes(4, "little"))

    @classmethod
    def unpack(cls, data: bytes) -> Self | None:
        """The opening at the start of these bytes, from whichever copy is whole."""
        for start in (0, _OPENING.size):
            part = data[start : start + _OPENING.size]
            if len(part) < _OPENING.size:
                return None
            magic, segment, first_number, salt, crc = _OPENING.unpack(part)
            if magic == _OPENING_MAGIC and crc == crc32(part[:-4]):
                return cls(segment=segment, first_number=first_number, salt=salt)
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """What stands before a body."""

    kind: str
    source: str
    received_at_us: int
    number: int
    count: int
    body_length: int
    body_crc: int

    @property
    def names(self) -> bytes:
        """Kind and source as they stand behind the fixed part."""
        return self.kind.encode() + self.source.encode()

    @property
    def body_offset(self) -> int:
        """Where the body begins, from the start of the record."""
        return HEADER_SIZE + len(self.names)

    @property
    def size(self) -> int:
        """The bytes of the whole record."""
        return self.body_offset + self.body_length + FOOTER_SIZE

    @property
    def end_number(self) -> int:
        """How many telemetry records had been accepted with this one."""
        return self.number + self.count

    def pack(self, salt: int) -> bytes:
        """Its bytes on disk, with kind and source."""
        kind, source = self.kind.encode(), self.source.encode()
        fields = (self.body_crc, self.body_length, self.received_at_us, self.number, self.count)
        packed = _HEADER.pack(HEADER_MAGIC, 0, *fields, len(kind), len(source)) + kind + source
        crc = crc32(packed[_CHECKED_FROM:], salt)
        return HEADER_MAGIC + crc.to_bytes(4, "little") + packed[_CHECKED_FROM:]

    def pack_footer(self, salt: int) -> bytes:
        """The footer that ends this record."""
        bare = self.number.to_bytes(8, "little") + self.count.to_bytes(4, "little")
        return _FOOTER_MAGIC + crc32(bare, salt).to_bytes(4, "little") + bare

    @classmethod
    def unpack(cls, data: bytes, salt: int) -> Self | None:
        """The header at the start of these bytes, or None where there is no good one."""
        if len(data) < HEADER_SIZE or not data.startswith(HEADER_MAGIC):
            return None
        _, crc, body_crc, body_length, received_at, number, count, kind, source = _HEADER.unpack_from(data)
        names_end = HEADER_SIZE + kind + source
        if len(data) < names_end or crc != crc32(data[_CHECKED_FROM:names_end], salt):
            return None
        return cls(
            kind=data[HEADER_SIZE : HEADER_SIZE + kind].decode(errors="replace"),
            source=data[HEADER_SIZE + kind : names_end].decode(errors="replace"),
            received_at_us=received_at,
            number=number,
            count=count,
            body_length=body_length,
            body_crc=body_crc,
        )


def unpack_footer(data: bytes, salt: int) -> int | None:
    """How many telemetry records had been accepted at the end of the record that these bytes end."""
    if len(data) != FOOTER_SIZE:
        return None
    magic, crc, number, count = _FOOTER.unpack(data)
    if magic != _FOOTER_MAGIC or crc != crc32(data[_CHECKED_FROM:], salt):
        return None
    return int(number + count)


def fits_header(kind: str, source: str) -> bool:
    """Whether both names have room in a header."""
    return max(len(kind.encode()), len(source.encode())) <= _NAME_LIMIT
