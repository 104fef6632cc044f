"""Looks at the ledger: whether every day is computed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from outlay.report.checks.model import Examination, Finding

if TYPE_CHECKING:
    from outlay.store import Reader


def examine_ledger(reader: Reader, case: Examination) -> Iterator[Finding]:
    """Days that wait to be computed."""
    del case
    days = reader.fetch("SELECT count(DISTINCT day) AS n FROM dirty_day").column("n")[0].as_py()
    if days:
        yield Finding(
            area="ledger", state="note", text=f"{days:,} days wait to be computed again",
            hint="a running server does so every half minute; `outlay rebuild` does it now",
        )  # fmt: skip
    else:
        yield Finding(area="ledger", state="ok", text="every day is computed")
