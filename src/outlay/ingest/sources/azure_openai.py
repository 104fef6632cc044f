"""Azure OpenAI: tokens and requests of each deployment from Azure Monitor; the money comes with the Azure bill."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from pydantic import Field, SecretStr

from outlay.ingest.pulling.answers import CursorGuard, need, need_amount
from outlay.ingest.pulling.checking import check_by
from outlay.ingest.pulling.days import midnight, moment_of, parts_of, whole_days
from outlay.ingest.pulling.errors import SourceFormatError, SourceRequestError
from outlay.ingest.pulling.model import Bucket, Check, Facts, Record, SourceSettings, Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from outlay.ingest.pulling.http import HttpClient

_METRICS: Final = {
    "ProcessedPromptTokens": "input",
    "GeneratedTokens": "output",
    "AzureOpenAIRequests": "requests",
    "ActiveTokens": "active",
}
_TOKENS: Final = ("input", "output")
_DIMENSIONS: Final = ("modeldeploymentname", "modelname")
_KINDS: Final = frozenset({"OpenAI", "AIServices"})
_PART_DAYS: Final = 30
_MOST_SERIES: Final = "1000"
"""Azure answers ten series unless it is asked for more."""
_SCOPE: Final = "the app registration needs the role Monitoring Reader on the subscription or the resources"


class Settings(SourceSettings):
    """Which resources to read, and the app registration that may read them."""

    tenant_id: str = Field(description="Directory (tenant) id of the app registration.")
    client_id: str = Field(description="Application (client) id.")
    client_secret: SecretStr = Field(description="A client secret of the application.")
    subscriptions: tuple[str, ...] = Field(
        default=(), description="Subscriptions whose Azure OpenAI resources to find."
    )
    resources: tuple[str, ...] = Field(default=(), description="Resource ids, instead of or beside subscriptions.")
    billing_account: str | None = Field(default=None, description="Billing account id as the Azure bill names it.")
    deployment_as_credential: bool = Field(
        default=False, description="Name resource/deployment as the credential, to see which one telemetry misses."
    )
    base_url: str = Field(default="https://management.azure.com", description="Address of Azure Resource Manager.")
    login_url: str = Field(default="https://login.microsoftonline.com", description="Address that gives tokens.")
    allow_private_network: bool = Field(default=False, description="Let the addresses be private ones.")


class Source:
    """Azure OpenAI usage."""

    title: ClassVar[str] = "Azure OpenAI"
    settings_type: ClassVar[type[SourceSettings]] = Settings
    amount: ClassVar[None] = None
    overlap_days: ClassVar[int] = 2
    history_days: ClassVar[int] = 90

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        """A source; `now` says when its token was asked for."""
        self._settings = settings
        self._http = http
        self._now = now
        self._token: str | None = None

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """A bucket for each day, of all resources; each record is a metric's value of a deployment on that day."""
        resources = self._resources()
        for part in parts_of(window, _PART_DAYS):
            found = [value for resource in resources for value in self._metrics(resource, part)]
            yield from whole_days("metrics", part, ((moment, (record,)) for moment, record in found))

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Rows of usage by deployment and model; prompt tokens that a cache served are told apart where Azure does."""
        del month
        facts = Facts()
        for bucket in buckets:
            totals: dict[tuple[str, str], int] = {}
            series: dict[tuple[str, str | None, str | None], dict[str, int]] = {}
            for record in bucket.records:
                measure, count = _METRICS.get(str(record["metric"])), int(record["total"])
                if measure is None:
                    facts.unknown_fields.add(f"metrics.name={record['metric']}")
                elif record["is_total"]:
                    totals[record["resource"], measure] = count
                else:
                    key = record["resource"], record.get("modeldeploymentname"), record.get("modelname")
                    values = series.setdefault(key, {})
                    values[measure] = values.get(measure, 0) + count
            for key, values in sorted(series.items(), key=str):
                facts.usage += self._rows(bucket.start.date(), key, values)
            facts.notes += _missing(bucket, totals, series)
        if any("active" not in _measures(bucket) for bucket in buckets if bucket.records):
            facts.notes.append(
                "Azure Monitor does not tell cached prompt tokens of standard deployments: input has them"
            )
        return facts

    def check(self) -> Iterable[Check]:
        """Get a token, find resources, read a metric of the first one."""
        yield check_by("token", self._check_token)
        yield check_by("metrics", self._check_metrics)

    def _check_token(self) -> str:
        self._authorise()
        return "the app registration is accepted"

    def _check_metrics(self) -> str:
        resources = self._resources()
        if not resources:
            message = "there is no Azure OpenAI resource"
            raise SourceRequestError(message, hint="name subscriptions or resources in its settings")
        values = list(self._metrics(resources[0], Window(since=midnight(self._now), until=self._now)))
        return f"{len(resources)} resources; {len(values)} values today of {_name(resources[0])}"

    def _rows(
        self, day: date, key: tuple[str, str | None, str | None], values: Mapping[str, int]
    ) -> Iterator[dict[str, Any]]:
        resource, deployment, model = key
        counts = {name: values.get(name, 0) for name in _TOKENS}
        if "active" in values:  # tokens without cached ones: only provisioned deployments report it
            cached = max(0, min(counts["input"], sum(counts.values()) - values["active"]))
            counts = {"input": counts["input"] - cached, "cache_read": cached, "output": counts["output"]}
        credential = f"{_name(resource)}/{deployment}" if self._settings.deployment_as_credential else None
        for name, quantity in counts.items():
            if quantity or name == "input":
                yield {
                    "day": day,
                    "provider": "azure.ai.openai",
                    "billing_account": self._settings.billing_account,
                    "account": _subscription(resource),
                    "credential": credential,
                    "model": model or deployment,
                    "token_class": name,
                    "quantity": quantity,
                    "requests": values.get("requests") if name == "input" else None,
                    "service_tier": "provisioned" if "active" in values else None,
                }

    def _metrics(self, resource: str, window: Window) -> Iterator[tuple[datetime, Record]]:
        """Values with their day: of each deployment and model, and beside them the resource's own total."""
        until = max(min(window.until, self._now), window.since + timedelta(hours=1))
        for is_total in (False, True):
            params = [
                ("api-version", "2023-10-01"),
                ("metricnamespace", "Microsoft.CognitiveServices/accounts"),
                ("metricnames", ",".join(_METRICS)),
                ("timespan", f"{window.since:%Y-%m-%dT%H:%M:%SZ}/{until:%Y-%m-%dT%H:%M:%SZ}"),
                ("interval", "P1D"),
                ("aggregation", "Total"),
            ]
            if not is_total:
                params += [("$filter", "ModelDeploymentName eq '*' and ModelName eq '*'"), ("top", _MOST_SERIES)]
            url = f"{self._settings.base_url}{resource}/providers/Microsoft.Insights/metrics"
            answer = self._http.get_json(url, params=params, headers=self._authorise(), scope_hint=_SCOPE)
            for metric in need(answer, "value", "the metrics"):
                yield from _values(resource, metric, is_total=is_total)

    def _resources(self) -> list[str]:
        found = {_plain(resource) for resource in self._settings.resources}
        for subscription in self._settings.subscriptions:
            path = f"/subscriptions/{subscription}/providers/Microsoft.CognitiveServices/accounts"
            url: str | None = f"{self._settings.base_url}{path}?api-version=2024-10-01"
            guard = CursorGuard("the list of resources")
            while url:
                page = self._http.get_json(guard.take(url), headers=self._authorise(), scope_hint=_SCOPE)
                accounts = need(page, "value", "the list of resources")
                found |= {_plain(need(row, "id", "a resource")) for row in accounts if row.get("kind") in _KINDS}
                url = page.get("nextLink")
                if url and not url.startswith(f"{self._settings.base_url}/"):
                    message = "the list of resources goes on at another host"
                    raise SourceFormatError(message, hint="see base_url: the token is sent to that host alone")
        return sorted(found)

    def _authorise(self) -> dict[str, str]:
        if self._token is None:
            settings = self._settings
            form = {
                "grant_type": "client_credentials",
                "client_id": settings.client_id,
                "client_secret": settings.client_secret.get_secret_value(),
                "scope": "https://management.azure.com/.default",
            }
            url = f"{settings.login_url}/{settings.tenant_id}/oauth2/v2.0/token"
            hint = "see tenant_id, client_id and client_secret; a client secret expires"
            answer = self._http.post_form(url, form=form, scope_hint=hint)
            self._token = str(need(answer, "access_token", "the token"))
        return {"Authorization": f"Bearer {self._token}"}


