"""Marks on days: which ledger is out of date, and which run has claimed a day to compute it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import TYPE_CHECKING
from uuid import uuid4

if TYPE_CHECKING:
    from outlay.store import Reader, Write


def mark_days(tx: Write, days: Collection[date], reason: str) -> None:
    """Make days dirty."""
    import pyarrow as pa

    if days:
        marks = {"day": pa.array(sorted(days), pa.date32()), "reason": pa.array([reason] * len(days), pa.string())}
        tx.insert("dirty_day", pa.table(marks))


def claim_days(tx: Write, days: Collection[date]) -> str:
    """Put a claim of this run's own in place of all marks of some days; returns its name.

    Marks that are set from then on stay beside the claim, so a fact that changes meanwhile is not forgotten. A claim
    whose run did not end leaves its days dirty; a claim that is gone was taken over by a newer run.
    """
    claim = f"claim {uuid4().hex}"
    if days:
        tx.delete("dirty_day", day=sorted(days))
        mark_days(tx, days, claim)
    return claim


def holds_claim(reader: Reader, days: Collection[date], claim: str) -> bool:
    """Whether a run's claim still stands on each of some days."""
    sql = "SELECT count(DISTINCT day) AS n FROM dirty_day WHERE reason = ? AND list_contains(?, day)"
    found = reader.fetch(sql, [claim, sorted(days)]).column("n")[0].as_py()
    return bool(found == len(set(days)))


def release_days(tx: Write, days: Collection[date], claim: str) -> None:
    """Take a run's claim off days that it has computed."""
    tx.delete("dirty_day", day=sorted(days), reason=claim)
