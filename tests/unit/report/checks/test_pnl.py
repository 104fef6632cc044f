"""What the doctor says of cost on no line of the profit and loss statement."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import yaml

from outlay.core.rule_settings import PnlSettings
from outlay.report.checks.model import Examination
from outlay.report.checks.pnl import examine_pnl
from tests.unit.ledger.kit import World

OCTOBER = date(2026, 10, 5)
EC2 = {"biller": "aws", "provider": "aws", "provider_service": "Amazon: EC2", "cost_group": "compute"}
TRAINING = {"biller": "aws", "provider": "aws", "provider_service": "SageMaker", "workload_kind": "training"}


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, as_of=date(2026, 11, 21))
    made.delivery("aws", day=OCTOBER)
    yield made
    made.store.close()


def look(world):
    world.rebuild()
    case = Examination(
        settings=world.settings, intake=None, is_serving=False, quarantined_files=0, now=datetime.now(UTC)
    )
    return list(examine_pnl(world.store, case))


def test_amount_share_and_services_are_told(world):
    world.charge("30", OCTOBER, **EC2)
    world.charge("70", OCTOBER, **TRAINING)
    (found,) = look(world)
    assert (found.state, found.text) == (
        "warning", "30.00 USD (30.0%) of 2026-10 are unclassified: Amazon: EC2 30.00",
    )  # fmt: skip


def test_the_rule_can_be_copied(world):
    world.charge("30", OCTOBER, **EC2)
    (found,) = look(world)
    block = found.hint.partition("\n")[2].replace("…", "general_admin")
    settings = PnlSettings.model_validate(yaml.safe_load(block)["pnl"])
    world.settings = world.settings.model_copy(update={"pnl": settings})
    world.clear()
    world.delivery("aws", day=OCTOBER)
    world.charge("30", OCTOBER, **EC2)
    assert [(one.state, one.text) for one in look(world)] == [("ok", "every cost of 2026-10 is on a line")]


def test_a_little_is_a_note(world):
    world.charge("1", OCTOBER, **EC2)
    world.charge("99", OCTOBER, **TRAINING)
    assert [one.state for one in look(world)] == ["note"]


def test_without_cost_nothing_is_said(world):
    assert look(world) == []
