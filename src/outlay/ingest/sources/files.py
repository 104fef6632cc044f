"""Bills that a publisher delivers as files: to a folder, or to a bucket at `s3://`, `gs://` or `az://`."""

from __future__ import annotations

import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal

from pydantic import Field, SecretStr

from outlay.core.errors import OutlayError
from outlay.ingest.files import Place, find_deliveries, open_place
from outlay.ingest.pulling.model import Check, FileDelivery, SourceSettings

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_RETRIES: Final = {"max_retries": 5}


class Settings(SourceSettings):
    """Where the files are, what they are, and credentials where the environment has none."""

    url: str = Field(description="Folder, or s3://BUCKET/PREFIX, gs://BUCKET/PREFIX, az://CONTAINER/PREFIX.")
    bill: Literal["focus", "aws-cur", "azure-cost", "gcp-billing", "oci-cost", "invoices", "payments"] = Field(
        default="focus", description="What the files hold."
    )
    endpoint: str | None = Field(default=None, description="Address of a store that is compatible with S3 or Azure.")
    region: str | None = Field(default=None, description="AWS region of the bucket.")
    access_key_id: SecretStr | None = Field(default=None, description="AWS access key.")
    secret_access_key: SecretStr | None = Field(default=None, description="Its secret.")
    account_name: str | None = Field(default=None, description="Azure storage account.")
    account_key: SecretStr | None = Field(default=None, description="Its key.")
    sas_key: SecretStr | None = Field(default=None, description="Azure shared access signature.")
    service_account_key: SecretStr | None = Field(default=None, description="Google service account, as JSON.")


class Source:
    """Imports each billing period whose files changed and are complete."""

    title: ClassVar[str] = "Files in a folder or bucket"
    settings_type: ClassVar[type[SourceSettings]] = Settings

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        del http, now
        self._settings = settings

    def fetch_files(self, folder: Path, known: Mapping[str, str]) -> Iterator[FileDelivery]:
        """What changed, a billing period at a time; what is half written waits."""
        place = self._open()
        found = find_deliveries(place)
        for delivery in found.deliveries:
            if known.get(delivery.name) == delivery.fingerprint:
                continue
            with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder) as target:
                yield FileDelivery(
                    name=delivery.name,
                    kind=self._settings.bill,
                    files=tuple(place.fetch(file, Path(target)) for file in delivery.files),
                    fingerprint=delivery.fingerprint,
                    notes=delivery.notes,
                )
        for waiting in found.waiting:
            yield FileDelivery(
                name=waiting.name, kind=self._settings.bill, files=(), fingerprint="", notes=(waiting.reason,)
            )

    def check(self) -> Iterable[Check]:
        """List the place."""
        try:
            found = find_deliveries(self._open())
        except OutlayError as error:
            yield Check(name="list", is_ok=False, text=error.message, hint=error.hint)
            return
        names = ", ".join(delivery.name for delivery in found.deliveries[-6:])
        yield Check(name="list", is_ok=True, text=f"{len(found.deliveries)} complete deliveries: {names}")
        for waiting in found.waiting:
            yield Check(name=waiting.name, is_ok=True, text=waiting.reason)

    def _open(self) -> Place:
        return open_place(self._settings.url, _options(self._settings))


def _options(settings: Settings) -> dict[str, Any]:
    """What the object store is told: only what is set, so that the environment fills the rest."""
    names = (
        "endpoint", "region", "access_key_id", "secret_access_key", "account_name", "account_key", "sas_key",
        "service_account_key",
    )  # fmt: skip
    options: dict[str, Any] = {}
    for name in names:
        value = getattr(settings, name)
        if value is not None:
            options[name] = value.get_secret_value() if isinstance(value, SecretStr) else value
    if options and not settings.url.startswith(("/", ".")):
        options["retry_config"] = dict(_RETRIES)
        if (settings.endpoint or "").startswith("http://"):
            options["client_options"] = {"allow_http": True}
    return options
