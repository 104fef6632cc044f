from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from typer.testing import CliRunner

from outlay.cli.app import gather
from outlay.core.settings import Settings
from outlay.facts.keys import key_id
from outlay.report.checks.model import Examination
from outlay.report.doctor import examine
from outlay.store.intake import IntakeStatus
from tests.unit.ledger.kit import World

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
TODAY = NOW.date()


@pytest.fixture
def world(tmp_path):
    made = World(tmp_path, as_of=TODAY)
    yield made
    made.store.close()


def status(**more):
    known = {
        "accepted": 5, "outcomes": {"loaded": 3, "duplicate": 2, "quarantined": 0}, "pending": 0, "pending_bytes": 0,
        "is_conserved": True, "decoder_restarts": 0, "is_decoder_running": True, "last_error": None,
    }  # fmt: skip
    return IntakeStatus(**{**known, **more})


def findings(world, *, is_serving=True, quarantined_files=0, **more):
    case = Examination(
        settings=Settings(data_dir=world.settings.data_dir, as_of=TODAY),
        intake=status(**more),
        is_serving=is_serving,
        quarantined_files=quarantined_files,
        now=NOW,
    )
    return examine(world.store, case)


def of(found, area):
    return [finding for finding in found if finding.area == area]


def test_the_equation_of_records_is_shown(world):
    (finding,) = of(findings(world), "telemetry")
    assert (finding.state, finding.text) == ("ok", "5 records accepted = 3 loaded, 2 duplicate")


def test_records_that_do_not_add_up_are_a_problem_and_come_first(world):
    first = findings(world, is_conserved=False)[0]
    assert (first.area, first.state) == ("telemetry", "problem")
    assert "do not add up" in first.text


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"outcomes": {"quarantined": 7}}, "7 records were set aside"),
        ({"last_error": "ValueError: no"}, "loading fails: ValueError: no"),
        ({"decoder_restarts": 2}, "started again 2 times"),
        ({"pending": 9, "is_serving": False}, "9 records wait in the journal"),
    ],
)
def test_what_is_wrong_with_the_intake_is_named_with_the_next_step(world, more, words):
    (finding,) = [found for found in findings(world, **more) if words in found.text]
    assert finding.hint


def test_dead_letters_are_counted_by_reason(world):
    letter = {
        "received_at": NOW.replace(tzinfo=None), "source": "otlp", "kind": "events", "field": "ts", "record": "{}",
        "reason": "no timestamp",
    }  # fmt: skip
    rows = [
        {**letter, "dead_letter_id": f"dl_{n}", "state": state} for n, state in enumerate(("open", "open", "retried"))
    ]
    world.insert("dead_letter", rows)
    (finding,) = of(findings(world), "dead letters")
    assert finding.text == "2 records of kind events: no timestamp (ts)"


def unpriced(world, **tokens):
    raw = {"provider": "acme", "model": "mystery-1", "cost_group": "ai"}
    names = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units", "priced_cost", "errors")
    nothing = dict.fromkeys(("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"), 0)
    hour = {
        "hour": datetime(2026, 11, 20, 3, tzinfo=UTC).replace(tzinfo=None),
        "day": date(2026, 11, 20),
        "key_id": key_id(raw),
        "requests": 4,
        "cost_state": "unknown",
    }
    world.insert("event_hour", [{**dict.fromkeys(names, 0), **nothing, **tokens, **hour}], keys=[raw])


def test_models_without_a_price_are_named_with_the_command_that_gives_one(world):
    unpriced(world, input=1000, output=20)
    (finding,) = of(findings(world), "prices")
    assert "4 requests and 1,020 tokens of acme mystery-1" in finding.text
    assert "--provider acme --model mystery-1" in finding.hint


def test_the_command_that_gives_a_price_has_the_options_that_it_is_told_with(world):
    unpriced(world, input=1000, output=20)
    (finding,) = of(findings(world), "prices")
    known = CliRunner().invoke(gather(), ["prices", "override", "--help"], env={"COLUMNS": "200"}).output
    assert [option for option in re.findall(r"--[a-z]+", finding.hint) if option not in (known + "--since")] == []


def test_requests_without_usage_are_not_told_to_lack_a_price(world):
    unpriced(world)
    (finding,) = of(findings(world), "prices")
    assert "have no tokens and no cost" in finding.text
    assert "override" not in finding.hint


def test_metrics_that_count_more_tokens_than_requests_hold_are_told(world):
    metric = {
        "series_key": 1, "start_time": datetime(2026, 11, 1, tzinfo=UTC).replace(tzinfo=None), "is_delta": False,
        "service": "shop",
        "provider": "openai", "model": "gpt-4o", "token_type": "input",
    }  # fmt: skip
    days = {date(2026, 11, 19): 1000, date(2026, 11, 20): 5000}
    world.insert("usage_metric", [{**metric, "day": day, "quantity": quantity} for day, quantity in days.items()])
    (finding,) = of(findings(world), "coverage")
    assert finding.text == "service shop: metrics count 5,000 tokens, requests hold 0"


def test_names_that_reach_their_limit_are_told(world):
    world.usage(TODAY, requests=1)
    case = Examination(
        settings=Settings(data_dir=world.settings.data_dir).model_copy(update={"key_limit": 1}),
        intake=status(), is_serving=True, quarantined_files=0, now=NOW,
    )  # fmt: skip
    (finding,) = of(examine(world.store, case), "names")
    assert "key_limit" in finding.hint


def test_silence_for_a_day_is_a_warning(world):
    world.usage(date(2026, 11, 19), requests=1)
    (finding,) = of(findings(world), "usage")
    assert finding.state == "warning"


def test_days_that_wait_are_told(world):
    world.mark(TODAY)
    (finding,) = of(findings(world), "ledger")
    assert finding.text == "1 days wait to be computed again"
