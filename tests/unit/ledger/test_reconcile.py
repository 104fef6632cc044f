from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from outlay.core.time import TimeRange
from outlay.ledger import reconcile
from tests.unit.ledger.kit import DAY, NOW


def test_each_cell_tells_what_was_counted_seen_and_missed(world):
    world.delivery()
    tokens = {"quantity": Decimal(1000), "quantity_unit": "Tokens"}
    world.charge("100", model="gpt-4o", token_class="input", columns=tokens)
    world.charge("100", model="gpt-4o", token_class="output", columns=tokens)
    world.usage(feature="search", input=600, cost_input="3", output=1100, cost_output="1")
    until = DAY + timedelta(days=1)
    cells = reconcile(world.store, world.settings, range=TimeRange(since=DAY, until=until), now=NOW)
    found = {cell.token_class: (cell.quantity, cell.telemetry, cell.gap, cell.difference) for cell in cells}
    assert found == {"input": (1000, 600, 400, 400), "output": (1000, 1100, 0, -100)}


def test_reconciling_writes_nothing(world):
    world.delivery()
    world.charge("100", model="gpt-4o")
    world.usage(feature="search", input=600, cost_input="3")
    reconcile(world.store, world.settings, range=TimeRange(since=DAY, until=DAY + timedelta(days=1)), now=NOW)
    assert world.rows() == []
    assert world.rows("coverage") == []


def test_a_charge_longer_than_a_day_tells_no_quantity_of_a_day(world):
    world.delivery()
    tokens = {"quantity": Decimal(1000), "quantity_unit": "Tokens"}
    world.charge("100", model="gpt-4o", token_class="input", columns=tokens)
    with world.store.write() as tx:
        tx.execute("UPDATE charge SET ChargePeriodEnd = TIMESTAMP '2026-10-01'")
    world.usage(feature="search", input=600, cost_input="3")
    assert world.rebuild().gaps == ()
    assert world.money("feature") == {"search": Decimal(100)}
