"""Google Cloud's detailed billing export where it lies: a BigQuery table, read an invoice month at a time."""

from __future__ import annotations

import base64
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote

from pydantic import Field, SecretStr, field_validator

from outlay.core.ids import stable_id
from outlay.ingest.pulling.answers import CursorGuard, need
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.errors import SourceAccessError, SourceFormatError
from outlay.ingest.pulling.model import Check, FileDelivery, SourceSettings

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_TABLE: Final = re.compile(r"[\w-]+\.\w+\.\w+", re.ASCII)
_SCOPE: Final = "https://www.googleapis.com/auth/bigquery.readonly"
_HINT: Final = "the service account needs BigQuery Job User on its project and BigQuery Data Viewer on the table"
_HOUR: Final = 3600
_PAGE_ROWS: Final = 20_000
_MONTHS: Final = (
    "SELECT invoice.month, COUNT(*), FORMAT_TIMESTAMP('%FT%TZ', MAX(export_time)), SUM(CAST(cost AS BIGNUMERIC)) "
    "FROM `TABLE` WHERE invoice.month >= @month GROUP BY 1 ORDER BY 1"
)
_ROWS: Final = "SELECT TO_JSON_STRING(charge) FROM `TABLE` AS charge WHERE invoice.month = @month"


class Settings(SourceSettings):
    """The table, and the service account that may read it."""

    table: str = Field(description="PROJECT.DATASET.gcp_billing_export_resource_v1_… of the detailed export.")
    service_account_key: SecretStr = Field(description="Key of a service account, as the JSON that Google gives.")
    months: int = Field(default=4, ge=1, le=120, description="How many invoice months back to look for changes.")
    location: str | None = Field(default=None, description="Location of the dataset, such as EU, where it is not told.")
    base_url: str = Field(default="https://bigquery.googleapis.com", description="Address of the BigQuery API.")
    login_url: str = Field(default="https://oauth2.googleapis.com/token", description="Address that gives tokens.")
    allow_private_network: bool = Field(default=False, description="Let the addresses be private ones.")

    @field_validator("table")
    @classmethod
    def _is_table(cls, text: str) -> str:
        if not _TABLE.fullmatch(text.replace(":", ".", 1)):
            message = "must be PROJECT.DATASET.TABLE"
            raise ValueError(message)
        return text.replace(":", ".", 1)


class Source:
    """Imports each invoice month whose rows changed, as the import of `gcp-billing` files does."""

    title: ClassVar[str] = "Google Cloud billing in BigQuery"
    settings_type: ClassVar[type[SourceSettings]] = Settings

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; `now` says which months are looked at and how long its token holds."""
        self._settings = settings
        self._http = http
        self._now = now
        self._token: str | None = None

    def fetch_files(self, folder: Path, known: Mapping[str, str]) -> Iterator[FileDelivery]:
        """Each invoice month that is not as it was, oldest first."""
        for month, *state in self._ask(_MONTHS, self._first_month()):
            name = f"{month[:4]}-{month[4:]}"
            fingerprint = stable_id("files", state)
            if known.get(name) == fingerprint:
                continue
            with tempfile.TemporaryDirectory(prefix="fetch-", dir=folder) as target:
                path = Path(target) / f"{name}.jsonl"
                with path.open("w", encoding="utf-8") as stream:
                    count = sum(bool(stream.write(f"{row}\n")) for (row,) in self._ask(_ROWS, month))
                yield FileDelivery(
                    name=name,
                    kind="gcp-billing",
                    files=(path,),
                    fingerprint=fingerprint,
                    notes=(f"{count:,} rows of {self._settings.table}",),
                )

    def check(self) -> Iterable[Check]:
        """Get a token, look at the months of the table."""
        yield check_by("token", self._check_token)
        yield check_by("table", self._check_table)

    def _check_token(self) -> str:
        self._authorise()
        return "the service account was accepted"

    def _check_table(self) -> str:
        found = list(self._ask(_MONTHS, self._first_month()))
        return ", ".join(f"{month}: {int(rows):,} rows" for month, rows, *_ in found) or "no rows in these months yet"

    def _first_month(self) -> str:
        months = self._now.year * 12 + self._now.month - self._settings.months
        return f"{months // 12:04}{months % 12 + 1:02}"

    def _ask(self, sql: str, month: str) -> Iterator[Sequence[str]]:
        """Rows of a query about an invoice month, page by page; every value is text or null."""
        project = quote(self._settings.table.split(".", 1)[0], safe="")
        url = f"{self._settings.base_url}/bigquery/v2/projects/{project}/queries"
        body: dict[str, object] = {
            "query": sql.replace("TABLE", self._settings.table),
            "useLegacySql": False,
            "maxResults": _PAGE_ROWS,
            "parameterMode": "NAMED",
            "queryParameters": [
                {"name": "month", "parameterType": {"type": "STRING"}, "parameterValue": {"value": month}}
            ],
        }
        if self._settings.location:
            body["location"] = self._settings.location
        answer = self._http.post_json(url, json=body, headers=self._authorise(), scope_hint=_HINT)
        job = need(need(answer, "jobReference", "BigQuery's answer"), "jobId", "BigQuery's job")
        location = answer["jobReference"].get("location") or self._settings.location
        guard = CursorGuard()
        while True:
            token = answer.get("pageToken")
            if answer.get("jobComplete"):
                yield from ([cell["v"] for cell in row["f"]] for row in answer.get("rows", ()))
                if not token:
                    return
                guard.take(token)
            given = {"pageToken": token, "location": location, "maxResults": str(_PAGE_ROWS), "timeoutMs": "20000"}
            params = [(name, str(value)) for name, value in given.items() if value]
            answer = self._http.get_json(
                f"{url}/{quote(str(job), safe='')}", params=params, headers=self._authorise(), scope_hint=_HINT
            )

    def _authorise(self) -> dict[str, str]:
        if self._token is None:
            form = {"grant_type": "urn:ietf:params:oauth:grant-type:jwt-bearer", "assertion": self._assertion()}
            answer = self._http.post_form(self._settings.login_url, form=form, scope_hint=_HINT)
            self._token = str(need(answer, "access_token", "the token's answer"))
        return {"authorization": f"Bearer {self._token}"}

    def _assertion(self) -> str:
        """A signed claim to be the service account (RFC 7523), good for an hour."""
        from cryptography.hazmat.primitives.asymmetric import rsa
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        try:
            account = json.loads(self._settings.service_account_key.get_secret_value())
            key = load_pem_private_key(str(account["private_key"]).encode(), password=None)
            email = str(account["client_email"])
        except (ValueError, TypeError, KeyError):  # their messages may quote the key
            message = "service_account_key is not the JSON of a service account's key"
            raise SourceFormatError(message, hint="create a key of type JSON and give the whole file") from None
        if not isinstance(key, rsa.RSAPrivateKey):
            message = "service_account_key holds no RSA key"
            raise SourceAccessError(message, hint="create a new key of type JSON for the service account")
        issued = int(self._now.timestamp())
        claims = {"iss": email, "scope": _SCOPE, "aud": self._settings.login_url, "iat": issued, "exp": issued + _HOUR}
        signed = f"{_part({'alg': 'RS256', 'typ': 'JWT'})}.{_part(claims)}"
        return f"{signed}.{_base64(key.sign(signed.encode(), PKCS1v15(), SHA256()))}"


def _part(content: Mapping[str, Any]) -> str:
    return _base64(json.dumps(content, separators=(",", ":")).encode())


def _base64(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()
