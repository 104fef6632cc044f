"""A workspace: what it can be asked, and how far its facts reach."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date

import pytest

from outlay.core.errors import NotFoundError, UsageError
from outlay.facts.catalog import Question
from outlay.facts.keys import key_id
from outlay.jobs import Workspace, open_workspace
from outlay.report import OverviewRequest
from tests.unit.ledger.kit import World

TODAY = date(2026, 11, 21)


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, as_of=TODAY)
    yield made
    made.store.close()


@pytest.fixture
def workspace(world):
    return Workspace(world.store, world.settings)


def test_an_empty_workspace_says_so(workspace):
    found = workspace.freshness()
    assert (found.is_empty, found.usage_until, found.bills_until, found.warnings) == (True, None, None, ())


def test_freshness_says_how_far_usage_and_bills_reach(world, workspace):
    world.usage(date(2026, 11, 20), requests=1)
    world.insert("coverage", [{"payer_id": "a/b/metered", "day": date(2026, 11, 18), "state": "settled"}])
    found = workspace.freshness()
    assert (found.is_empty, found.usage_until) == (False, "2026-11-20T00:00:00Z")
    assert found.bills_until == date(2026, 11, 18)


def test_a_stale_exchange_rate_is_a_warning(world, workspace):
    world.insert("charge", [{"BillingCurrency": "SEK", "x_fx_date": date(2026, 3, 1), "x_fx_stale": True}])
    (warning,) = workspace.freshness().warnings
    assert "SEK charges use the exchange rate of 2026-03-01" in warning
    assert "fx_rates" in warning


def test_imported_values_become_metrics(world, workspace):
    row = {"source": "crm", "metric": "signups", "day": TODAY, "key_id": key_id({"product": "p"}), "amount": 3}
    world.insert("value", [row], keys=[{"product": "p"}])
    assert workspace.ask(Question(metrics=["signups"], since="1d")).totals["signups"] == 3


def test_a_wrong_question_is_a_usage_error(workspace):
    with pytest.raises(UsageError, match="unknown metric 'signups'"):
        workspace.ask(Question(metrics=["signups"]))


def test_an_answer_is_of_one_moment(world, workspace, monkeypatch):
    world.usage(date(2026, 11, 5), input=1, cost_input="1")
    question = Question(metrics=["cost", "requests"], by=["model"], since="2026-11-01")
    before = workspace.ask(question)
    read, changes = world.store.read, []

    @contextmanager
    def read_while_it_changes():
        with read() as reader:
            yield Changing(reader)

    class Changing:
        def __init__(self, reader):
            self.reader = reader
            self.dialect = reader.dialect

        def fetch(self, *select):
            found = self.reader.fetch(*select)
            world.usage(date(2026, 11, 5), input=1, cost_input="1")
            changes.append(select)
            return found

    monkeypatch.setattr(world.store, "read", read_while_it_changes)
    assert workspace.ask(question) == before
    assert len(changes) >= 3
    monkeypatch.undo()
    assert workspace.ask(question) != before


def test_a_row_that_is_not_there_cannot_be_explained(workspace):
    with pytest.raises(NotFoundError):
        workspace.explain("lg_123")


def test_the_overview_counts_from_the_day_taken_as_today(workspace):
    assert workspace.overview(OverviewRequest()).spend.since == date(2026, 11, 1)


def test_the_sample_company_is_known_by_its_folder(workspace, tmp_path):
    assert not workspace.is_demo
    (tmp_path / "demo").mkdir()
    assert workspace.is_demo


def test_opening_makes_the_folder_and_closing_frees_it(tmp_path):
    from outlay.core.settings import Settings

    settings = Settings(data_dir=tmp_path / "new" / "folder")
    for _ in range(2):
        workspace = open_workspace(settings)
        assert workspace.freshness().is_empty
        workspace.close()
