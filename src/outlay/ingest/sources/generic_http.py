"""Any HTTP API that gives costs or usage as JSON, by a declared mapping."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, Literal, Self
from urllib.parse import urljoin, urlsplit

from pydantic import BaseModel, ConfigDict, Field, model_validator

from outlay.ingest.pulling.answers import CursorGuard
from outlay.ingest.pulling.days import midnight
from outlay.ingest.pulling.errors import SourceFormatError, SourceRequestError
from outlay.ingest.pulling.mapped_records import (
    RECORDS,
    TOTAL,
    fill_buckets,
    pick_records,
    split_periods,
    write_time,
)
from outlay.ingest.pulling.mapped_source import AccessSettings, MappedSource
from outlay.ingest.pulling.model import Bucket, Check, Window
from outlay.ingest.pulling.record_mapping import read_value, value_at

if TYPE_CHECKING:
    from outlay.ingest.pulling.answers import Answer
    from outlay.ingest.pulling.http import HttpClient

_MOST_PAGES: Final = 100_000
_SIZE: Final = 100


class Paging(BaseModel):
    """How an answer goes on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["none", "cursor", "page", "offset", "link", "next_url"] = Field(
        default="none", description="What leads on: a cursor, a page number, an offset, the Link header, a whole URL."
    )
    param: str = Field(default="page", description="Query parameter of the cursor, page number or offset.")
    field: str | None = Field(default=None, description="Path of the next cursor or URL in the answer.")
    more_field: str | None = Field(default=None, description="Path of what says whether there is more.")
    total_field: str | None = Field(default=None, description="Path of how many records all pages hold together.")
    first: int = Field(default=1, ge=0, description="Number of the first page.")
    size_param: str | None = Field(default=None, description="Query parameter of the page's size.")
    size: int | None = Field(default=None, ge=1, le=100_000, description="Records of a full page, 100 for size_param.")

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.kind in {"cursor", "next_url"} and not self.field:
            message = f"paging of kind {self.kind} needs field: the path of the next {self.kind.removeprefix('next_')}"
            raise ValueError(message)
        return self

    @property
    def full(self) -> int | None:
        """Records of a full page, where the settings say it."""
        return self.size or (_SIZE if self.size_param else None)


class Settings(AccessSettings):
    """An API and what its records mean."""

    url: str = Field(description="Address; {since} and {until} stand for the period that is asked for.")
    method: Literal["GET", "POST"] = Field(default="GET", description="POST asks with `body`.")
    body: dict[str, Any] = Field(default_factory=dict, description="JSON to ask with; {since} and {until} as in url.")
    headers: dict[str, str] = Field(default_factory=dict, description="More headers; never a secret.")
    time_format: str = Field(default="date", description="{since}, {until}: date, time, unix, unix-ms or %Y-…")
    is_until_inclusive: bool = Field(default=False, description="{until} is the last day itself.")
    records: str = Field(default="", description="Path of the list of records in the answer; empty: the answer itself.")
    total: str | None = Field(
        default=None, description="Path of the vendor's own total of the period, to compare with."
    )
    paging: Paging = Field(default=Paging(), description="kind: none, cursor, page, offset, link or next_url; and how.")

    @property
    def is_by_period(self) -> bool:
        """Whether the address or body says which period is asked for."""
        return "{since}" in f"{self.url}{self.body}"

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if not self.is_by_period and self.mapping.time is None:
            message = "map charges.ChargePeriodStart or usage.day, or put {since} and {until} into url"
            raise ValueError(message)
        return self


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """How far paging is: what the last page held, all that came, whether any page was full, the vendor's count."""

    records: int = 0
    taken: int = 0
    is_sized: bool = False
    total: int | None = None


