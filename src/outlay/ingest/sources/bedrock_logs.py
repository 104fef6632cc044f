"""Amazon Bedrock's invocation logs: requests with the metadata that their sender gave, and never what they say.

Of each record only counts, names and metadata are read on; prompts and answers are dropped before anything is held.
The money comes with the AWS bill.
"""

from __future__ import annotations

import gzip
import json
import re
import zlib
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.ingest.files import Place, open_place
from outlay.ingest.pulling.answers import need
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.days import whole_number
from outlay.ingest.pulling.errors import SourceFormatError, SourceRequestError
from outlay.ingest.pulling.model import Bucket, Check, Facts, Record, SourceSettings, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from outlay.ingest.files.model import StoredFile
    from outlay.ingest.pulling.http import HttpClient

_DATASET: Final = "invocations"
_SCHEMA: Final = "ModelInvocationLog"
_KEPT: Final = (
    *("schemaVersion", "timestamp", "accountId", "region", "requestId", "operation", "modelId", "inferenceRegion"),
    *("errorCode", "status", "serviceTier"),
)
_COUNTS: Final = {
    "input": ("inputTokenCount", "cacheReadInputTokenCount", "cacheWriteInputTokenCount"),
    "output": ("outputTokenCount", "outputImageCount", "outputVideoDurationSeconds"),
}
_CONTENT: Final = frozenset({"inputBodyJson", "outputBodyJson", "inputBodyS3Path", "outputBodyS3Path"})
_SIDE: Final = frozenset({"inputContentType", "outputContentType", "outputVideoS3Path", "inputVideoS3Path"})
_VIDEO: Final = frozenset({"outputVideoFramesPerSecond", "outputVideoHeight", "outputVideoWidth"})
_TOP: Final = frozenset((*_KEPT, "schemaType", "identity", "input", "output", "requestMetadata", "performanceConfig"))
_LONGEST: Final = 200
"""Characters of a metadata value: what is longer is content, not a label."""
_MOST_LABELS: Final = 16
_DATED: Final = (re.compile(r"/(\d{4})/(\d\d)/(\d\d)/"), re.compile(r"/(\d{4})(\d\d)(\d\d)T\d"))
_BODIES: Final = "/data/"
"""Where Bedrock writes bodies that are too large for a record."""
_METADATA: Final = {
    "customer": "customer",
    "tenant": "customer",
    "customer_id": "customer",
    "tenant_id": "customer",
    "user": "user",
    "user_id": "user",
    "session": "session",
    "session_id": "session",
    "feature": "feature",
    "team": "team",
    "product": "product",
    "endpoint": "endpoint",
    "service": "service",
    "environment": "environment",
    "experiment": "experiment",
    "release": "release",
    "plan": "plan",
}


class Settings(SourceSettings):
    """Where the logs are, and what their metadata means."""

    path: str = Field(description="Folder, or s3://BUCKET/PREFIX, of the logs as Bedrock writes them (AWSLogs/…).")
    metadata: dict[str, str] = Field(
        default_factory=lambda: dict(_METADATA), description="Which key of requestMetadata fills which dimension."
    )
    models: dict[str, str] = Field(
        default_factory=dict, description="Model ids of application inference profiles, by ARN or its last part."
    )
    billing_account: str | None = Field(default=None, description="The payer account's id, as the AWS bill names it.")
    region: str | None = Field(default=None, description="AWS region of the bucket.")
    endpoint: str | None = Field(default=None, description="Address of a store that is compatible with S3.")
    access_key_id: SecretStr | None = Field(default=None, description="AWS access key; default: as AWS' own tools do.")
    secret_access_key: SecretStr | None = Field(default=None, description="Its secret.")


