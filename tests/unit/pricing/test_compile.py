"""Every model of the price data, against the price data's own calculator."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise

import genai_prices
import pytest
from genai_prices.data_snapshot import get_snapshot

from outlay.pricing import Cards, normalise_usage, price_usage, read_context
from outlay.pricing.compile import Target
from outlay.pricing.ladder import Ladder
from outlay.pricing.model import LEAVES
from outlay.pricing.source import Condition, SourceModel, SourcePrice, find_model, load_models, price_providers
from outlay.pricing.units import all_units
from outlay.pricing.windows import compile_cards

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
PROVIDERS = price_providers()
OWNERS = {provider.id: provider for provider in get_snapshot().providers}
ORACLE = {(owner.id, model.id): model for owner in OWNERS.values() for model in owner.models}
LATEST = datetime(2026, 11, 21, 12, tzinfo=UTC)
HALF = Decimal("0.5")


def moments(model: SourceModel) -> list[datetime]:
    """Before, on and after every edge of a window."""
    found = {datetime(2020, 1, 1, tzinfo=UTC), LATEST}
    for price in (*model.prices, *model.variants):
        if start := price.condition.start:
            edge = datetime(start.year, start.month, start.day, tzinfo=UTC)
            found |= {edge, edge - timedelta(microseconds=1)}
        for edge in price.condition.daily or ():
            at = LATEST.replace(hour=0) + timedelta(microseconds=edge)
            found |= {at, at - timedelta(microseconds=1)}
    return sorted(found)


def contexts(model: SourceModel) -> list[dict[str, str]]:
    singles = [dict(pair) for pair in dict.fromkeys(tuple(v.when.items()) for v in model.variants)]
    pairs = [one | other for one, other in pairwise(singles) if one.keys() != other.keys()]
    return [{}, *singles, *pairs]


def input_totals(model: SourceModel) -> list[int]:
    ladders = [ladder for price in (*model.prices, *model.variants) for ladder in price.ladders.values()]
    steps = {start for ladder in ladders for start, _ in ladder.steps}
    return [50_000, *sorted(steps | {start + 1 for start in steps})]


def usage_of(model: SourceModel, input_total: int, seed: int) -> dict[str, int]:
    """Inclusive counts in which every priced unit has a part of its own."""
    draw = random.Random(seed)
    priced = {unit for price in (*model.prices, *model.variants) for unit in price.ladders} - {"requests"}
    own = {unit: draw.randrange(1, 3000) for unit in sorted(priced)}
    wanted = priced | {above for unit in priced for above in all_units()[unit].above}
    counts = {
        unit: sum(count for part, count in own.items() if part == unit or unit in all_units()[part].above)
        for unit in wanted
    }
    if "input_tokens" in counts:
        counts["input_tokens"] = input_total
    return counts


def assert_same(provider: str, model: SourceModel, context: dict[str, str], at: datetime, counts: dict) -> None:
    theirs = ORACLE[provider, model.model].calc_price(
        genai_prices.Usage(**counts), OWNERS[provider], genai_request_timestamp=at, price_context=context
    )
    moment = (at - EPOCH) // timedelta(microseconds=1)
    target = Target(provider=provider, models=(model.model,), context=read_context(context))
    card = compile_cards(target, model, ()).at(moment)
    rated = price_usage(card, normalise_usage(counts))
    if rated.total is None:
        assert all(count == 0 for count in counts.values()) or theirs.total_price == 0
        return
    # Rounding is once per leaf: where a rate is not a whole number of 1e-12 USD, by at most half of one.
    rounded = sum(divisor != 1 for band in card.bands for _, divisor in band.rates.values())
    difference = abs(Decimal(rated.total) - theirs.total_price.scaleb(12))
    assert difference <= HALF * (rounded + 2 * bool(rounded)), (provider, model.model, context, at, rated, theirs)
    parts = (rated.input, rated.cache_read, rated.cache_write)
    assert abs(sum(part or 0 for part in parts) + rated.units_input - theirs.input_price.scaleb(12)) <= HALF * (
        rounded + 2 * bool(rounded)
    )
    priced = card.bands[card.band_of(counts.get("input_tokens", 0))].rates
    expected = {f"unpriced_unit:{unit}" for unit, count in counts.items() if not prices(unit, priced) and count}
    assert {flag for flag in rated.flags if flag.startswith("unpriced_unit")} == expected
    assert not any(flag.startswith("contradiction") for flag in rated.flags)


def prices(unit: str, priced) -> bool:
    return unit in priced or any(above in priced for above in all_units()[unit].above)


CARDS = Cards()


@pytest.mark.parametrize("provider", PROVIDERS)
def test_cards_agree_with_the_price_datas_own_calculator(provider):
    compared = set()
    for model in load_models(provider):
        for context in contexts(model):
            for at in moments(model):
                for total in input_totals(model):
                    assert_same(provider, model, context, at, usage_of(model, total, seed=len(compared)))
        compared.add(model.model)
    assert compared == {model.id for model in OWNERS[provider].models}


@pytest.mark.parametrize("provider", PROVIDERS)
def test_what_the_calculator_passes_over_is_flagged(provider):
    """It takes the standard price for a context that no price is for, and leaves out units that have none."""
    context = {"service_tier": "no-such-tier"}
    for model in load_models(provider):
        counts = {**usage_of(model, 50_000, seed=1), "code_executions": 2, "input_pixels": 5}
        if "input_tokens" not in counts:
            continue
        theirs = ORACLE[provider, model.model].calc_price(
            genai_prices.Usage(**counts), OWNERS[provider], genai_request_timestamp=LATEST, price_context=context
        )
        target = Target(provider=provider, models=(model.model,), context=read_context(context))
        moment = (LATEST - EPOCH) // timedelta(microseconds=1)
        rated = price_usage(compile_cards(target, model, ()).at(moment), normalise_usage(counts))
        assert abs(Decimal(rated.total) - theirs.total_price.scaleb(12)) < len(counts)
        assert rated.state == "modelled"
        passed_over = {"context_unmatched:service_tier=no-such-tier", "unpriced_unit:code_executions"}
        assert passed_over | {"unpriced_unit:input_pixels"} <= set(rated.flags), (provider, model.model, rated)


def test_every_unit_that_has_a_price_anywhere_is_compared():
    priced = {
        unit
        for provider in PROVIDERS
        for model in load_models(provider)
        for price in (*model.prices, *model.variants)
        for unit in price.ladders
    }
    compared = {
        unit for provider in PROVIDERS for model in load_models(provider) for unit in usage_of(model, 9, seed=0)
    }
    assert priced - {"requests"} <= compared
    assert len(priced) > 20


@pytest.mark.parametrize("provider", PROVIDERS)
def test_names_resolve_as_in_the_price_data(provider):
    for model in OWNERS[provider].models:
        theirs = OWNERS[provider].find_model(model.id, all_providers=list(OWNERS.values()))
        ours = find_model(provider, model.id.upper())
        assert ours is not None
        assert ours.model == (theirs or model).id


@pytest.mark.parametrize(("provider", "model"), [("azure", "gpt-4.1"), ("google", "claude-2"), ("azure", "o3-pro")])
@pytest.mark.parametrize("context", [{}, {"processing": "batch"}])
def test_borrowed_models_agree_and_their_context_is_flagged(provider, model, context):
    found = find_model(provider, model)
    assert found is not None
    assert found.borrowed
    counts = {"input_tokens": 1000, "output_tokens": 100}
    theirs = genai_prices.calc_price(
        counts, model, provider_id=provider, genai_request_timestamp=LATEST, price_context=context
    )
    card = CARDS.find(provider, model, read_context(context)).cards[-1]
    rated = price_usage(card, normalise_usage(counts))
    assert Decimal(rated.total).scaleb(-12) == theirs.total_price
    assert rated.state == ("modelled" if context else "priced")


def test_no_unit_of_the_price_data_is_missing_from_the_leaves():
    assert set(LEAVES) <= set(all_units())


def test_before_the_earliest_dated_price_the_earliest_holds():
    def priced(start: date, rate: int) -> SourcePrice:
        return SourcePrice(condition=Condition(start=start), ladders={"input_tokens": Ladder(Fraction(rate))})

    prices = (priced(date(2026, 1, 1), 1), priced(date(2026, 7, 1), 2))
    model = SourceModel(provider="acme", model="m", prices=prices, variants=(), borrowed=False, minimum={})
    cards = compile_cards(Target(provider="acme", models=("m",), context=read_context({})), model, ()).cards
    assert [card.bands[0].rates["input_tokens"] for card in cards] == [(1, 1), (1, 1), (2, 1)]
    assert [card.valid_from for card in cards] == [None, date(2026, 1, 1), date(2026, 7, 1)]


def test_a_flat_context_price_above_a_long_context_step_is_flagged():
    steps = Ladder(Fraction(2), ((1000, Fraction(4)),))
    standard = SourcePrice(condition=Condition(), ladders={"input_tokens": steps, "output_tokens": steps})
    batch = SourcePrice(
        condition=Condition(), ladders={"input_tokens": Ladder(Fraction(1))}, when={"processing": "batch"}
    )
    model = SourceModel(provider="a", model="m", prices=(standard,), variants=(batch,), borrowed=False, minimum={})
    target = Target(provider="a", models=("m",), context=read_context({"processing": "batch"}))
    [card] = compile_cards(target, model, ()).cards
    below, above = (price_usage(card, normalise_usage({"input_tokens": count})) for count in (1000, 1001))
    assert (below.total, below.flags) == (1000, ())
    assert (above.total, above.flags, above.state) == (1001, ("band_unmatched",), "modelled")
