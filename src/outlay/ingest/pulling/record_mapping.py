"""A declared mapping: which field of a vendor's record holds which column, and how it is written there."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from outlay.core.money import CONTEXT
from outlay.ingest.focus.columns import READ
from outlay.ingest.pulling.errors import SourceFormatError

CONSTANT: Final = "="
_SCALE: Final = {"units": 0, "cents": -2, "micros": -6, "nanos": -9}
_COMPUTED: Final = ("BillingPeriodStart", "BillingPeriodEnd")
_MONEY: Final = ("BilledCost", "EffectiveCost", "ListCost", "ContractedCost")
_QUANTITIES: Final = ("ConsumedQuantity", "PricingQuantity", "ListUnitPrice", "ContractedUnitPrice")
_TIMES: Final = ("ChargePeriodStart", "ChargePeriodEnd", "day")
_COUNTS: Final = ("quantity", "requests")
_USAGE: Final = ("day", "provider", "account", "credential", "model", "token_class", "quantity", "requests")
_HINT: Final = "change the mapping, then fetch again: outlay sync NAME --since DATE"


class MappedField(BaseModel):
    """Where a column's value is and how it is written."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str | None = Field(default=None, description="Path of the field, with dots: `cost.amount`.")
    constant: str | None = Field(default=None, description="The same value for every record.")
    unit: Literal["units", "cents", "micros", "nanos"] = Field(default="units", description="What an amount counts.")
    format: str | None = Field(default=None, description="`unix`, `unix-ms` or a strptime format; default: ISO 8601.")
    decimal_comma: bool = Field(default=False, description="Numbers are written as 1.234,56.")
    values: dict[str, str] = Field(default_factory=dict, description="What the vendor's words mean: {in: input}.")

    @model_validator(mode="before")
    @classmethod
    def _short(cls, value: Any) -> Any:  # noqa: ANN401 - as YAML has it
        """`amount.value` is a field, `=USD` a constant."""
        if not isinstance(value, str):
            return value
        return {"constant": value[1:]} if value.startswith(CONSTANT) else {"field": value}

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.field is None) == (self.constant is None):
            message = "give either field or constant"
            raise ValueError(message)
        return self


class RecordMapping(BaseModel):
    """What a record becomes: charges by FOCUS column, or usage by the columns of a usage report."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    charges: dict[str, MappedField] = Field(default_factory=dict, description="FOCUS column: field, or =constant.")
    usage: dict[str, MappedField] = Field(default_factory=dict, description="Usage column: field, or =constant.")

    @model_validator(mode="after")
    def _known(self) -> Self:
        if not self.charges and not self.usage:
            message = "map charges or usage: nothing would come of the records"
            raise ValueError(message)
        for column in self.charges:
            if column in _COMPUTED or (column not in READ and not column.startswith("x_")):
                raise ValueError(_no_column("charges", column, [name for name in READ if name not in _COMPUTED]))
        for column in self.usage:
            if column not in _USAGE:
                raise ValueError(_no_column("usage", column, _USAGE))
        needed = (
            ("charges", self.charges, ("BilledCost",)),
            ("usage", self.usage, ("provider", "token_class", "quantity")),
        )
        for name, mapping, columns in needed:
            missing = [column for column in columns if column not in mapping]
            if mapping and missing:
                message = f"{name}: {', '.join(missing)} must be mapped"
                raise ValueError(message)
        return self

    @property
    def time(self) -> MappedField | None:
        """The field that says when a record is of."""
        return self.charges.get("ChargePeriodStart") or self.usage.get("day")

    def paths(self) -> list[str]:
        """Every field that is read."""
        every = (*self.charges.values(), *self.usage.values())
        return sorted({one.field for one in every if one.field is not None})


def pick(record: object, paths: Iterable[str]) -> dict[str, Any]:
    """The mapped fields of a record by their paths, and nothing else of it: the rest may be anyone's words."""
    found = {path: value_at(record, path) for path in paths}
    return {path: value for path, value in found.items() if value is not None}


