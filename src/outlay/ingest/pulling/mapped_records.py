"""What mapped records become: charges in the shape of FOCUS, and rows of a usage report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, Literal

from pydantic import Field, field_validator

from outlay.core.errors import UnknownNameError
from outlay.core.time import add_months, month_start
from outlay.ingest.pulling.errors import SourceFormatError
from outlay.ingest.pulling.model import Bucket, Facts, SourceSettings, Stated, Window
from outlay.ingest.pulling.record_mapping import RecordMapping, missing, pick, read_columns
from outlay.ingest.pulling.shipped_mappings import load_mapping

if TYPE_CHECKING:
    from outlay.ingest.pulling.model import Record

RECORDS: Final = "records"
TOTAL: Final = "total"


class MappedSettings(SourceSettings):
    """What every source with a declared mapping is told."""

    issuer: str = Field(description="Who issues the invoice, such as `Acme AI`.")
    billing_account: str = Field(description="The account there.")
    currency: str = Field(default="USD", pattern="^[A-Z]{3}$", description="Of amounts, where no field says it.")
    per: Literal["day", "month"] = Field(default="day", description="How long a period is that is held and replaced.")
    mapping: RecordMapping = Field(
        description="`charges:` and `usage:`, each `column: field` or `column: =constant`; or a shipped one's name."
    )

    @field_validator("mapping", mode="before")
    @classmethod
    def _shipped(cls, value: Any) -> Any:  # noqa: ANN401 - as YAML has it
        if not isinstance(value, str):
            return value
        try:
            return load_mapping(value)
        except UnknownNameError as error:
            message = f"{error.message}; {error.hint}"
            raise ValueError(message) from None


def split_periods(window: Window, per: str) -> list[Window]:
    """The whole days or months that a window touches."""
    start, periods = window.since.date(), []
    if per == "month":
        start = month_start(start)
    while _midnight(start) < window.until:
        following = add_months(start, 1) if per == "month" else start + timedelta(days=1)
        periods.append(Window(since=_midnight(start), until=_midnight(following)))
        start = following
    return periods


def fill_buckets(settings: MappedSettings, window: Window, records: Iterable[Record]) -> Iterator[Bucket]:
    """Records of a whole answer, each put into the period that it is of; those of other periods are left out.

    Raises:
        SourceFormatError: naming the mapping where a record does not say when it is of.
    """
    periods = split_periods(window, settings.per)
    found: dict[datetime, list[Record]] = {period.since: [] for period in periods}
    for number, record in enumerate(records, start=1):
        start = period_of(settings, record, f"record {number}")
        if start in found:
            found[start].append(record)
    for period in periods:
        yield Bucket(dataset=RECORDS, start=period.since, end=period.until, records=tuple(found[period.since]))


def period_of(settings: MappedSettings, record: Record, where: str) -> datetime:
    """The beginning of the day or month that a record is of.

    Raises:
        SourceFormatError: naming the mapping's line.
    """
    one = settings.mapping.time
    line = "charges.ChargePeriodStart" if settings.mapping.charges else "usage.day"
    if one is None or one.field is None:
        message = f"{line} is not mapped, so nothing says when {where} is of"
        raise SourceFormatError(message, hint="map it, or put {since} and {until} into the address")
    raw = record.get(one.field)
    if raw is None or raw == "":
        raise missing(line, one, where)
    columns = read_columns(
        "charges" if settings.mapping.charges else "usage", {"ChargePeriodStart": one}, record, where
    )
    day = columns["ChargePeriodStart"].date()
    return _midnight(month_start(day) if settings.per == "month" else day)


def pick_records(settings: MappedSettings, records: Iterable[object]) -> list[dict[str, Any]]:
    """The mapped fields of each record."""
    paths = settings.mapping.paths()
    return [pick(record, paths) for record in records]


def map_month(settings: MappedSettings, buckets: Sequence[Bucket]) -> Facts:
    """What the buckets of a month say."""
    facts = Facts()
    seen: set[str] = set()
    count = 0
    for bucket in buckets:
        if bucket.dataset == TOTAL:
            facts.stated += _stated(bucket, _currency(settings))
            continue
        for number, record in enumerate(bucket.records, start=1):
            where = f"record {number} of {bucket.start:%Y-%m-%d}"
            seen |= record.keys()
            count += 1
            if settings.mapping.charges:
                facts.charges.append(_charge(settings, bucket, record, where))
            if settings.mapping.usage:
                facts.usage += _usage(settings, bucket, record, where)
    if count:
        gone = [path for path in settings.mapping.paths() if path not in seen]
        facts.unknown_fields |= {f"{RECORDS}.{path} is missing" for path in gone}
    return facts


def _charge(settings: MappedSettings, bucket: Bucket, record: Record, where: str) -> dict[str, Any]:
    mapping = settings.mapping.charges
    given = {
        column: value for column, value in read_columns("charges", mapping, record, where).items() if value is not None
    }
    if "BilledCost" not in given:
        raise missing("charges.BilledCost", mapping["BilledCost"], where)
    amount: Decimal = given["BilledCost"]
    start: datetime = given.get("ChargePeriodStart", bucket.start)
    month = month_start(bucket.start.date())
    is_day = settings.per == "day" or "ChargePeriodStart" in given
    return {
        "EffectiveCost": amount,
        "BillingAccountId": settings.billing_account,
        "BillingCurrency": settings.currency,
        "BillingPeriodStart": _midnight(month),
        "BillingPeriodEnd": _midnight(add_months(month, 1)),
        "ChargeCategory": "Adjustment" if amount < 0 else "Usage",
        "ChargePeriodStart": start,
        "ChargePeriodEnd": _midnight(start.date() + timedelta(days=1)) if is_day else bucket.end,
        "InvoiceIssuerName": settings.issuer,
        "ServiceProviderName": settings.issuer,
        **given,
    }


def _usage(settings: MappedSettings, bucket: Bucket, record: Record, where: str) -> Iterator[dict[str, Any]]:
    row = read_columns("usage", settings.mapping.usage, record, where)
    if row["quantity"] is None:
        return
    for column in ("provider", "token_class"):
        if row[column] is None:
            raise missing(f"usage.{column}", settings.mapping.usage[column], where)
    row["day"] = row.get("day") or bucket.start.date()
    yield {"billing_account": settings.billing_account, **row}


def _currency(settings: MappedSettings) -> str:
    mapped = settings.mapping.charges.get("BillingCurrency")
    return settings.currency if mapped is None or mapped.constant is None else mapped.constant


def _stated(bucket: Bucket, currency: str) -> Iterator[Stated]:
    for record in bucket.records:
        yield Stated(name=f"total of {bucket.start:%Y-%m-%d}", currency=currency, amount=Decimal(str(record["amount"])))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)


def write_time(moment: datetime, form: str) -> str:
    """A time as a vendor wants it in an address: `date`, `time`, `unix`, `unix-ms` or a strftime format."""
    known = {
        "date": moment.date().isoformat(),
        "time": moment.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "unix": str(int(moment.timestamp())),
        "unix-ms": str(int(moment.timestamp()) * 1000),
    }
    return known.get(form) or moment.strftime(form)
