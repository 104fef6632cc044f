"""Merged requests have the key and the price of what they are made of."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest

from tests.unit.ingest.events.kit import PRICE
from tests.unit.store.events.kit import NOW, Bench, observe


@pytest.fixture
def bench(tmp_path):
    found = Bench(tmp_path)
    yield found
    found.store.close()


def merged(bench, *observations):
    for row in observations:
        bench.take([row])
    (event,) = bench.rows("SELECT event.*, key.raw FROM event JOIN key USING (key_id)")
    return event


def test_a_model_that_only_the_client_knows_prices_the_gateways_usage(bench):
    gateway = observe("g", source="gateway", source_kind="gateway", model=None, response_id="r", input=7, output=1)
    event = merged(bench, gateway, observe("c", model="m1", response_id="r", feature="search"))
    assert (event["priced_cost"], event["cost_state"]) == (PRICE * 8, "priced")
    assert '"feature":"search"' in event["raw"]


def test_usage_of_a_sample_stays_modelled(bench):
    event = merged(
        bench, observe("c", response_id="r", input=70, output=0, requests=10, usage_flags="sampled:0.1"),
        observe("g", source="gateway", source_kind="gateway", response_id="r", team="core"),
    )  # fmt: skip
    assert (event["cost_state"], event["requests"], event["flags"]) == ("modelled", 10, "sampled:0.1")


def test_parts_that_were_stated_stay_beside_their_total(bench):
    said = observe("c", response_id="r", input=5, output=5, stated_cost=Decimal("0.3"), stated_by="caller",
                   stated_output=Decimal("0.3"))  # fmt: skip
    event = merged(bench, said, observe("g", source="gateway", source_kind="gateway", response_id="r", input=6))
    assert (event["input"], event["priced_cost"], event["cost_output"]) == (6, Decimal("0.3"), Decimal("0.3"))
    assert event["cost_input"] is None


def test_a_key_of_a_transaction_that_failed_is_registered_again(bench):
    client = observe("c", response_id="r", input=5, output=5, feature="search")
    gateway = observe("g", source="gateway", source_kind="gateway", response_id="r", team="core")
    bench.take([client])
    with pytest.raises(ZeroDivisionError):
        _fail_after(bench, gateway)
    event = merged(bench, gateway)
    assert '"team":"core"' in event["raw"]


def _fail_after(bench, row):
    real = bench.store.write

    class Failing:
        def __enter__(self):
            self.inner = real()
            return self.inner.__enter__()

        def __exit__(self, *_):
            error = ZeroDivisionError()
            self.inner.__exit__(ZeroDivisionError, error, None)
            raise error

    bench.store.write = Failing
    try:
        bench.take([row], now=NOW + timedelta(minutes=1))
    finally:
        bench.store.write = real