def value_at(record: object, path: str) -> Any:  # noqa: ANN401 - whatever the vendor sent
    """The value at a dotted path, or None; a number is a place in a list. A name with dots in it wins."""
    if isinstance(record, Mapping) and path in record:
        return record[path]
    here = record
    for part in path.split("."):
        if isinstance(here, Mapping):
            here = here.get(part)
        elif isinstance(here, list | tuple) and part.isdigit() and int(part) < len(here):
            here = here[int(part)]
        else:
            return None
    return here


def read_columns(
    section: str, mapping: Mapping[str, MappedField], record: Mapping[str, Any], where: str
) -> dict[str, Any]:
    """The columns that a picked record gives; what it lacks is None.

    Raises:
        SourceFormatError: naming the line of the mapping, the field and the record.
    """
    return {column: read_value(f"{section}.{column}", column, one, record, where) for column, one in mapping.items()}


def read_value(line: str, column: str, one: MappedField, record: Mapping[str, Any], where: str) -> Any:  # noqa: ANN401 - by column
    """One column of a picked record.

    Raises:
        SourceFormatError: naming the line of the mapping, the field and the record.
    """
    raw = one.constant if one.field is None else record.get(one.field)
    if raw is None or raw == "":
        return None
    try:
        return _typed(column, one, raw)
    except (ValueError, ArithmeticError, TypeError, OverflowError):
        kind = "a time" if column in _TIMES else "a number"
        message = f"{line}: {one.field or 'constant'}: {str(raw)[:40]!r} of {where} is not {kind}"
        hint = "say how it is written: {field: …, format: '%d/%m/%Y'}, unix, or decimal_comma: true"
        raise SourceFormatError(message, hint=hint) from None


def missing(line: str, one: MappedField, where: str) -> SourceFormatError:
    """The error for a needed field that a record lacks."""
    message = f"{line}: {where} has no field {one.field!r}"
    return SourceFormatError(message, hint=_HINT)


def _typed(column: str, one: MappedField, raw: object) -> Any:  # noqa: ANN401 - by column
    if column in _TIMES:
        moment = read_time(raw, one.format)
        return moment.date() if column == "day" else moment
    if column in _MONEY:
        return _number(raw, one).scaleb(_SCALE[one.unit], CONTEXT)
    if column in _QUANTITIES:
        return _number(raw, one)
    if column in _COUNTS:
        count = _number(raw, one)
        if count != count.to_integral_value():
            raise ValueError
        return int(count)
    text = str(raw) if not isinstance(raw, Mapping) else raw
    return one.values.get(text, text) if isinstance(text, str) else text


def read_time(raw: object, form: str | None) -> datetime:
    """A time as the vendor writes it; without a zone it is UTC."""
    if form in {"unix", "unix-ms"}:
        seconds = Decimal(str(raw)) / (1000 if form == "unix-ms" else 1)
        return datetime.fromtimestamp(float(seconds), tz=UTC)
    if isinstance(raw, datetime):
        found = raw
    elif isinstance(raw, date):
        found = datetime(raw.year, raw.month, raw.day, tzinfo=UTC)
    else:
        found = datetime.strptime(str(raw), form) if form else datetime.fromisoformat(str(raw))  # noqa: DTZ007 - see below
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


def _number(raw: object, one: MappedField) -> Decimal:
    text = str(raw).strip()
    if one.decimal_comma:
        text = text.replace(".", "").replace(",", ".")
    found = Decimal(text)
    if not found.is_finite():
        raise ValueError
    return found


def _no_column(section: str, column: str, known: Iterable[str]) -> str:
    names = list(known)
    close = difflib.get_close_matches(column, names, n=2, cutoff=0.5)
    return f"{section}: {column!r} is no column; " + (
        f"did you mean {' or '.join(close)}?" if close else f"there are {', '.join(names[:12])} …"
    )
