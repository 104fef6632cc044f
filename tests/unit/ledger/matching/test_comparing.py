"""Whatever the two sides say: telemetry and causes are the charges, and the order of cells changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal, localcontext

from hypothesis import given
from hypothesis import strategies as st

from outlay.core.money import CONTEXT
from outlay.ledger.matching.comparing import Comparison, Terms
from outlay.ledger.matching.facts import Cell, Line, Sides
from outlay.ledger.matching.model import Place
from outlay.ledger.matching.prices import PriceBook
from tests.unit.ledger.matching.scenario import CARDS, prices

DAY = date(2026, 9, 1)
money = st.decimals(min_value=-1000, max_value=100_000, places=12)
cost = st.decimals(min_value=0, max_value=100_000, places=12)
tokens = st.integers(min_value=0, max_value=10**12)


@st.composite
def lines(draw, place):
    seen = draw(tokens)
    quantity = draw(st.none() | tokens)
    return Line(
        place=place,
        provider="openai",
        named=place.model,
        quantity=quantity,
        seen=seen,
        unpriced=draw(st.integers(min_value=0, max_value=seen)),
        missed=max((quantity or 0) - seen, 0) if quantity is not None else 0,
        beyond=max(seen - quantity, 0) if quantity is not None else 0,
        seen_cost=draw(cost),
    )


@st.composite
def cells(draw):
    day = DAY + timedelta(days=draw(st.integers(min_value=0, max_value=3)))
    model = draw(st.sampled_from([*CARDS, "unknown-1", None]))
    place = Place(day, None, None, model, draw(st.sampled_from(["input", "output", "units", None])))
    charged = draw(st.none() | money)
    listed = draw(st.lists(lines(place), min_size=0 if charged is not None else 1, max_size=2))
    return Cell(place=place, charged=charged, rows=draw(st.integers(1, 50)), is_cents=draw(st.booleans()), lines=listed)


def other(amount):
    place = Place(DAY, None, None, None, None)._asdict()
    return {"statement": "openai/acme", "kind": "tax", "amount": amount, "row_count": 1} | place


def explain(found, others):
    sides = Sides(statement="openai/acme", cells={cell.place: cell for cell in found}, others=others)
    all_lines = [line for cell in sides.cells.values() for line in cell.lines]
    with localcontext(CONTEXT):
        book = PriceBook(all_lines, prices)
        terms = Terms(book=book, contract=lambda *_: None, is_covered=lambda day: day == DAY)
        telemetry = sum((line.seen_cost for line in all_lines), Decimal(0))
        charges = sum((cell.charged or Decimal(0) for cell in sides.cells.values()), Decimal(0))
        charges += sum((row["amount"] for row in others), Decimal(0))
        return telemetry, charges, Comparison(sides, terms).run().causes(charges - telemetry)


@given(st.lists(cells(), max_size=8), st.lists(money.map(other), max_size=2))
def test_telemetry_and_causes_are_the_charges(found, others):
    telemetry, charges, causes = explain(found, others)
    assert CONTEXT.add(telemetry, sum((cause.amount for cause in causes), Decimal(0))) == charges
    assert all(cause.amount.as_tuple().exponent >= -12 for cause in causes)


@given(st.lists(cells(), max_size=6, unique_by=lambda cell: cell.place), st.randoms(use_true_random=False))
def test_the_order_of_cells_changes_nothing(found, random):
    others = [other(Decimal("1.5"))]
    before = explain(found, others)
    random.shuffle(found)
    assert explain(found, others) == before


@given(cost, tokens)
def test_a_bill_that_is_its_usage_has_no_cause(charged, seen):
    place = Place(DAY, None, None, "gpt-5", "input")
    line = Line(
        place=place, provider="openai", named="gpt-5", quantity=seen, seen=seen, unpriced=0, missed=0, beyond=0,
        seen_cost=charged,
    )  # fmt: skip
    _, _, causes = explain([Cell(place=place, charged=charged, rows=1, lines=[line])], [])
    assert [cause for cause in causes if cause.amount] == []
