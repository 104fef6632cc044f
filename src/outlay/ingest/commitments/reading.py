"""Reads commitments and their movements from rows of text, and from YAML."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import FileFormatError, OutlayError
from outlay.facts.expressions import parse_expression
from outlay.facts.providers import resolve_provider
from outlay.ingest.commitments.model import KINDS, MOVEMENTS, SHAPE, Commitment, Entry
from outlay.ingest.fact_files.cells import (
    need_amount,
    need_text,
    past_last_day,
    read_amount,
    read_currency,
    read_day,
)
from outlay.ingest.fact_files.lines import BadCellError, Line, line_of, load_yaml, read_each

if TYPE_CHECKING:
    from outlay.ingest.rejects import Reject

_ENTRY_FIELDS: Final = frozenset({"on", "movement", "amount", "currency", "note", "entry_id"})
_YES: Final = frozenset({"true", "yes", "1"})
_FROM_FOCUS: Final = (
    ("savings", "savings_plan"), ("reserv", "reservation"), ("provisioned", "provisioned"), ("ptu", "provisioned"),
    ("grant", "grant"), ("promotion", "grant"), ("credit", "credit_pool"), ("prepaid", "credit_pool"),
    ("agreement", "enterprise_agreement"), ("macc", "enterprise_agreement"), ("edp", "enterprise_agreement"),
)  # fmt: skip
"""Words in a vendor's own name of a type, and the kind that they mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """Commitments, movements with the line of each, and the rows that cannot be taken."""

    commitments: Sequence[Commitment]
    entries: Sequence[tuple[Line, Entry]]
    rejects: Sequence[Reject]


def read_commitments(lines: Sequence[Line]) -> Stated:
    """A line with a movement is one of a commitment; any other is a commitment."""
    stands = [line for line in lines if line.get("movement") is None]
    commitments, bad = read_each(stands, _commitment)
    entries, wrong = read_each([line for line in lines if line.get("movement") is not None], _entry)
    rejects = sorted([*bad, *wrong], key=lambda reject: (reject.file, reject.row))
    return Stated(commitments=commitments, entries=entries, rejects=rejects)


def load_yaml_lines(path: Path) -> list[Line]:
    """The lines of `commitments:` in a YAML file: one for each commitment, one for each of its `entries`.

    Raises:
        FileFormatError: naming what is not as it should be.
    """
    root = load_yaml(path)
    listed = root.get("commitments") if isinstance(root, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        message = f"{path.name} must hold `commitments:`, a list"
        raise FileFormatError(message, hint="see docs/how-to/commitments.md")
    rows = [row for one in listed for row in _yaml_rows(path, one)]
    return [line_of(path.name, number, row) for number, row in enumerate(rows, start=1)]


def _yaml_rows(path: Path, one: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    head = {name: value for name, value in one.items() if name != "entries"}
    _demand_known(path, head, frozenset(SHAPE.columns))
    rows: list[Mapping[str, Any]] = [head]
    for entry in one.get("entries") or []:
        _demand_known(path, entry, _ENTRY_FIELDS)
        rows.append({"id": one.get("id"), "currency": one.get("currency"), **entry})
    return rows


def _demand_known(path: Path, fields: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in fields:
        if name not in known:
            message = f"{path.name}: {name!r} means nothing in a commitment"
            raise FileFormatError(message, hint=f"known: {', '.join(sorted(known))}, and entries of a commitment")


def _commitment(line: Line) -> Commitment:
    starts, ends = read_day(line, "starts"), read_day(line, "ends")
    if starts is not None and ends is not None:
        ends = past_last_day(starts, ends)
        if ends <= starts:
            raise BadCellError("ends", "is not after starts", line.get("ends"))
    details = {name: value for name in ("match", "measure") if (value := line.get(name))}
    _check_details(details)
    notice = read_amount(line, "notice_days")
    return Commitment(
        commitment_id=need_text(line, "id"),
        kind=_kind(line),
        biller=resolve_provider(need_text(line, "vendor")),
        billing_account=line.get("account"),
        name=line.get("name"),
        starts=starts,
        ends=ends,
        currency=read_currency(line, "currency"),
        committed_amount=read_amount(line, "amount"),
        committed_quantity=read_amount(line, "quantity"),
        unit=line.get("unit"),
        payment_model=line.get("payment_model"),
        status=line.get("status"),
        owner=line.get("owner"),
        renews=None if line.get("renews") is None else str(line.get("renews")).casefold() in _YES,
        notice_days=None if notice is None else int(notice),
        details=details,
    )


def _kind(line: Line) -> str:
    text = need_text(line, "kind")
    plain = text.casefold().replace(" ", "_").replace("-", "_")
    if plain in KINDS:
        return plain
    found = next((kind for word, kind in _FROM_FOCUS if word in plain), None)
    if found is None:
        raise BadCellError("kind", f"is none of {', '.join(KINDS)}", text)
    return found


def _check_details(details: Mapping[str, str]) -> None:
    if details.get("measure", "billed") not in {"billed", "effective"}:
        raise BadCellError("measure", "is neither billed nor effective", details["measure"])
    try:
        parse_expression(details["match"]) if "match" in details else None
    except OutlayError as error:
        raise BadCellError("match", error.message, details["match"]) from error


def _entry(line: Line) -> tuple[Line, Entry]:
    movement = MOVEMENTS.get(need_text(line, "movement").casefold())
    if movement is None:
        raise BadCellError("movement", f"is none of {', '.join(MOVEMENTS)}", line.get("movement"))
    day = read_day(line, "on")
    if day is None:
        raise BadCellError("on", "is empty", None)
    return line, Entry(
        commitment_id=need_text(line, "id"),
        entry_id=line.get("entry_id") or "",
        day=day,
        movement=movement,
        amount=need_amount(line, "amount"),
        currency=read_currency(line, "currency"),
        note=line.get("note"),
    )
