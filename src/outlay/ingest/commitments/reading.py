"""Reads commitments and their movements from rows of text, and from YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

import yaml

from outlay.core.errors import FileFormatError, OutlayError
from outlay.facts.expressions import parse_expression
from outlay.facts.providers import resolve_provider
from outlay.ingest.commitments.model import KINDS, MOVEMENTS, SHAPE, Commitment, Entry
from outlay.ingest.fact_rows import (
    BadCellError,
    Cells,
    need_amount,
    need_text,
    past_last_day,
    read_amount,
    read_currency,
    read_day,
)
from outlay.ingest.rejects import Reject, rejects_of

_ENTRY_FIELDS: Final = frozenset({"on", "movement", "amount", "currency", "note", "entry_id"})
_YES: Final = frozenset({"true", "yes", "1"})
_FROM_FOCUS: Final = (
    ("savings", "savings_plan"), ("reserv", "reservation"), ("provisioned", "provisioned"), ("ptu", "provisioned"),
    ("grant", "grant"), ("promotion", "grant"), ("credit", "credit_pool"), ("prepaid", "credit_pool"),
    ("agreement", "enterprise_agreement"), ("macc", "enterprise_agreement"), ("edp", "enterprise_agreement"),
)  # fmt: skip
"""Words in a vendor's own name of a type, and the kind that they mean."""


def read_commitments(rows: Iterable[Cells]) -> tuple[list[Commitment], list[Entry], list[Reject]]:
    """Commitments, entries, and the rows that cannot be taken."""
    commitments, entries, rejects = [], [], []
    for row in rows:
        try:
            if row.get("movement") is None:
                commitments.append(_commitment(row))
            else:
                entries.append(_entry(row))
        except BadCellError as error:
            rejects += rejects_of([(row.get("_file"), row.get("_row") or 1, *error.args)])
    return commitments, entries, rejects


def load_yaml_rows(path: Path) -> list[dict[str, str | None]]:
    """The rows of `commitments:` in a YAML file: one for each commitment, one for each of its `entries`.

    Raises:
        FileFormatError: naming what is not as it should be.
    """
    try:
        # text as it was written: an amount is never read as a float
        root = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.BaseLoader)  # noqa: S506 - makes nothing but text
    except (yaml.YAMLError, RecursionError, UnicodeDecodeError, OSError) as error:
        message = f"{path.name} is not readable YAML: {error}"
        raise FileFormatError(message, hint="mend the line it names") from error
    listed = root.get("commitments") if isinstance(root, dict) else None
    if not isinstance(listed, list) or not all(isinstance(one, dict) for one in listed):
        message = f"{path.name} must hold `commitments:`, a list"
        raise FileFormatError(message, hint="see docs/how-to/commitments.md")
    rows: list[dict[str, str | None]] = []
    for one in listed:
        rows += _yaml_rows(path, one, len(rows))
    return rows


def _yaml_rows(path: Path, one: Mapping[str, Any], before: int) -> list[dict[str, str | None]]:
    entries = one.get("entries") or []
    head = {name: value for name, value in one.items() if name != "entries"}
    _demand_known(path, head, frozenset(SHAPE.columns))
    rows = [head]
    for entry in entries:
        _demand_known(path, entry, _ENTRY_FIELDS)
        rows.append({"id": one.get("id"), "currency": one.get("currency"), **entry})
    place = {"_file": str(path)}
    return [
        {
            **{name: str(value) if value != "" else None for name, value in row.items()},
            **place,
            "_row": str(before + at),
        }
        for at, row in enumerate(rows, start=1)
    ]


def _demand_known(path: Path, fields: Mapping[str, Any], known: frozenset[str]) -> None:
    for name in fields:
        if name not in known:
            message = f"{path.name}: {name!r} means nothing in a commitment"
            raise FileFormatError(message, hint=f"known: {', '.join(sorted(known))}, and entries of a commitment")


def _commitment(row: Cells) -> Commitment:
    starts, ends = read_day(row, "starts"), read_day(row, "ends")
    if starts is not None and ends is not None:
        ends = past_last_day(starts, ends)
        if ends <= starts:
            raise BadCellError("ends", "is not after starts", row.get("ends"))
    details = {name: value for name in ("match", "measure") if (value := row.get(name))}
    _check_details(details)
    notice = read_amount(row, "notice_days")
    return Commitment(
        commitment_id=need_text(row, "id"),
        kind=_kind(row),
        biller=resolve_provider(need_text(row, "vendor")),
        billing_account=row.get("account"),
        name=row.get("name"),
        starts=starts,
        ends=ends,
        currency=read_currency(row, "currency"),
        committed_amount=read_amount(row, "amount"),
        committed_quantity=read_amount(row, "quantity"),
        unit=row.get("unit"),
        payment_model=row.get("payment_model"),
        status=row.get("status"),
        owner=row.get("owner"),
        renews=None if row.get("renews") is None else str(row["renews"]).casefold() in _YES,
        notice_days=None if notice is None else int(notice),
        details=details,
    )


def _kind(row: Cells) -> str:
    text = need_text(row, "kind")
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


def _entry(row: Cells) -> Entry:
    movement = MOVEMENTS.get(need_text(row, "movement").casefold())
    if movement is None:
        raise BadCellError("movement", f"is none of {', '.join(MOVEMENTS)}", row.get("movement"))
    day = read_day(row, "on")
    if day is None:
        raise BadCellError("on", "is empty", None)
    return Entry(
        commitment_id=need_text(row, "id"),
        entry_id=row.get("entry_id") or "",
        day=day,
        movement=movement,
        amount=need_amount(row, "amount"),
        currency=read_currency(row, "currency"),
        note=row.get("note"),
    )
