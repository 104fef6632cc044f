"""What a source is: how it is set up, what it fetches, and the facts that come of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Protocol

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from outlay.ingest.pulling.http import HttpClient

Record = Mapping[str, Any]
"""A JSON object as the vendor sent it; its fractional numbers are Decimal."""

Amount = Literal["cost_api", "estimate", "contract", "focus"]
"""Where a source's money stands: reported by the vendor, computed by us, agreed in a contract, or a bill."""


class SourceSettings(BaseModel):
    """Settings of a source; a secret is a field of type SecretStr, filled from the environment or the secret store."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """What to fetch: from `since` on, before `until`; aware UTC, both at midnight except an `until` that is now."""

    since: datetime
    until: datetime

    def days(self) -> Iterator[date]:
        """The days that the window touches."""
        day = self.since.date()
        while datetime(day.year, day.month, day.day, tzinfo=self.since.tzinfo) < self.until:
            yield day
            day += timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """A period of one dataset, whole: every page of it was read. It replaces what was held for its start.

    A period in which nothing happened is a bucket without records.
    """

    dataset: str
    start: datetime
    end: datetime
    records: tuple[Record, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """A total that the vendor itself states for the same buckets, to compare with what was taken."""

    name: str
    currency: str
    amount: Decimal


@dataclass(slots=True, kw_only=True)
class Facts:
    """What the buckets of a month say, in Outlay's own shapes. Field names are those of the tables.

    `charges` hold FOCUS 1.4 columns (text, Decimal, aware datetime or None), `usage` the columns of a usage report
    (day, provider, billing_account, account, credential, model, token_class, quantity, requests), `events` native
    event records. Dimensions that no FOCUS column has travel as `x_Model` and `x_CredentialId`.
    """

    charges: list[dict[str, Any]] = field(default_factory=list)
    usage: list[dict[str, Any]] = field(default_factory=list)
    events: list[dict[str, Any]] = field(default_factory=list)
    seats: list[dict[str, Any]] = field(default_factory=list)
    runs: list[dict[str, Any]] = field(default_factory=list)
    commitments: list[dict[str, Any]] = field(default_factory=list)
    commitment_entries: list[dict[str, Any]] = field(default_factory=list)
    stated: list[Stated] = field(default_factory=list)
    unknown_fields: set[str] = field(default_factory=set)
    """Fields and enum values of the vendor that this source does not know: kept in the buckets, and reported."""
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that `outlay sources test` tried."""

    name: str
    is_ok: bool
    text: str
    hint: str | None = None


class Source(Protocol):
    """A place that spend is pulled from: one file in `ingest/sources/`, its class named `Source`."""

    title: ClassVar[str]
    """Its name in words, such as `OpenAI`."""
    settings_type: ClassVar[type[SourceSettings]]
    amount: ClassVar[Amount | None]
    """What its money is; None where it brings none."""
    overlap_days: ClassVar[int]
    """How many past days are fetched again each time, because the vendor still changes them."""
    history_days: ClassVar[int]
    """How far back the first pull reaches by default."""

    def __init__(self, settings: Any, http: HttpClient, now: datetime) -> None:  # noqa: ANN401 - of `settings_type`
        """A source with its settings and a client that retries, pages and hides secrets."""

    def fetch(self, window: Window) -> Iterator[Bucket]:
        """Fetch each bucket of a window from the vendor, oldest first, whole or not at all.

        Raises:
            SourceError: naming what was refused and the permission that is missing.
        """

    def normalise(self, month: date, buckets: Sequence[Bucket]) -> Facts:
        """Turn the buckets held of a month into facts; the same buckets always give the same facts."""

    def check(self) -> Iterable[Check]:
        """Try what the source needs, with the smallest requests there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileDelivery:
    """Files of one complete delivery, to be imported like files named by a person; without files, why it waits."""

    name: str
    kind: str
    files: tuple[Path, ...]
    fingerprint: str
    notes: tuple[str, ...] = ()


class FileSource(Protocol):
    """A place that bills are delivered to as files: the other form that a class `Source` may have."""

    title: ClassVar[str]
    settings_type: ClassVar[type[SourceSettings]]

    def __init__(self, settings: Any, http: HttpClient, now: datetime) -> None:  # noqa: ANN401 - of `settings_type`
        """A source with its settings."""

    def fetch_files(self, folder: Path, known: Mapping[str, str]) -> Iterator[FileDelivery]:
        """Fetch what changed since last time into a folder: `known` are the fingerprints by delivery name.

        A delivery's files may be gone when the next one is asked for.

        Raises:
            InputError: if the place cannot be read.
        """

    def check(self) -> Iterable[Check]:
        """Try what the source needs."""
