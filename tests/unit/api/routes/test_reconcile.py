from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.api.routes.reconcile import get_reconciliation, get_shadow_ai
from outlay.api.routes.reconcile_model import ReconciliationAnswer, ShadowAiAnswer
from outlay.core.errors import UsageError
from outlay.jobs import Workspace
from tests.unit.ledger.kit import World


@pytest.fixture
def workspace(tmp_path):
    world = World(tmp_path)
    world.delivery()
    tokens = {"quantity": Decimal(1_000_000), "quantity_unit": "Tokens"}
    world.charge("1.25", model="gpt-5", token_class="input", credential="key_lost", columns=tokens)
    world.rebuild()
    yield Workspace(world.store, world.settings)
    world.store.close()


def test_the_answer_adds_up(workspace):
    answer = ReconciliationAnswer.model_validate_json(get_reconciliation(workspace, since="2026-09").body)
    (statement,) = answer.statements
    causes = sum(Decimal(cause.amount) for cause in statement.usage_causes)
    assert Decimal(statement.usage) + causes == Decimal(statement.charges) == Decimal("1.25")


def test_spend_without_telemetry_is_listed(workspace):
    answer = ShadowAiAnswer.model_validate_json(get_shadow_ai(workspace, since="2026-09", until="2026-10-01").body)
    assert [(row.kind, row.credential, row.amount) for row in answer.rows if row.credential] == [
        ("untracked_key", "key_lost", "1.25")
    ]


def test_an_empty_range_is_refused(workspace):
    with pytest.raises(UsageError):
        get_reconciliation(workspace, since="2026-09", until="2026-08-01")
