from __future__ import annotations

from decimal import Decimal

import pytest

from outlay.facts.catalog import CATALOG, PairError
from outlay.facts.expressions import parse_expression
from outlay.store.query import ask


@pytest.fixture
def answer(store, query):
    def answered(*metrics, scope=None, **options):
        return ask(store, query(*metrics, **options), CATALOG, scope=parse_expression(scope) if scope else None)

    return answered


def test_a_covered_day_is_the_bill_and_an_open_day_the_estimate(answer):
    rows = answer("cost", by=["provider"], grain="day").rows
    assert [(row["day"].day, row["provider"], row["cost"]) for row in rows] == [
        (1, "aws", Decimal("6.125")),
        (1, "openai", Decimal("6.125")),
        (2, "openai", Decimal(3)),
    ]


def test_the_invoice_view_has_no_estimates_and_needs_no_coverage(answer):
    assert answer("cost", view="invoice").totals["cost"] == 29


def test_an_unknown_list_price_is_unknown(answer):
    assert answer("cost", view="list", by=["provider"]).rows[0] == {"provider": "openai", "cost": Decimal(3)}
    assert answer("cost", view="list", where='provider == "aws"').totals["cost"] is None


def test_a_prepayment_has_no_list_price_of_its_own(answer, store):
    with store.write() as tx:
        tx.execute("UPDATE ledger SET list_cost = 9")
        tx.execute("UPDATE ledger SET charge_category = 'Purchase' WHERE key_id = 2")
    assert answer("cost", view="list", where='provider == "aws"').totals["cost"] == 9
    with store.write() as tx:
        tx.execute("UPDATE ledger SET effective_cost = 0 WHERE key_id = 2")
    assert answer("cost", view="list", where='provider == "aws"').totals["cost"] is None


def test_what_is_not_owned_has_a_name(answer):
    assert {row["feature"] for row in answer("cost", "requests", by=["feature"]).rows} == {
        "search",
        "idle",
        "unattributed",
    }


def test_a_line_of_the_income_statement_holds_on_its_days(answer, store):
    with store.write() as tx:
        tx.execute("""INSERT INTO key_line VALUES (1, '1970-01-01', '2026-11-02', 'research_development'),
          (1, '2026-11-02', '2299-12-31', 'cost_of_revenue')""")
    rows = answer("cost", by=["pnl_line"], grain="day", where='feature == "search"').rows
    assert [(row["day"].day, row["pnl_line"]) for row in rows] == [(1, "research_development"), (2, "cost_of_revenue")]
    unclassified = answer("cost", by=["pnl_line"], where='pnl_line == "unclassified"').rows
    assert list(unclassified) == [{"pnl_line": "unclassified", "cost": Decimal("6.125")}]


def test_usage_without_a_price_is_no_money(answer):
    found = answer("priced_cost", "requests", by=["team"], where='team == "it\'s"')
    assert found.rows == ({"team": "it's", "priced_cost": None, "requests": 20},)
    assert (found.unknown_price.requests, found.unknown_price.tokens) == (20, 340)


def test_usage_without_a_price_is_not_told_where_the_filter_is_of_bills(answer):
    assert answer("cost", where='finality == "open"').unknown_price is None


def test_the_scope_holds_in_every_part_of_an_answer(answer):
    found = answer("cost", "requests", scope='provider == "aws"')
    assert found.rows == ({"cost": Decimal("6.125"), "requests": None},)
    assert found.totals == {"cost": Decimal("6.125"), "requests": None}
    assert {run.payer for run in found.coverage} == {"aws/1/metered"}
    assert found.cost_states == {"invoiced": Decimal("6.125")}
    assert found.unknown_price.requests == 0


def test_a_scope_that_a_table_cannot_obey_is_an_error(answer):
    with pytest.raises(PairError):
        answer("cost", by=["customer"], scope='provider == "aws"')


def test_a_limit_cuts_rows_and_not_totals(answer):
    found = answer("cost", "requests", "cost_per_request", by=["provider"], grain="day", limit=1)
    assert found.truncated
    assert len(found.rows) == 1
    assert found.totals["cost"] == Decimal("15.25")
    assert not answer("cost", by=["provider"], grain="day", limit=3).truncated


def test_token_classes_split_estimates(answer):
    rows = answer("priced_cost", "tokens", by=["token_class"], order=["token_class"]).rows
    assert [(row["token_class"], row["priced_cost"], row["tokens"]) for row in rows] == [
        ("cache_read", 0, 80),
        ("input", 2, 400),
        ("output", 4, 200),
    ]


def test_an_empty_store_answers_null_and_not_zero(answer):
    found = answer("cost", "requests", "revenue", "latency_p50", since="2020-01-01", until="2020-02-01")
    assert found.rows == ({"cost": None, "requests": None, "revenue": None, "latency_p50": None},)
    assert found.coverage == ()


def test_posted_cost_says_so(answer):
    assert any("accounting period" in note for note in answer("cost", axis="posted").notes)


def test_percentiles_of_the_whole_are_left_out_of_an_answer_without_detail(store, query):
    asked = query("requests", "latency_p50", by=["provider"])
    whole = ask(store, asked, CATALOG).totals
    brief = ask(store, asked, CATALOG, is_detailed=False).totals
    assert brief == {**whole, "latency_p50": None}


def test_a_unit_cost_over_requests_without_a_price_is_a_lower_bound(answer):
    notes = answer("cost_per_request", by=["team"]).notes
    assert any("cost_per_request" in note and "20 have no price" in note for note in notes)
    assert not any("no price" in note for note in answer("cost", by=["team"]).notes)