class Source:
    """Bedrock requests from log files."""

    title: ClassVar[str] = "Amazon Bedrock invocation logs"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[None] = None
    overlap_days: ClassVar[int] = 1
    history_days: ClassVar[int] = 90

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source of files: it makes no request."""
        del http, now
        self._settings = settings

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """A bucket for each day's files."""
        place = self._open()
        files = _files(place)
        for day in window.days():
            start = datetime(day.year, day.month, day.day, tzinfo=UTC)
            found = (record for file in files.get(day, ()) for record in read_records(file.path, place.read(file)))
            yield Bucket(dataset=_DATASET, start=start, end=start + timedelta(days=1), records=tuple(found))

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Native events; token counts exclude each other."""
        del month
        facts = Facts()
        for bucket in buckets:
            for record in bucket.records:
                facts.events.append(self._event(record))
                facts.unknown_fields |= {f"{_DATASET}.{name}" for name in record.get("unknown") or ()}
        return facts

    def check(self) -> Iterable[Check]:
        """List the folder and read its newest file."""
        yield check_by("files", self._check_files)

    def _check_files(self) -> str:
        place = self._open()
        files = _files(place)
        if not files:
            message = f"there is no log file in {place.name}"
            raise SourceRequestError(message, hint="turn on model invocation logging to S3, and check the prefix")
        newest = files[max(files)][-1]
        records = list(read_records(newest.path, place.read(newest)))
        count = sum(map(len, files.values()))
        return f"{count} files from {min(files)} to {max(files)}; {len(records)} requests in {newest.path}"

    def _open(self) -> Place:
        settings = self._settings
        secrets = {"access_key_id": settings.access_key_id, "secret_access_key": settings.secret_access_key}
        options: dict[str, Any] = {name: value.get_secret_value() for name, value in secrets.items() if value}
        options |= {name: value for name in ("region", "endpoint") if (value := getattr(settings, name))}
        return open_place(settings.path, options)

    def _event(self, record: Record) -> dict[str, Any]:
        where = "a log record"
        counts = {name: whole_number(record, name, where) for names in _COUNTS.values() for name in names[:3]}
        labels = dict(record.get("metadata") or {})
        event: dict[str, Any] = {
            "ts": need(record, "timestamp", where),
            "source_id": need(record, "requestId", where),
            "response_id": record["requestId"],
            "source_kind": "provider",
            "provider": "aws.bedrock",
            "model": self._model(str(need(record, "modelId", where))),
            "region": record.get("region"),
            "billing_account": self._settings.billing_account,
            "account": record.get("accountId"),
            "credential": record.get("principal"),
            "service_tier": record.get("serviceTier"),
            "status": "error" if record.get("errorCode") else "ok",
            "usage_convention": "disjoint",
            "input_tokens": counts["inputTokenCount"],
            "cache_read_tokens": counts["cacheReadInputTokenCount"],
            "cache_write_tokens": counts["cacheWriteInputTokenCount"],
            "output_tokens": counts["outputTokenCount"],
        }
        for name, dimension in self._settings.metadata.items():
            if name in labels:
                event.setdefault(dimension, labels.pop(name))
        if counts["outputImageCount"]:
            event["units"] = {"output_images": counts["outputImageCount"]}
        if labels:
            event["tags"] = labels
        return {name: value for name, value in event.items() if value is not None}

    def _model(self, model: str) -> str:
        found = self._settings.models
        return found.get(model) or found.get(model.rsplit("/", 1)[-1]) or model


def _files(place: Place) -> dict[date, list[StoredFile]]:
    """The log files by day, in order; bodies that Bedrock writes beside them are none."""
    days: dict[date, list[StoredFile]] = {}
    for file in sorted(place.list(), key=lambda file: file.path):
        if file.path.endswith((".json.gz", ".json")) and _BODIES not in f"/{file.path}":
            days.setdefault(_day_of(file.path), []).append(file)
    return days


def read_records(name: str, content: bytes) -> Iterator[Record]:
    """The invocations that a file holds, without any content of theirs.

    Raises:
        SourceFormatError: naming the file and line that cannot be read.
    """
    hint = "a half-written file is read with the next sync; otherwise copy it again"
    try:
        text = gzip.decompress(content) if name.endswith(".gz") else content
    except (OSError, EOFError, zlib.error) as error:
        message = f"{name} is a damaged gzip file: {error}"
        raise SourceFormatError(message, hint=hint) from None
    for number, line in enumerate(text.splitlines(), start=1):
        try:
            record = json.loads(line, parse_float=Decimal) if line.strip() else None
        except ValueError:  # its message may quote what it could not read
            message = f"{name} line {number} is not JSON"
            raise SourceFormatError(message, hint=hint) from None
        if isinstance(record, dict) and record.get("schemaType") == _SCHEMA:
            yield _without_content(record)


def _without_content(record: Mapping[str, Any]) -> Record:
    """Counts, names and short labels alone; of unknown fields only their names."""
    kept: dict[str, Any] = {name: record[name] for name in _KEPT if isinstance(record.get(name), str)}
    unknown = {name for name in record if name not in _TOP}
    for side, names in _COUNTS.items():
        found = record.get(side)
        part = found if isinstance(found, dict) else {}
        kept |= {name: part[name] for name in names if isinstance(part.get(name), int | Decimal)}
        known = {*names, *_CONTENT, *_SIDE, *_VIDEO}
        unknown |= {f"{side}.{name}" for name in part if name not in known}
    kept["principal"] = _principal(record.get("identity"))
    kept["metadata"] = _labels(record.get("requestMetadata"))
    if unknown:
        kept["unknown"] = sorted(name[:_LONGEST] for name in unknown)
    return kept


def _labels(metadata: object) -> dict[str, str]:
    if not isinstance(metadata, dict):
        return {}
    short = {str(name): str(value) for name, value in metadata.items() if isinstance(value, str | int)}
    fitting = sorted((name, value) for name, value in short.items() if len(name) <= _LONGEST >= len(value))
    return dict(fitting[:_MOST_LABELS])


def _principal(identity: object) -> str | None:
    """Who called: the role without its session, whose names are without end."""
    arn = str(identity.get("arn") or "") if isinstance(identity, dict) else ""
    return re.sub(r"(:assumed-role/[^/]+)/.*", r"\1", arn) or None


def _day_of(path: str) -> date:
    """The day that a file's folder or name tells.

    Raises:
        SourceFormatError: if neither does.
    """
    for pattern in _DATED:
        if found := pattern.search(f"/{path}"):
            try:
                return date(*(int(part) for part in found.groups()))
            except ValueError:
                continue
    message = f"{path}: neither its folder (…/2026/11/01/…) nor its name (20261101T…) tells the day"
    raise SourceFormatError(message, hint="keep the folders as Bedrock writes them, and other files elsewhere")
