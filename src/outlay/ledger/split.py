"""The exact split: amounts over integer weights, to the last unit of 1e-12, in 128-bit integers.

Input are two tables of the scratch. `split_amount(pool, part_of, billed_cost, effective_cost, list_cost)` holds the
amounts, each split by the weights whose `part_of` equals its own. `split_weight(part_of, target, place, weight)` holds
the weights; `place` orders targets where remainders tie, and must be their order by content, never by a hash.
Output is `split_share(pool, target, billed_cost, effective_cost, list_cost)`. Each measure is split by itself; an
unknown amount stays unknown; without weights an amount stays whole, with a null target.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from outlay.core.errors import IntegrityError
from outlay.ledger.queries import PACKAGE, statement

if TYPE_CHECKING:
    from outlay.store.scratch import Scratch


def split(scratch: Scratch) -> None:
    """Split `split_amount` over `split_weight` into `split_share`.

    Raises:
        IntegrityError: if a weight is negative, weights sum to 1e15 or more, or an amount exceeds 1e11.
    """
    for reason, at in scratch.rows(statement("check_split")):
        message = f"cannot split exactly: {reason} (part {at})"
        raise IntegrityError(message, hint="check the amounts of that day's bill", code="integrity.split")
    scratch.run(PACKAGE, "split")
