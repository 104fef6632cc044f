"""Keeps credentials out of whatever is said or kept: vendors repeat what they were sent, each in another spelling."""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final
from urllib.parse import quote, quote_plus

MARK: Final = "…"
_SHORTEST: Final = 8
"""Shorter than that it may be part of anything: such a secret is hidden in messages, but not in answers."""
_ESCAPE: Final = re.compile(r"%[0-9A-F]{2}")
_CREDENTIALS: Final = ("authorization", "proxy-authorization", "cookie")


class Hiding:
    """The credentials that are known so far, and texts without them."""

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        self._secrets: set[str] = set()
        self._forms: tuple[str, ...] = ()
        self.add(secrets)

    def __repr__(self) -> str:
        return "Hiding()"

    def add(self, secrets: Iterable[str]) -> None:
        """Hide more."""
        new = {text for text in secrets if text} - self._secrets
        if not new:
            return
        self._secrets |= new
        self._forms = tuple(
            sorted({form for secret in self._secrets for form in _forms(secret)}, key=len, reverse=True)
        )

    def add_headers(self, headers: Mapping[str, str]) -> None:
        """Hide what a request is let in by, such as a token that was got with another secret."""
        self.add(
            part
            for name, value in headers.items()
            if name.lower() in _CREDENTIALS or any(secret in value for secret in self._secrets)
            for part in _parts(value)
        )

    def hide(self, text: str) -> str:
        """A text without credentials."""
        for form in self._forms:
            text = text.replace(form, MARK)
        return text

    def hide_bytes(self, content: bytes) -> bytes:
        """An answer without credentials."""
        for form in self._forms:
            if len(form) >= _SHORTEST:
                content = content.replace(form.encode(), MARK.encode())
        return content


def _parts(value: str) -> Iterator[str]:
    """A header's value, what follows its scheme, and behind Basic the user with the password."""
    yield value
    scheme, _, rest = value.partition(" ")
    yield rest
    if scheme.lower() == "basic":
        try:
            user, colon, password = base64.b64decode(rest, validate=True).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return
        yield f"{user}{colon}{password}"
        yield password


def _forms(secret: str) -> Iterator[str]:
    """A secret as it is, and as addresses, forms, JSON, HTML and Base64 write it."""
    in_json = json.dumps(secret)[1:-1]
    in_address = (quote(secret, safe=""), quote(secret), quote_plus(secret))
    yield from (secret, secret.lower(), escape(secret))
    yield from in_address
    yield from (_ESCAPE.sub(lambda found: found[0].lower(), form) for form in in_address)
    yield from (in_json, in_json.replace("/", r"\/"), json.dumps(secret, ensure_ascii=False)[1:-1])
    for encode in (base64.b64encode, base64.urlsafe_b64encode):
        yield encode(secret.encode()).decode().rstrip("=")
