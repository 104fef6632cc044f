from __future__ import annotations

import pytest

from outlay.report.likely_owners import likely_owners
from tests.unit.ledger.kit import World


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path)
    yield made
    made.store.close()


def owner(world, account, credential):
    found = likely_owners(world.store, [(account, credential)]).get((account, credential))
    return None if found is None else found.name


def test_other_usage_of_a_key_names_its_owner(world):
    world.usage(team="search", credential="key_7")
    assert owner(world, None, "key_7") == "search"


def test_a_key_named_after_a_team_is_probably_theirs(world):
    world.usage(team="growth")
    world.usage(team="row")
    assert owner(world, None, "key_growth_scripts") == "growth"


def test_the_only_user_of_an_account_probably_has_its_other_keys(world):
    world.usage(team="search", account="proj_1")
    assert owner(world, "proj_1", "key_9") == "search"


def test_an_account_of_several_teams_tells_no_owner(world):
    world.usage(team="search", account="proj_1")
    world.usage(team="growth", account="proj_1")
    assert owner(world, "proj_1", "key_9") is None
