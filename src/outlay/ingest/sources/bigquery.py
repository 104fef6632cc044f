"""Google Cloud's billing export where it lies: a BigQuery table, read an invoice month at a time over its REST API."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Final
from urllib.parse import quote, urlsplit

from pydantic import Field, SecretStr, field_validator, model_validator

from outlay.core.ids import stable_id
from outlay.ingest.pulling.answers import CursorGuard, need
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.errors import (
    SourceAccessError,
    SourceError,
    SourceFormatError,
    SourceRequestError,
    SourceUnreachableError,
)
from outlay.ingest.pulling.google_login import GoogleLogin
from outlay.ingest.pulling.model import Check, FileDelivery, SourceSettings

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

_TABLE: Final = re.compile(r"[\w-]+\.\w+\.\w+", re.ASCII)
_SCOPE: Final = "https://www.googleapis.com/auth/bigquery.readonly"
_HINT: Final = "the service account needs BigQuery Job User on its project and BigQuery Data Viewer on the table"
_KNOWN: Final = (
    ("bigquery.jobs.create", "give the service account BigQuery Job User on the project that queries run in"),
    ("bigquery.tables.get", "give the service account BigQuery Data Viewer on the table or its dataset"),
    ("query table", "give the service account BigQuery Data Viewer on the table or its dataset"),
    ("kms", "the table's own key must be enabled, and BigQuery's service agent be CryptoKey Encrypter/Decrypter of it"),
    ("vpc service controls", "a service perimeter forbids it: add an ingress rule for the service account"),
    ("not found in location", "set location to where the dataset lies, such as EU"),
    ("not found", "see table: PROJECT.DATASET.gcp_billing_export_resource_v1_…; a new export appears within a day"),
    ("quota", "BigQuery's quota for the project is used up; the next sync goes on from there"),
)
_PAGE_ROWS: Final = 20_000
_POLL_SECONDS: Final = 20
_POLLS: Final = 90
_EARLIER: Final = timedelta(days=10)
"""No row of an invoice month is exported longer than this before it begins."""
_MONTHS: Final = (
    "SELECT invoice.month, COUNT(*), FORMAT_TIMESTAMP('%FT%TZ', MAX(export_time)), SUM(CAST(cost AS BIGNUMERIC)) "
    "FROM `TABLE` WHERE invoice.month >= @month SINCE GROUP BY 1 ORDER BY 1"
)
_ROWS: Final = "SELECT TO_JSON_STRING(charge) FROM `TABLE` AS charge WHERE invoice.month = @month SINCE"


class Settings(SourceSettings):
    """The table, and who may read it."""

    table: str = Field(description="PROJECT.DATASET.gcp_billing_export_resource_v1_… of the detailed export.")
    service_account_key: SecretStr | None = Field(
        default=None,
        description=(
            "Key of a service account, as the JSON that Google gives, or of `gcloud auth application-default login`. "
            "Without one, the service account of the machine on Google Cloud (workload identity)."
        ),
    )
    months: int = Field(default=4, ge=1, le=120, description="How many invoice months back to look for changes.")
    job_project: str | None = Field(
        default=None, description="Project that the queries run in and are billed to; default: the table's."
    )
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

    @model_validator(mode="after")
    def _keeps_machine_tokens_at_google(self) -> Settings:
        parts = urlsplit(self.base_url)
        is_google = parts.scheme == "https" and (parts.hostname or "").endswith(".googleapis.com")
        if self.service_account_key is None and not is_google:
            message = "base_url must be https://….googleapis.com without service_account_key"
            raise ValueError(message)
        return self


class Source:
    """Imports each invoice month whose rows changed, as the import of `gcp-billing` files does."""

    title: ClassVar[str] = "Google Cloud billing in BigQuery"
    settings_type: ClassVar[type[SourceSettings]] = Settings

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; `now` says which months are looked at."""
        self._settings = settings
        self._http = http
        self._now = now
        key = settings.service_account_key
        secret = key.get_secret_value() if key else None
        self._login = GoogleLogin(http, key=secret, login_url=settings.login_url, scope=_SCOPE, now=now)
        self._about: Mapping[str, Any] | None = None

    def fetch_files(self, folder: Path, known: Mapping[str, str]) -> Iterator[FileDelivery]:
        """Each invoice month that is not as it was, oldest first: late rows change its newest export time."""
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
        """Get a token, look at the table and at its months."""
        yield check_by("token", self._check_token)
        yield check_by("table", self._check_table)
        yield check_by("months", self._check_months)

    def _check_token(self) -> str:
        self._login.headers(_HINT)
        return f"{self._login.owner} was accepted"

    def _check_table(self) -> str:
        about = self._load_about()
        split = self._partition() or "nothing: each pull reads the whole table"
        return f"in {about.get('location', 'a location not told')}, partitioned by {split}"

    def _check_months(self) -> str:
        found = list(self._ask(_MONTHS, self._first_month()))
        return ", ".join(f"{month}: {int(rows):,} rows" for month, rows, *_ in found) or "no rows in these months yet"

    def _first_month(self) -> str:
        months = self._now.year * 12 + self._now.month - self._settings.months
        return f"{months // 12:04}{months % 12 + 1:02}"

    def _load_about(self) -> Mapping[str, Any]:
        """What BigQuery says of the table."""
        if self._about is None:
            project, dataset, table = (quote(part, safe="") for part in self._settings.table.split("."))
            found = self._call("GET", f"/projects/{project}/datasets/{dataset}/tables/{table}")
            if not isinstance(found, Mapping):
                raise SourceFormatError("BigQuery's answer about the table is no object", hint="see base_url")
            self._about = found
        return self._about

    def _partition(self) -> str | None:
        """The column that leaves out partitions which no row of a month can be in."""
        split = self._load_about().get("timePartitioning")
        column = split.get("field", "_PARTITIONTIME") if split else None
        return column if column in {"_PARTITIONTIME", "export_time"} else None

    def _ask(self, sql: str, month: str) -> Iterator[Sequence[str]]:
        """Rows of a query about an invoice month, page by page; every value is text or null."""
        answer = self._call("POST", self._queries, self._body(sql, month))
        job = need(need(answer, "jobReference", "BigQuery's answer"), "jobId", "BigQuery's job")
        location = answer["jobReference"].get("location") or self._location
        guard, count, polls = CursorGuard(), 0, 0
        while True:
            token = answer.get("pageToken")
            if answer.get("jobComplete"):
                rows = answer.get("rows", ())
                count += len(rows)
                yield from ([cell["v"] for cell in row["f"]] for row in rows)
                if not token:
                    return _demand_all(count, answer.get("totalRows"))
                guard.take(token)
            elif polls == _POLLS:
                raise _still_running(str(job))
            polls += not answer.get("jobComplete")
            given = {"pageToken": token, "location": location, "maxResults": _PAGE_ROWS}
            given |= {"timeoutMs": _POLL_SECONDS * 1000}
            params = [(name, str(value)) for name, value in given.items() if value]
            answer = self._call("GET", f"{self._queries}/{quote(str(job), safe='')}", params)

    @property
    def _queries(self) -> str:
        project = self._settings.job_project or self._settings.table.split(".", 1)[0]
        return f"/projects/{quote(project, safe='')}/queries"

    @property
    def _location(self) -> str | None:
        return self._settings.location or self._load_about().get("location")

    def _body(self, sql: str, month: str) -> dict[str, object]:
        column = self._partition()
        begins = datetime(int(month[:4]), int(month[4:]), 1, tzinfo=UTC) - _EARLIER
        named = {"month": ("STRING", month)}
        since = ""
        if column:
            named["since"] = ("TIMESTAMP", f"{begins:%Y-%m-%d %H:%M:%S}+00:00")
            since = f"AND ({column} >= @since OR {column} IS NULL)"  # rows that just arrived are in no partition yet
        body = {
            "query": sql.replace("TABLE", self._settings.table).replace("SINCE", since).rstrip(),
            "useLegacySql": False,
            "maxResults": _PAGE_ROWS,
            "timeoutMs": _POLL_SECONDS * 1000,
            "requestId": stable_id("query", [sql, month, self._now.isoformat()]),  # tried again, it is the same job
            "parameterMode": "NAMED",
            "queryParameters": [
                {"name": name, "parameterType": {"type": kind}, "parameterValue": {"value": value}}
                for name, (kind, value) in named.items()
            ],
        }
        return body | ({"location": self._location} if self._location else {})

    def _call(self, method: str, path: str, given: Any = ()) -> Any:  # noqa: ANN401 - JSON goes in and comes out
        """Ask BigQuery.

        Raises:
            SourceError: with what to do about it, where its words are known.
        """
        url = f"{self._settings.base_url}/bigquery/v2{path}"
        headers = self._login.headers(_HINT)
        try:
            if method == "POST":
                return self._http.post_json(url, json=given, headers=headers, scope_hint=_HINT)
            return self._http.get_json(url, params=given, headers=headers, scope_hint=_HINT)
        except (SourceAccessError, SourceRequestError) as error:
            raise _explained(error) from None


def _explained(error: SourceError) -> SourceError:
    """The same error with the next step that BigQuery's words ask for."""
    words = error.message.casefold()
    hint = next((hint for mark, hint in _KNOWN if mark in words), error.hint)
    return type(error)(error.message, hint=hint)


def _demand_all(count: int, total: str | None) -> None:
    """Refuse an answer that ends before the rows that it announced."""
    if total is not None and count != int(total):
        message = f"BigQuery announced {int(total):,} rows and sent {count:,}"
        raise SourceFormatError(message, hint="nothing of this month was imported; the next sync asks again")


def _still_running(job: str) -> SourceError:
    minutes = _POLLS * _POLL_SECONDS // 60
    message = f"the query still runs after {minutes} minutes: job {job}"
    return SourceUnreachableError(message, hint="see the job in BigQuery; fewer months are read sooner")
