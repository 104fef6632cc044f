"""Stored requests are priced again: exactly, a day at a time, and nothing else changes."""

from __future__ import annotations

from datetime import date, datetime, time
from decimal import Decimal

import pytest

from outlay.core.errors import UsageError
from outlay.facts.keys import key_id
from outlay.jobs.imports import Imports
from outlay.jobs.reprice import RepriceRequest, reprice
from outlay.store.events.model import PRICE_COLUMNS
from outlay.store.events.rollups import Rollups
from tests.unit.ledger.kit import World, arrow

FIRST, SECOND = date(2026, 9, 10), date(2026, 9, 11)
HALVED = """\
overlay: 1
name: contract
kind: override
cards:
  - {provider: openai, model: gpt-4o, valid_from: 2026-01-01, rates: {input: "1", output: "4"}}
  - {provider: openai, model: preview, valid_from: 2026-01-01, rates: {input: "3", output: "5"}}
  - provider: openai
    model: long
    valid_from: 2026-01-01
    rates: {input: "1", output: "1"}
    bands: [{over: 1000, rates: {input: "2", output: "2"}}]
"""
GPT, PREVIEW = {"provider": "openai", "model": "gpt-4o"}, {"provider": "openai", "model": "preview"}


class Books(World):
    """A store of priced requests whose rollups agree with them."""

    def __init__(self, path):
        super().__init__(path, price_overlays=[path / "contract.yaml"])
        (path / "contract.yaml").write_text(HALVED, encoding="utf-8")
        self._events_made = 0

    def event(self, day=FIRST, *, dims=GPT, cost="0.0035", **columns):
        """A request of 1,000 input and 100 output tokens, priced at 2.5 and 10 USD a million."""
        self._events_made += 1
        row = {
            "ts": datetime.combine(day, time(12)),
            "request_key": self._events_made,
            "key_id": key_id(dims),
            "status": "ok",
            "customer": "acme",
            "requests": 1,
            "input": 1000,
            "cache_read": 0,
            "cache_write_5m": 0,
            "cache_write_1h": 0,
            "output": 100,
            "reasoning": 0,
            "priced_cost": None if cost is None else Decimal(cost),
            "cost_state": "unknown" if cost is None else "priced",
            "card_id": None if cost is None else "card_old",
        } | columns
        self.insert("event", [row], keys=[dims])
        with self.store.write() as tx:
            tx.stage("fresh", arrow("event", [row]))
            rollups = Rollups(tx)
            rollups.add("fresh", row["requests"])
            rollups.apply()
        return self._events_made

    def reprice(self, *, is_closed=lambda _: False, **request):
        wish = RepriceRequest(**{"since": FIRST, **request})
        return reprice(self.store, self.settings, Imports(self.store, self.settings), wish, is_closed)

    def price(self, request_key):
        sql = "SELECT priced_cost, cost_state, flags FROM event WHERE request_key = ?"
        [row] = self.store.fetch(sql, [request_key]).to_pylist()
        return row["priced_cost"], row["cost_state"], row["flags"]

    def assert_rollups_agree(self):
        sums = "sum(requests) AS requests, sum(priced_cost) AS cost, sum(input) AS input"
        of_events = f"SELECT cost_state, {sums} FROM event GROUP BY 1 ORDER BY 1"
        expected = self.store.fetch(of_events).to_pylist()
        for table in ("event_hour", "customer_day", "customer_month"):
            found = self.store.fetch(f"SELECT cost_state, {sums} FROM {table} GROUP BY 1 ORDER BY 1").to_pylist()
            known = [{**row, "cost": row["cost"] or 0} for row in expected]
            assert found == known, table
        hist = self.store.fetch("SELECT coalesce(sum(n), 0) AS n FROM event_hist WHERE measure = 'cost'").to_pylist()
        assert hist[0]["n"] == sum(row["requests"] for row in expected if row["cost_state"] != "unknown")


@pytest.fixture
def books(tmp_path):
    made = Books(tmp_path)
    yield made
    made.store.close()


def test_requests_get_the_present_price(books):
    request = books.event()
    report = books.reprice(reason="contract")
    # 1,000 at 1 USD a million and 100 at 4 USD a million
    assert books.price(request) == (Decimal("0.0014"), "priced", None)
    [cell] = report.cells
    assert (cell.day, cell.provider, cell.model, cell.requests) == (FIRST, "openai", "gpt-4o", 1)
    assert (cell.old_card, cell.old_cost, cell.new_cost) == ("card_old", Decimal("0.0035"), Decimal("0.0014"))
    books.assert_rollups_agree()


def test_what_changed_is_kept_with_its_reason_and_card(books):
    books.event()
    report = books.reprice(reason="contract")
    [row] = books.rows("reprice")
    assert (row["reprice_id"], row["reason"], row["new_card"]) == (
        report.reprice_id, "contract", report.cells[0].new_card,
    )  # fmt: skip
    [card] = books.rows("price_card")
    assert (card["card_id"], card["overlays"]) == (row["new_card"], '["override:contract"]')


def test_doing_it_again_changes_nothing(books):
    books.event()
    books.reprice()
    before = {table: books.rows(table) for table in ("event", "event_hour", "event_hist", "reprice", "price_card")}
    report = books.reprice()
    assert (report.looked_at, report.changed, report.cells) == (1, 0, ())
    assert {table: books.rows(table) for table in before} == before


