"""Keeps secrets of sources: a reference to the environment, or ciphertext that only this installation's key opens."""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from outlay.core.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

ENVIRONMENT: Final = "env:"
_SEALED: Final = "aes256gcm:"
_SALT: Final = b"outlay source secrets v1"
_NONCE_BYTES: Final = 12
_SHORTEST_KEY: Final = 16


class Secrets:
    """Seals and opens secrets. Each is bound to its source and field: moved elsewhere it opens nothing."""

    def __init__(
        self, key_file: Path, key: SecretStr | None = None, environment: Mapping[str, str] = os.environ
    ) -> None:
        self._key_file = key_file
        self._given = key
        self._environment = environment
        self._derived: bytes | None = None

    def __repr__(self) -> str:
        return "Secrets()"

    def seal(self, source: str, field: str, value: str) -> str:
        """What to store for a secret: an `env:NAME` reference as it is, anything else encrypted."""
        if value.startswith(ENVIRONMENT):
            return value
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = os.urandom(_NONCE_BYTES)
        sealed = AESGCM(self._key(is_creating=True)).encrypt(nonce, value.encode(), _bound(source, field))
        return _SEALED + base64.b64encode(nonce + sealed).decode()

    def open(self, source: str, field: str, stored: str) -> str:
        """The secret behind what was stored.

        Raises:
            SettingsError: naming the variable that is not set, or the key that does not fit.
        """
        if stored.startswith(ENVIRONMENT):
            return self._from_environment(source, field, stored.removeprefix(ENVIRONMENT))
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            packed = base64.b64decode(stored.removeprefix(_SEALED), validate=True)
            key = self._key(is_creating=False)
            content = AESGCM(key).decrypt(packed[:_NONCE_BYTES], packed[_NONCE_BYTES:], _bound(source, field))
        except (InvalidTag, binascii.Error, ValueError):
            message = f"secret {field!r} of source {source!r} cannot be opened with this installation's key"
            hint = f"restore OUTLAY_SECRET_KEY or {self._key_file}, or remove the source and add it again"
            raise SettingsError(message, hint=hint) from None
        return content.decode()

    def _from_environment(self, source: str, field: str, name: str) -> str:
        value = self._environment.get(name, "")
        if not value:
            message = f"secret {field!r} of source {source!r} is in the variable {name}, which is not set"
            raise SettingsError(message, hint=f"set {name} where Outlay runs, such as in the unit or container")
        return value

    def _key(self, *, is_creating: bool) -> bytes:
        if self._derived is None:
            # memory-hard, as the key may be a phrase that a person chose
            material = self._material(is_creating=is_creating)
            self._derived = hashlib.scrypt(material, salt=_SALT, n=1 << 14, r=8, p=1, dklen=32)
        return self._derived

    def _material(self, *, is_creating: bool) -> bytes:
        if self._given is not None:
            value = self._given.get_secret_value()
            if len(value) < _SHORTEST_KEY:
                message = f"OUTLAY_SECRET_KEY is shorter than {_SHORTEST_KEY} characters"
                raise SettingsError(message, hint="make one with: openssl rand -base64 32")
            return value.encode()
        try:
            return self._key_file.read_bytes()
        except FileNotFoundError:
            if not is_creating:
                message = f"{self._key_file}, the key of stored secrets, is missing"
                hint = "restore it from a backup, or set OUTLAY_SECRET_KEY, or remove the sources and add them again"
                raise SettingsError(message, hint=hint) from None
        return self._make_key_file()

    def _make_key_file(self) -> bytes:
        material = base64.b64encode(os.urandom(32))
        self._key_file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            descriptor = os.open(self._key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:  # another process was faster
            return self._key_file.read_bytes()
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(material)
            stream.flush()
            os.fsync(stream.fileno())
        return material


def _bound(source: str, field: str) -> bytes:
    return f"outlay/source/{source}/{field}".encode()
