"""Real requests of 2023: imported, priced as gpt-4o, and added up once more without Outlay."""

from __future__ import annotations

import csv
from collections import Counter
from decimal import Decimal

import pytest
from genai_prices import Usage, calc_price

from outlay.core.settings import Settings
from outlay.facts.catalog import Question
from outlay.jobs import open_workspace
from outlay.jobs.imports import ImportRequest

pytestmark = pytest.mark.shared
MILLION = 1_000_000
RANGE = {"since": "2023-11-16", "until": "2023-11-18"}


@pytest.fixture(scope="module")
def files(shared_data):
    found = sorted((shared_data / "traces" / "azure-llm-2023").glob("*.csv"))
    if len(found) != 2:
        pytest.skip("../shared/data/traces/azure-llm-2023 does not hold its two files")
    return found


@pytest.fixture(scope="module")
def request_(files):
    return ImportRequest(
        kind="events",
        files=files,
        mapping={"ts": "TIMESTAMP", "input_tokens": "ContextTokens", "output_tokens": "GeneratedTokens"},
        constants={"provider": "azure", "model": "gpt-4o"},
    )


@pytest.fixture(scope="module")
def workspace(request_, tmp_path_factory):
    found = open_workspace(Settings(data_dir=tmp_path_factory.mktemp("azure")))
    report = found.imports.run(request_).report
    assert (report.rejected, report.changed, report.duplicate) == (0, 0, 0)
    yield found
    found.close()


@pytest.fixture(scope="module")
def rows(files):
    """Every line as (hour, input, output), read without Outlay."""
    found = []
    for path in files:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            found += [
                (line["TIMESTAMP"][:13], int(line["ContextTokens"]), int(line["GeneratedTokens"]))
                for line in csv.DictReader(stream)
            ]
    return found


@pytest.fixture(scope="module")
def prices():
    """Dollars for one token in and out, as the price data has them."""
    one = [calc_price(usage, "gpt-4o", provider_id="azure").total_price for usage in (
        Usage(input_tokens=MILLION), Usage(output_tokens=MILLION))]  # fmt: skip
    assert one == [Decimal("2.5"), Decimal(10)]
    return [price / MILLION for price in one]


def totals(workspace, *metrics, **question):
    return workspace.ask(Question(metrics=metrics, **RANGE, **question)).totals


def test_every_line_is_a_request(workspace, rows):
    assert totals(workspace, "requests")["requests"] == len(rows) > 25_000


def test_tokens_add_up(workspace, rows):
    found = totals(workspace, "input_tokens", "output_tokens")
    assert found == {"input_tokens": sum(r[1] for r in rows), "output_tokens": sum(r[2] for r in rows)}


@pytest.mark.parametrize("metric", ["cost", "priced_cost"])
def test_the_cost_is_exact(workspace, rows, prices, metric):
    expected = sum(prices[0] * input_ + prices[1] * output for _, input_, output in rows)
    assert totals(workspace, metric)[metric] == expected


def test_each_hour_is_exact(workspace, rows, prices):
    expected = Counter()
    for hour, input_, output in rows:
        expected[hour] += prices[0] * input_ + prices[1] * output
    answer = workspace.ask(Question(metrics=["priced_cost"], by=["hour"], **RANGE))
    assert {f"{row['hour']:%Y-%m-%d %H}": row["priced_cost"] for row in answer.rows} == expected


def test_nothing_is_without_a_price(workspace):
    answer = workspace.ask(Question(metrics=["cost"], **RANGE))
    assert answer.unknown_price.requests == 0


def test_importing_again_changes_nothing(workspace, request_, rows):
    before = totals(workspace, "requests", "cost")
    report = workspace.imports.run(request_).report
    assert (report.loaded, report.changed, report.duplicate) == (0, 0, len(rows))
    assert totals(workspace, "requests", "cost") == before
