"""The token that senders of telemetry show: made at the first start, told once, kept as a hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import TYPE_CHECKING, Final

from outlay.core.private_file import write_private

if TYPE_CHECKING:
    from pathlib import Path

_FILE: Final = "ingest-token.sha256"
_PREFIX: Final = "outlay_ingest_"


class IngestToken:
    """Knows the hash of the token. A long random token needs no slow hash."""

    def __init__(self, digest: str) -> None:
        self._digest = digest

    def matches(self, token: str) -> bool:
        """Whether this is the token."""
        return hmac.compare_digest(_hash(token), self._digest)


def load_ingest_token(folder: Path, *, is_renewing: bool = False) -> tuple[IngestToken, str | None]:
    """The token of a data folder, and its text where it was made just now: nothing can show it later."""
    path = folder / _FILE
    if path.is_file() and not is_renewing:
        return IngestToken(path.read_text(encoding="utf-8").strip()), None
    text = _PREFIX + secrets.token_urlsafe(32)
    digest = _hash(text)
    write_private(path, digest.encode())
    return IngestToken(digest), text


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
