from __future__ import annotations

from datetime import timedelta

from outlay.ledger.marks import claim_days, holds_claim, mark_days, release_days
from tests.unit.ledger.kit import DAY

NEXT = DAY + timedelta(days=1)


def marks(world):
    return [(row["day"], row["reason"]) for row in world.rows("dirty_day")]


def claim(world, days):
    with world.store.write() as tx:
        return claim_days(tx, days)


def test_a_claim_takes_the_place_of_marks(world):
    world.mark(DAY)
    world.mark(NEXT)
    name = claim(world, [DAY])
    assert sorted(marks(world)) == [(DAY, name), (NEXT, "test")]


def test_a_day_that_was_not_dirty_is_claimed_too(world):
    name = claim(world, [DAY])
    assert marks(world) == [(DAY, name)]
    assert holds_claim(world.store, [DAY], name)


def test_a_newer_claim_ends_an_older_one_on_its_days_only(world):
    older = claim(world, [DAY, NEXT])
    newer = claim(world, [NEXT])
    assert holds_claim(world.store, [DAY], older)
    assert not holds_claim(world.store, [DAY, NEXT], older)
    assert holds_claim(world.store, [NEXT], newer)


def test_what_is_marked_later_outlives_the_claim(world):
    name = claim(world, [DAY])
    with world.store.write() as tx:
        mark_days(tx, {DAY}, "late")
        release_days(tx, [DAY], name)
    assert marks(world) == [(DAY, "late")]


def test_a_run_without_days_claims_nothing(world):
    world.mark(DAY)
    claim(world, [])
    assert marks(world) == [(DAY, "test")]