def test_a_dry_run_tells_and_writes_nothing(books):
    request = books.event()
    report = books.reprice(is_dry_run=True)
    assert (report.is_written, report.changed, report.cells[0].new_cost) == (False, 1, Decimal("0.0014"))
    assert books.price(request)[0] == Decimal("0.0035")
    assert (books.rows("reprice"), books.rows("price_card"), books.rows("dirty_day")) == ([], [], [])


def test_closed_days_stay(books):
    old, new = books.event(FIRST), books.event(SECOND)
    report = books.reprice(is_closed=lambda day: day == FIRST)
    assert (report.closed_days, report.changed) == ((FIRST,), 1)
    assert (books.price(old)[0], books.price(new)[0]) == (Decimal("0.0035"), Decimal("0.0014"))


@pytest.mark.parametrize(
    "columns",
    [
        {"stated_cost": Decimal("0.9"), "stated_by": "provider", "cost_state": "stated", "cost": "0.9"},
        {"stated_cost": Decimal(0), "stated_by": "caller", "cost_state": "stated", "cost": "0"},
        {"cost_state": "stated", "cost": "0.7"},
    ],
    ids=["provider", "a caller's zero", "stated before amounts were kept apart"],
)
def test_a_stated_cost_stays(books, columns):
    request = books.event(**columns)
    assert books.reprice().changed == 0
    assert books.price(request)[0] == Decimal(columns["cost"])


def test_a_card_wins_over_a_gateways_arithmetic(books):
    request = books.event(stated_cost=Decimal("0.0035"), stated_by="gateway")
    books.reprice()
    assert books.price(request) == (Decimal("0.0014"), "priced", "gateway_cost_differs")


def test_a_model_that_now_has_a_price_leaves_the_unknown(books):
    request = books.event(dims=PREVIEW, cost=None, flags="unknown_model")
    books.reprice()
    # 1,000 at 3 and 100 at 5 USD a million
    assert books.price(request) == (Decimal("0.0035"), "priced", None)
    assert {row["cost_state"] for row in books.rows("event_hour")} == {"priced"}
    books.assert_rollups_agree()


def test_flags_of_usage_stay_and_keep_the_price_modelled(books):
    flags = "contradiction:cache_above_input,context_unmatched:speed=fast"
    request = books.event(flags=flags, cost_state="modelled")
    books.reprice()
    assert books.price(request) == (Decimal("0.0014"), "modelled", "contradiction:cache_above_input")


def test_a_sampled_request_is_banded_by_what_one_request_used(books):
    flags = "sampled:0.1"
    request = books.event(dims={**GPT, "model": "long"}, requests=10, input=10_000, output=0, flags=flags)
    books.reprice()
    # Each of the ten used 1,000 tokens, which is not above 1,000: 10,000 at 1 USD a million.
    assert books.price(request) == (Decimal("0.01"), "modelled", "sampled:0.1")
    books.assert_rollups_agree()


def test_it_may_be_limited_to_days_provider_and_model(books):
    books.event(FIRST), books.event(SECOND), books.event(FIRST, dims=PREVIEW, cost="1")
    found = books.reprice(until=SECOND, provider="OpenAI", model="preview", is_dry_run=True)
    assert [(cell.day, cell.model) for cell in found.cells] == [(FIRST, "preview")]
    found = books.reprice(since=SECOND, is_dry_run=True)
    assert [(cell.day, cell.model) for cell in found.cells] == [(SECOND, "gpt-4o")]


def test_days_that_make_no_sense_are_refused(books):
    with pytest.raises(UsageError, match="no day lies between"):
        books.reprice(since=SECOND, until=FIRST)


def test_a_day_is_priced_whole_or_not_at_all(books, monkeypatch):
    first, second = books.event(FIRST), books.event(SECOND)
    apply, calls = Rollups.apply, []

    def fail_once(self):
        calls.append(self)
        if len(calls) == 2:
            raise OSError("disk full")
        apply(self)

    monkeypatch.setattr(Rollups, "apply", fail_once)
    with pytest.raises(OSError, match="disk full"):
        books.reprice()
    assert (books.price(first)[0], books.price(second)[0]) == (Decimal("0.0014"), Decimal("0.0035"))
    books.assert_rollups_agree()


def test_the_ledger_of_the_changed_days_is_computed_again(books):
    books.event()
    report = books.reprice()
    assert report.ledger is not None
    assert books.rows("dirty_day") == []


def test_nothing_but_prices_changes(books):
    books.event(flags="model_asked", units='{"web_searches": 2}', latency_ms=12.5)
    kept = "* EXCLUDE (" + ", ".join((*PRICE_COLUMNS, "flags")) + ")"
    before = books.store.fetch(f"SELECT {kept} FROM event").to_pylist()
    books.reprice()
    assert books.store.fetch(f"SELECT {kept} FROM event").to_pylist() == before


@pytest.mark.parametrize("order", [1, -1])
def test_flags_of_units_are_not_said_again(books, order):
    units = '{"hugs": 1, "code_executions": -3}'
    flags = ",".join(["model_asked", "unknown_unit:hugs", "rejected:code_executions"][::order])
    request = books.event(units=units, flags=flags, cost_state="modelled")
    books.reprice()
    assert books.price(request) == (Decimal("0.0014"), "modelled", flags)
    assert books.reprice().changed == 0
