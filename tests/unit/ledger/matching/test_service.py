"""A scenario of known truth: each cause is found, the sum is exact, and nothing depends on the order of rows."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.ledger import reconcile
from tests.unit.ledger.kit import NOW, World
from tests.unit.ledger.matching.scenario import MIXED_UP, PERIOD, REPRICED, SHARE, SINCE, amounts, match, plant

PERCENT = Decimal("0.01")
KNOWN = ("promotional_credit", "untracked", "tier", "discount", "drift", "tax")


@pytest.mark.parametrize("quantities", ["provider", "charge"])
def test_every_cause_is_found_where_quantities_exist(world, quantities):
    truth = plant(world, quantities=quantities)
    found = amounts(match(world))
    assert set(found) <= {*KNOWN, "rounding"}
    for cause in KNOWN:
        assert abs(found[cause] - truth.causes[cause]) <= abs(truth.causes[cause]) * PERCENT, cause
    assert abs(found.get("rounding", Decimal(0))) < PERCENT


@pytest.mark.parametrize("mix", ["told", "amount"])
@pytest.mark.parametrize("quantities", ["provider", "charge"])
def test_a_part_of_a_day_s_calls_in_another_tier_is_found(world, quantities, mix):
    truth = plant(world, quantities=quantities, mix=mix)
    side = match(world)
    for cause in KNOWN:
        assert abs(amounts(side)[cause] - truth.causes[cause]) <= abs(truth.causes[cause]) * PERCENT, cause
    tier = next(cause for cause in side.causes if cause.cause == "tier")
    assert (tier.detail, {cell.model for cell in tier.cells}) == ("batch", {MIXED_UP})


def test_where_amounts_do_not_tell_a_part_in_another_tier_from_drift_the_tier_is_a_hint(world):
    truth = plant(world, mix="amount", cents=True)
    drift = next(cause for cause in match(world).causes if cause.cause == "drift")
    mixed = sum(cell.amount for cell in drift.cells if cell.model == MIXED_UP)
    assert abs(mixed - truth.causes["tier"] * SHARE) <= abs(truth.causes["tier"]) * PERCENT
    assert drift.detail == "batch"


def test_a_round_price_of_all_tokens_is_drift_and_no_tier(world):
    world.delivery(day=SINCE)
    for number, (model, price) in enumerate({"gpt-5": "1.25", "gpt-4o": "2.5", "o3": "2", "gpt-4.1": "1.5"}.items()):
        tokens = 9_000_000 + 1_000_000 * number
        amount = Decimal(price) * tokens / 1_000_000
        columns = {"quantity": Decimal(tokens), "quantity_unit": "Tokens"}
        world.charge(amount, SINCE, model=model, token_class="input", columns=columns)
        listed = Decimal("2" if model == "gpt-4.1" else price) * tokens / 1_000_000
        world.usage(SINCE, model=model, input=tokens, cost_input=listed)
    world.rebuild()
    (drift,) = match(world).causes
    assert (drift.cause, drift.amount, drift.detail) == ("drift", Decimal(-6), None)


def test_tokens_that_only_the_bill_has_cost_what_their_tier_costs(world):
    world.delivery(day=SINCE)
    tokens = {"quantity": Decimal(1_000_000), "quantity_unit": "Tokens"}
    world.charge("1.25", SINCE, model="gpt-5", token_class="input", columns=tokens)
    world.charge("0.625", SINCE, model="gpt-5", token_class="input", columns=tokens | {"SkuMeter": "Batch Tokens"})
    world.usage(SINCE, model="gpt-5", input=1_000_000, cost_input="1.25")
    world.rebuild()
    assert amounts(match(world)) == {"untracked": Decimal("0.625")}


def test_causes_are_found_on_a_bill_of_whole_cents(world):
    truth = plant(world, cents=True)
    found = amounts(match(world))
    for cause in KNOWN:
        assert abs(found[cause] - truth.causes[cause]) <= abs(truth.causes[cause]) * PERCENT, cause
    assert "unexplained" not in found


def test_without_quantities_the_rest_is_unexplained_and_not_guessed(world):
    truth = plant(world, quantities="none")
    found = amounts(match(world))
    assert found["promotional_credit"] == truth.causes["promotional_credit"]
    assert found["tax"] == truth.causes["tax"]
    assert set(found) <= {"promotional_credit", "tax", "unexplained", "rounding"}
    assert found["unexplained"] == sum(truth.causes[name] for name in ("untracked", "tier", "discount", "drift"))


@pytest.mark.parametrize("quantities", ["provider", "charge", "none"])
def test_telemetry_and_causes_are_the_charges_to_the_last_unit(world, quantities):
    truth = plant(world, quantities=quantities)
    side = match(world)
    assert side.usage == truth.telemetry
    assert side.charges == truth.charges
    assert side.usage + sum(cause.amount for cause in side.causes) == side.charges


def test_another_order_of_rows_changes_nothing(tmp_path):
    sides = []
    for order in (1, -1):
        world = World(tmp_path / str(order))
        plant(world, order=order)
        sides.append(match(world))
        world.store.close()
    assert sides[0] == sides[1]


def test_the_cells_behind_a_cause_name_its_model(world):
    plant(world)
    causes = {cause.cause: cause for cause in match(world).causes}
    assert {cell.model for cell in causes["drift"].cells} == {REPRICED}
    assert {cell.model for cell in causes["tier"].cells} == {MIXED_UP}
    assert causes["tier"].detail == "batch"
    assert causes["discount"].detail == "0.0500"


def test_what_is_untracked_is_what_the_ledger_sets_aside(world):
    plant(world)
    untracked = next(cause for cause in match(world).causes if cause.cause == "untracked")
    gaps = reconcile(world.store, world.settings, range=PERIOD, now=NOW)
    assert untracked.quantity == sum(cell.gap for cell in gaps)


def test_an_agreed_discount_wins_over_the_shared_ratio(tmp_path):
    agreed = [{"match": 'biller == "openai"', "share": "0.04"}]
    world = World(tmp_path, **Settings(data_dir=tmp_path, discounts=agreed).model_dump(include={"discounts"}))
    truth = plant(world)
    found = amounts(match(world))
    world.store.close()
    assert abs(found["discount"] - truth.causes["discount"] * Decimal("0.8")) < PERCENT
    assert found["drift"] < truth.causes["drift"]


def test_an_agreed_discount_is_known_without_quantities(tmp_path):
    agreed = [{"match": 'biller == "openai"', "share": "0.05"}]
    world = World(tmp_path, **Settings(data_dir=tmp_path, discounts=agreed).model_dump(include={"discounts"}))
    plant(world, quantities="none")
    side = match(world)
    world.store.close()
    assert amounts(side)["discount"] == side.usage * Decimal("-0.05")


def test_a_model_without_any_telemetry_is_untracked_even_without_quantities(world):
    world.delivery(day=SINCE)
    world.charge("70", SINCE, model="gpt-5", token_class="input")
    world.charge("30", SINCE, model="o3", token_class="input")
    world.usage(SINCE, model="gpt-5", input=10, cost_input="70")
    world.rebuild()
    side = match(world)
    assert amounts(side) == {"untracked": Decimal(30)}
    assert [(one.model, one.amount, one.is_unseen) for one in side.missed] == [("o3", Decimal(30), True)]


@pytest.mark.parametrize(("counted", "basis"), [(True, "provider_usage"), (False, "bill")])
def test_without_any_telemetry_quantities_at_list_price_are_the_usage(world, counted, basis):
    world.delivery(day=SINCE)
    tokens = {"quantity": Decimal(1_000_000), "quantity_unit": "Tokens"}
    world.charge("1", SINCE, model="gpt-5", token_class="input", columns=tokens)
    if counted:
        row = {"day": SINCE, "payer_id": "openai/acme/metered", "provider": "openai", "billing_account": "acme"}
        row |= {"model": "gpt-5", "token_class": "input", "quantity": 1_000_000}
        world.insert("provider_usage", [row])
    world.rebuild()
    side = match(world)
    assert (side.basis, side.usage, amounts(side)) == (basis, Decimal("1.25"), {"discount": Decimal("-0.25")})


def test_without_telemetry_and_quantities_there_is_nothing_to_compare(world):
    world.delivery(day=SINCE)
    world.charge("30", SINCE, model="o3", token_class="input")
    world.rebuild()
    side = match(world)
    assert (side.basis, side.usage, amounts(side)) == ("nothing", 0, {"unexplained": Decimal(30)})


def test_requests_without_a_card_are_no_untracked_calls(world):
    world.delivery(day=SINCE)
    tokens = {"quantity": Decimal(1000), "quantity_unit": "Tokens"}
    world.charge("5", SINCE, model="secret-1", token_class="input", columns=tokens)
    world.usage(SINCE, model="secret-1", state="unknown", input=1000)
    world.rebuild()
    assert amounts(match(world)) == {"unpriced": Decimal(5)}


def test_usage_of_an_open_day_waits_for_its_bill(world):
    early = datetime(2026, 9, 4)  # noqa: DTZ001 - the store holds naive UTC
    world.delivery(day=SINCE, watermark=early, loaded_at=early)
    world.charge("5", SINCE, model="gpt-5", token_class="input")
    world.usage(SINCE, model="gpt-5", input=1000, cost_input="5")
    world.usage(SINCE.replace(day=9), model="gpt-5", input=1000, cost_input="7")
    world.rebuild()
    assert amounts(match(world)) == {"pending": Decimal(-7)}


def test_telemetry_beyond_what_was_counted_is_named(world):
    world.delivery(day=SINCE)
    tokens = {"quantity": Decimal(1_000_000), "quantity_unit": "Tokens"}
    world.charge("1.25", SINCE, model="gpt-5", token_class="input", columns=tokens)
    world.usage(SINCE, model="gpt-5", input=2_000_000, cost_input="2.5")
    world.rebuild()
    assert amounts(match(world)) == {"overcounted": Decimal("-1.25")}


def test_the_worked_example_of_the_documentation(tmp_path):
    agreed = [{"match": 'biller == "openai"', "share": "0.05"}]
    world = World(tmp_path, **Settings(data_dir=tmp_path, discounts=agreed).model_dump(include={"discounts"}))
    world.delivery(day=SINCE)
    tokens = {"quantity": Decimal(100_000_000), "quantity_unit": "Tokens"}
    world.charge("1140", SINCE, model="gpt-5", token_class="output", columns=tokens)
    world.charge("19", SINCE, columns={"charge_category": "Tax", "cost_class": "tax_cost"})
    world.charge("-25", SINCE, columns={"charge_category": "Credit", "cost_class": "promotional_credit"})
    world.usage(SINCE, model="gpt-5", output=90_000_000, cost_output="900")
    world.rebuild()
    side = match(world)
    world.store.close()
    expected = {"promotional_credit": -25, "untracked": 100, "discount": -50, "drift": 190, "tax": 19}
    assert (side.usage, side.charges, amounts(side)) == (900, 1134, expected)
