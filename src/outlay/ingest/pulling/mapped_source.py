"""What sources with a declared mapping share: how they are let in, how far they reach, and how a mapping is tried."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, ClassVar, Literal, Self

from pydantic import Field, SecretStr, model_validator

from outlay.core.errors import OutlayError
from outlay.ingest.pulling.days import midnight
from outlay.ingest.pulling.mapped_records import RECORDS, MappedSettings, map_month
from outlay.ingest.pulling.model import Amount, Bucket, Check, Facts, Window

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient


class AccessSettings(MappedSettings):
    """How an address lets in, and how far back it is read."""

    auth: Literal["none", "bearer", "basic", "header"] = Field(default="none", description="How an address lets in.")
    auth_header: str = Field(default="x-api-key", description="The header's name for auth: header.")
    user: str = Field(default="", description="The user for auth: basic.")
    token: SecretStr | None = Field(default=None, description="Token, password or key.")
    history_days: int = Field(default=90, ge=1, le=3660, description="How far back the first pull reaches.")
    overlap_days: int = Field(default=3, ge=1, le=366, description="Past days that are read again each time.")
    allow_private_network: bool = Field(default=False, description="Whether the address may be private.")

    @model_validator(mode="after")
    def _has_token(self) -> Self:
        if self.auth != "none" and self.token is None:
            message = f"auth: {self.auth} needs the secret token"
            raise ValueError(message)
        return self

    def credential(self) -> dict[str, str]:
        """The header that lets in."""
        secret = self.token.get_secret_value() if self.token else ""
        if self.auth == "none":
            return {}
        if self.auth == "header":
            return {self.auth_header: secret}
        if self.auth == "bearer":
            return {"authorization": f"Bearer {secret}"}
        return {"authorization": "Basic " + base64.b64encode(f"{self.user}:{secret}".encode()).decode()}


class MappedSource:
    """The part of a source that its mapping says; what is left to it is `fetch`."""

    amount: ClassVar[Amount | None] = "cost_api"
    overlap_days: int
    history_days: int

    def __init__(self, settings: AccessSettings, http: HttpClient, now: datetime) -> None:
        self._access = settings
        self._http = http
        self._now = now
        self.overlap_days = settings.overlap_days
        self.history_days = settings.history_days

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch each bucket of a window."""
        raise NotImplementedError

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Apply the mapping."""
        del month
        return map_month(self._access, buckets)

    def _try_mapping(self, name: str, days: int, until: datetime, compare_with: str) -> Iterator[Check]:
        """Fetch some days before a moment, and try the mapping on what comes."""
        window = Window(since=midnight(self._now) - timedelta(days=days), until=until)
        try:
            buckets = list(self.fetch(window))
            count = sum(len(bucket.records) for bucket in buckets if bucket.dataset == RECORDS)
            yield Check(name=name, is_ok=True, text=f"{count} records since {window.since:%Y-%m-%d}")
            gone = self.normalise(window.since.date(), buckets).unknown_fields
        except OutlayError as error:
            yield Check(name=name, is_ok=False, text=error.message, hint=error.hint)
            return
        text = "; ".join(sorted(gone)) or "every mapped field is there" if count else "nothing to try it on"
        yield Check(name="mapping", is_ok=not gone, text=text, hint=f"compare mapping: with {compare_with}")
