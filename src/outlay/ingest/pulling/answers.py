"""A vendor's answer, read with exact numbers, and what a source does with it: need fields, watch cursors."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NoReturn

from outlay.ingest.pulling.errors import SourceFormatError

_LONGEST_SHOWN = 60
_MOST_PAGES = 50_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """An answer that was read to its end. Header names are in lower case."""

    status: int
    url: str
    """Without query and user."""
    headers: Mapping[str, str]
    content: bytes = field(repr=False)
    links: Mapping[str, str] = field(default_factory=dict, repr=False)
    """The URLs of the Link header by relation, such as `next`."""

    @property
    def text(self) -> str:
        """The body as UTF-8 text."""
        return self.content.decode("utf-8-sig", errors="replace")

    def json(self) -> Any:  # noqa: ANN401 - whatever the vendor sent
        """The body as JSON; fractional numbers become Decimal.

        Raises:
            SourceFormatError: if it is not JSON.
        """
        try:
            return json.loads(self.content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=_refuse_constant)
        except (ValueError, RecursionError) as error:
            kind = self.headers.get("content-type", "no content type")
            message = f"{self.url} answered something that is not JSON ({kind}): {error}"
            raise SourceFormatError(message, hint="see whether base_url is the address of the API") from None


def _refuse_constant(name: str) -> NoReturn:
    message = f"{name} is not a number"
    raise ValueError(message)


def need(record: object, name: str, where: str) -> Any:  # noqa: ANN401 - whatever the vendor sent
    """A field that the vendor's documentation promises, which may be null.

    Raises:
        SourceFormatError: naming the field and where it is missing.
    """
    if not isinstance(record, Mapping):
        message = f"{where} is {_kind_of(record)}, not an object with {name!r}"
        raise SourceFormatError(message, hint="the vendor changed its format: see whether a newer Outlay knows it")
    if name not in record:
        present = ", ".join(sorted(map(str, record))[:12]) or "nothing"
        message = f"{where} has no field {name!r} (it has {present})"
        raise SourceFormatError(message, hint="the vendor changed its format: see whether a newer Outlay knows it")
    return record[name]


def need_amount(record: object, name: str, where: str) -> Decimal:
    """A needed field that is a number, or a number as text.

    Raises:
        SourceFormatError: naming the field.
    """
    value = need(record, name, where)
    if isinstance(value, Decimal | int | str) and not isinstance(value, bool):
        try:
            amount = Decimal(value)
        except ArithmeticError:
            amount = Decimal("NaN")
        if amount.is_finite():
            return amount
    message = f"{name!r} of {where} is {_kind_of(value)}, not a number"
    raise SourceFormatError(message, hint="the vendor changed its format: see whether a newer Outlay knows it")


class CursorGuard:
    """Stops paging that goes round in circles."""

    def __init__(self, where: str = "the list") -> None:
        self._where = where
        self._seen: set[str] = set()

    def take(self, cursor: object) -> str:
        """A cursor that was not used before, as text.

        Raises:
            SourceFormatError: if the vendor gave it before.
        """
        text = str(cursor)
        if text in self._seen:
            message = f"{self._where} gives the same page again"
            raise SourceFormatError(message, hint="try again later; if it goes on, the vendor's paging is broken")
        self._seen.add(text)
        if len(self._seen) > _MOST_PAGES:
            message = f"{self._where} does not end: {_MOST_PAGES:,} pages were read"
            raise SourceFormatError(message, hint="the vendor's paging is broken, or the period asked for is too long")
        return text

    def take_page(self, records: Sequence[object]) -> None:
        """Watch paging by number, whose cursor always differs: no page that holds anything comes twice.

        Raises:
            SourceFormatError: if the vendor sent it before.
        """
        if records:
            self.take(hash(repr(records)))


def _kind_of(value: object) -> str:
    if value is None:
        return "null"
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return "a list"
    return repr(value)[:_LONGEST_SHOWN]
