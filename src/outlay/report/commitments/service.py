"""Lists commitments, declared and found on bills, with their roll-forwards."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from outlay.core.errors import NotFoundError, UnknownNameError
from outlay.ingest.commitments.model import (
    AGREEMENT,
    CONTINUOUS,
    CONTRACT,
    CREDIT_POOL,
    GRANT,
    Commitment,
    Entry,
)
from outlay.ingest.commitments.queries import load_commitments, load_entries
from outlay.report.commitments.model import CommitmentView, RollPeriod, RollProblem
from outlay.report.commitments.movements import Movements, load_movements
from outlay.report.commitments.outlook import compute_burn_down, compute_cliff, compute_runway, compute_utilisation
from outlay.report.commitments.rollforward import check_rollforward, compute_rollforward, compute_used_days
from outlay.store.scratch import load_sql

if TYPE_CHECKING:
    from typing import Literal

    from outlay.store import Reader

_PACKAGE: Final = "outlay.report"
_SEVERAL: Final = 2


def list_commitments(reader: Reader, today: date) -> list[CommitmentView]:
    """Every commitment; declared ones and those that bills name are one where their ids agree."""
    entries = load_entries(reader)
    found = []
    for commitment, source in _all(reader):
        view = _view(reader, commitment, entries.get(commitment.commitment_id, []), (source, today))
        found.append(view)
    return found


def show_commitment(reader: Reader, identifier: str, today: date) -> CommitmentView:
    """One commitment with its days, by its id or an ending that no other has.

    Raises:
        NotFoundError: if there is none of the id.
    """
    known = _all(reader)
    wanted = identifier.casefold()
    same = [one for one in known if one[0].commitment_id.casefold() == wanted]
    ending = [one for one in known if wanted and one[0].commitment_id.casefold().endswith(wanted)]
    for commitment, source in same or (ending if len(ending) == 1 else []):
        entries = load_entries(reader).get(commitment.commitment_id, [])
        return _view(reader, commitment, entries, (source, today))
    hint = UnknownNameError("commitment", identifier, [one.commitment_id for one, _ in known]).hint
    message = f"there is no commitment {identifier!r}"
    raise NotFoundError(message, hint=hint if known else "see docs/how-to/commitments.md")


def _all(reader: Reader) -> list[tuple[Commitment, Literal["declared", "bill", "both"]]]:
    declared = {one.commitment_id.casefold(): one for one in load_commitments(reader)}
    billed = {
        row["commitment_id"].casefold(): _of_bill(row)
        for row in reader.fetch(load_sql(_PACKAGE, "billed_commitments")).to_pylist()
    }
    found: list[tuple[Commitment, Literal["declared", "bill", "both"]]] = []
    for folded in sorted({*declared, *billed}):
        own, bill = declared.get(folded), billed.get(folded)
        if own is not None:
            found.append((own if bill is None else _merged(own, bill), "declared" if bill is None else "both"))
        elif bill is not None:
            found.append((bill, "bill"))
    return found


def _merged(own: Commitment, bill: Commitment) -> Commitment:
    return replace(
        own,
        name=own.name or bill.name,
        currency=own.currency or bill.currency,
        billing_account=own.billing_account or bill.billing_account,
        details={**own.details, **bill.details},
    )


def _of_bill(row: dict[str, Any]) -> Commitment:
    text = f"{row['type'] or ''} {row['name'] or ''} {row['commitment_id']}".casefold()
    return Commitment(
        commitment_id=str(row["commitment_id"]),
        kind=_kind_of(text, row["category"]),
        biller=str(row["biller"]),
        billing_account=row["billing_account"],
        name=row["name"] or row["type"],
        currency=row["currency"],
        source=str(row["source"]),
        details={"billers": row["billers"]},
    )


def _kind_of(text: str, category: str | None) -> str:
    words = (
        ("savings", "savings_plan"), ("provisioned", "provisioned"), ("ptu", "provisioned"), ("reserv", "reservation"),
        ("credit", "credit_pool"), ("prepaid", "credit_pool"), ("capacity", "reservation"),
    )  # fmt: skip
    found = next((kind for word, kind in words if word in text), None)
    return found or ("reservation" if category == "Usage" else "savings_plan")


def _view(
    reader: Reader,
    commitment: Commitment,
    entries: Sequence[Entry],
    about: tuple[Literal["declared", "bill", "both"], date],
) -> CommitmentView:
    source, today = about
    found = load_movements(reader, commitment, entries)
    view = _head(commitment, found, source, today)
    view.periods = compute_rollforward(found.moves)
    view.problems = [
        *_shared_ids(commitment, view.periods),
        *check_rollforward(replace(commitment, currency=found.currency), found.moves, view.periods, today),
    ]
    view.notes = found.notes
    if view.periods:
        so_far = [period for period in view.periods if period.month <= today]
        view.balance = (so_far or view.periods)[-1].closing
    if view.model == "continuous":
        view.days = compute_used_days(found.moves)
        view.utilisation = compute_utilisation(view.days)
    _look_ahead(view, commitment, found, today)
    return view


def _shared_ids(commitment: Commitment, periods: Sequence[RollPeriod]) -> list[RollProblem]:
    """Bills of several issuers that name the same id: whether it is one commitment, nothing tells."""
    billers = commitment.details.get("billers", [])
    if len(billers) < _SEVERAL or not periods:
        return []
    text = f"bills of {' and '.join(billers)} name this id: what they charge is added up here"
    return [RollProblem(text=text, amount=periods[-1].closing * 0, month=periods[0].month)]


def _look_ahead(view: CommitmentView, commitment: Commitment, found: Movements, today: date) -> None:
    if view.balance is None:
        return
    if commitment.kind in {CREDIT_POOL, GRANT, AGREEMENT}:
        view.runway = compute_runway(commitment, found.moves, view.balance, today)
    if commitment.kind == GRANT:
        view.cliff = compute_cliff(commitment, view.runway, view.balance)
    if commitment.kind == AGREEMENT:
        drawn = sum((period.drawn for period in view.periods), start=view.balance * 0)
        view.burn_down = compute_burn_down(commitment, drawn, today)


def _head(
    commitment: Commitment, found: Movements, source: Literal["declared", "bill", "both"], today: date
) -> CommitmentView:
    declared = commitment.details.get("declared", {})
    renewal = declared.get("renewal") if isinstance(declared, dict) else None
    return CommitmentView(
        id=commitment.commitment_id,
        kind=commitment.kind,
        model="continuous" if commitment.kind in CONTINUOUS else "discontinuous",
        name=commitment.name,
        biller=commitment.biller,
        billing_account=commitment.billing_account,
        owner=commitment.owner,
        currency=found.currency,
        starts=commitment.starts,
        ends=commitment.ends,
        renews=commitment.renews,
        notice_days=commitment.notice_days,
        renewal=date.fromisoformat(renewal) if renewal else (commitment.ends if commitment.kind == CONTRACT else None),
        committed_amount=commitment.committed_amount,
        committed_quantity=commitment.committed_quantity,
        unit=commitment.unit,
        payment_model=commitment.payment_model,
        status=_status(commitment, today),
        source=source,
    )


def _status(commitment: Commitment, today: date) -> str:
    if commitment.status in {"Canceled", "Superseded", "Exhausted", "Proposed"}:
        return str(commitment.status)
    if commitment.starts is not None and commitment.starts > today:
        return "Pending"
    return "Expired" if commitment.ends is not None and commitment.ends <= today else "Active"