class Source(MappedSource):
    """Costs or usage of any API that answers JSON, by a declared mapping."""

    title: ClassVar[str] = "Any HTTP API"
    settings_type: ClassVar[type[Settings]] = Settings
    overlap_days: int = 3
    history_days: int = 90

    def __init__(self, settings: Settings, http: HttpClient, now: datetime) -> None:
        super().__init__(settings, http, now)
        self._settings = settings

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """A request for each period, or one for all where the address does not say a period."""
        settings = self._settings
        if not settings.is_by_period:
            records = [record for page in self._pages(window) for record in self._records(page)]
            yield from fill_buckets(settings, window, pick_records(settings, records))
            return
        for period in split_periods(window, settings.per):
            yield from self._period(period)

    def check(self) -> Iterable[Check]:
        """Ask for yesterday, and try the mapping on what comes."""
        return self._try_mapping("request", 1, midnight(self._now), "an answer of the API")

    def _period(self, period: Window) -> Iterator[Bucket]:
        settings = self._settings
        pages = list(self._pages(period))
        records = [record for page in pages for record in self._records(page)]
        told = self._total(pages[0], period)
        for dataset, found in ((RECORDS, pick_records(settings, records)), (TOTAL, told)):
            if dataset == RECORDS or settings.total is not None:
                yield Bucket(dataset=dataset, start=period.since, end=period.until, records=tuple(found))

    def _total(self, page: object, period: Window) -> list[dict[str, Any]]:
        """The vendor's total in whole units, in the unit that BilledCost has."""
        path, one = self._settings.total, self._settings.mapping.charges.get("BilledCost")
        if path is None or one is None:
            return []
        mapped = one.model_copy(update={"field": path, "constant": None})
        picked = {path: value_at(page, path)}
        amount = read_value("total", "BilledCost", mapped, picked, f"the answer of {period.since:%Y-%m-%d}")
        if amount is None:
            message = f"total: the answer of {period.since:%Y-%m-%d} has no field {path!r}"
            raise SourceFormatError(message, hint="change total: in the source's settings")
        return [{"amount": amount}]

    def _records(self, page: object) -> list[Any]:
        path = self._settings.records
        found = value_at(page, path) if path else page
        if not isinstance(found, list):
            kind = "nothing" if found is None else type(found).__name__
            holds = f"; the answer has {', '.join(map(str, list(page)[:12]))}" if isinstance(page, Mapping) else ""
            message = f"records: {path or 'the answer'} is {kind}, not a list{holds}"
            raise SourceFormatError(message, hint="change records: to the path of the list")
        return found

    def _pages(self, period: Window) -> Iterator[Any]:
        settings, paging, guard = self._settings, self._settings.paging, CursorGuard(f"{self._settings.url}")
        url, params = self._filled(settings.url, period), self._first_params()
        read = _Read()
        for number in range(_MOST_PAGES):
            answer = self._ask(url, params, period)
            page = answer if settings.method == "POST" else answer.json()
            yield page
            records = self._records(page)
            read = _Read(
                records=len(records),
                taken=read.taken + len(records),
                is_sized=read.is_sized or (paging.full is not None and len(records) >= paging.full),
                total=self._count(page, read.total),
            )
            following = self._following(answer, page, read)
            if following is None:
                self._demand_all(read, period)
                return
            if paging.kind in {"page", "offset"}:
                guard.take_page(records)
                params = [
                    *self._first_params()[1:],
                    (paging.param, str(following if paging.kind == "offset" else paging.first + number + 1)),
                ]
                continue
            cursor = guard.take(following)
            if paging.kind == "cursor":
                params = [*self._first_params(), (paging.param, cursor)]
            else:
                url, params = self._same_host(urljoin(url, cursor)), []
        message = f"{settings.url} has more than {_MOST_PAGES:,} pages for {period.since:%Y-%m-%d}"
        raise SourceFormatError(
            message, hint="check paging: of the source; larger pages or per: day make fewer of them"
        )

    def _first_params(self) -> list[tuple[str, str]]:
        paging = self._settings.paging
        params = []
        if paging.kind in {"page", "offset"}:
            params.append((paging.param, str(paging.first if paging.kind == "page" else 0)))
        if paging.size_param:
            params.append((paging.size_param, str(paging.full)))
        return params

    def _following(self, answer: Any, page: object, read: _Read) -> object | None:  # noqa: ANN401 - Answer or JSON
        """What leads to the next page, or None after the last."""
        paging = self._settings.paging
        more = value_at(page, paging.more_field) if paging.more_field else None
        if paging.kind == "none" or (more is not None and (not more or str(more).lower() == "false")):
            return None
        if paging.kind == "link":
            following: str | None = answer.links.get("next")
            return following
        if paging.kind in {"cursor", "next_url"}:
            return value_at(page, str(paging.field)) or None
        if read.total is not None:
            return None if read.taken >= read.total or not read.records else read.taken
        # a vendor may give smaller pages than it is asked for: a short one ends the list only after a full one
        is_short = more is None and read.is_sized and read.records < (paging.full or 0)
        return None if is_short or not read.records else read.taken

    def _count(self, page: object, before: int | None) -> int | None:
        """How many records there are by the answer's own word, or by that of the pages before."""
        path = self._settings.paging.total_field
        found = value_at(page, path) if path else None
        if found is None:
            return before
        try:
            return int(found)
        except (TypeError, ValueError):
            message = f"paging.total_field: {path} is {str(found)[:40]!r}, not a count"
            raise SourceFormatError(message, hint="name the path of the number of records") from None

    def _demand_all(self, read: _Read, period: Window) -> None:
        """What the vendor counts must have come: a list that ends too early would pass for less spend."""
        if read.total is not None and read.taken < read.total:
            path = self._settings.paging.total_field
            message = f"{read.taken:,} records of {period.since:%Y-%m-%d} came, but {path} is {read.total:,}"
            raise SourceFormatError(
                message, hint="see paging: of the source; if it is right, the next sync tries again"
            )

    def _same_host(self, url: str) -> str:
        if urlsplit(url)[:2] != urlsplit(self._settings.url)[:2]:
            message = f"the next page is at {urlsplit(url).hostname}, another host than url"
            raise SourceFormatError(message, hint="the credential is sent to url's host alone")
        return url

    def _ask(self, url: str, params: list[tuple[str, str]], period: Window) -> Answer | Any:  # noqa: ANN401 - Answer or JSON
        hint = "see token and auth of the source"
        headers = {**self._settings.headers, **self._settings.credential()}
        try:
            if self._settings.method == "GET":
                return self._http.get(url, params=params, headers=headers, scope_hint=hint)
            body = {**self._filled(self._settings.body, period), **dict(params)}
            return self._http.post_json(url, json=body, headers=headers, scope_hint=hint)
        except SourceRequestError as error:
            if self._settings.paging.kind not in {"page", "offset"} or params == self._first_params():
                raise
            hint = "if there is no such page, set paging.total_field or paging.more_field: what says which is the last"
            raise SourceRequestError(error.message, hint=hint) from None

    def _filled(self, value: Any, period: Window) -> Any:  # noqa: ANN401 - text, list or table of them
        """With the period in place of {since} and {until}."""
        if isinstance(value, str):
            last = period.until - timedelta(days=1) if self._settings.is_until_inclusive else period.until
            form = self._settings.time_format
            return value.replace("{since}", write_time(period.since, form)).replace("{until}", write_time(last, form))
        if isinstance(value, Mapping):
            return {name: self._filled(part, period) for name, part in value.items()}
        return [self._filled(part, period) for part in value] if isinstance(value, list) else value