def _values(resource: str, metric: Record, *, is_total: bool) -> Iterator[tuple[datetime, Record]]:
    name = need(need(metric, "name", "a metric"), "value", "a metric's name")
    for series in need(metric, "timeseries", f"the metric {name}"):
        labels = {
            str(need(need(label, "name", "a label"), "value", "a label's name")).casefold(): label.get("value") or None
            for label in series.get("metadatavalues") or ()
        }
        for point in need(series, "data", f"the metric {name}"):
            if point.get("total"):
                moment = moment_of(need(point, "timeStamp", f"the metric {name}"), "timeStamp")
                total = need_amount(point, "total", f"the metric {name}")
                dimensions = {label: labels.get(label) for label in _DIMENSIONS}
                yield moment, {"resource": resource, "metric": name, "is_total": is_total, "total": total, **dimensions}


def _missing(
    bucket: Bucket,
    totals: Mapping[tuple[str, str], int],
    series: Mapping[tuple[str, str | None, str | None], Mapping[str, int]],
) -> Iterator[str]:
    """Days on which the deployments do not add up to the resource's own total."""
    for (resource, measure), total in sorted(totals.items()):
        parts = sum(values.get(measure, 0) for key, values in series.items() if key[0] == resource)
        if measure in _TOKENS and parts != total:
            day, name = f"{bucket.start:%Y-%m-%d}", _name(resource)
            yield f"{day}: deployments of {name} have {parts:,} {measure} tokens of {total:,}"


def _measures(bucket: Bucket) -> set[str]:
    return {_METRICS.get(str(record["metric"]), "") for record in bucket.records}


def _plain(resource: str) -> str:
    return f"/{resource.strip('/')}"


def _name(resource: str) -> str:
    return resource.rsplit("/", 1)[-1]


def _subscription(resource: str) -> str | None:
    parts = resource.split("/")
    return parts[2] if len(parts) > 2 and parts[1].casefold() == "subscriptions" else None  # noqa: PLR2004 - /subscriptions/ID
