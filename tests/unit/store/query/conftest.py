"""A store with a few facts that unit tests can read at a glance."""

from __future__ import annotations

from datetime import date

import pytest

from outlay.facts.catalog import CATALOG, Question
from outlay.store.duckdb import DuckStore

TODAY = date(2026, 11, 21)
OPENAI, AWS = "openai//metered", "aws/1/metered"
KEYS = f"""
    INSERT INTO key BY NAME SELECT * FROM (VALUES
      (1, 'openai', 'gpt-4o', 'search', 'ads', NULL, '{{"env":"prod"}}', 'ai', '{OPENAI}', 'metered', ''),
      (2, 'aws', NULL, NULL, NULL, 'idle', NULL, 'compute', '{AWS}', 'metered', ''),
      (3, 'openai', 'gpt-4o', NULL, 'it''s', NULL, NULL, 'ai', '{OPENAI}', 'metered', '')
    ) AS t(key_id, provider, model, feature, team, attribution, tags, cost_group, payer_id, payer_kind, raw)
"""
COVERAGE = f"INSERT INTO coverage VALUES ('{AWS}', '2026-11-01', 'settled'), ('{OPENAI}', '2026-11-01', 'provisional')"
HOURS = """
    INSERT INTO event_hour BY NAME
    SELECT day + INTERVAL 3 HOUR AS hour, day, key_id, cost_state, 10 AS requests, 1 AS errors, 100 AS input,
      20 AS cache_read, 0 AS cache_write_5m, 0 AS cache_write_1h, 50 AS output, 0 AS reasoning,
      1 * is_priced AS cost_input, 0 AS cost_cache_read, 0 AS cost_cache_write, 2 * is_priced AS cost_output,
      0 AS cost_units, 3 * is_priced AS priced_cost
    FROM (VALUES (DATE '2026-11-01'), (DATE '2026-11-02')) AS d(day),
      (VALUES (1, 'priced', 1), (3, 'unknown', 0)) AS k(key_id, cost_state, is_priced)
"""
LEDGER = f"""
    INSERT INTO ledger BY NAME
    SELECT DATE '2026-11-01' AS accounting_period, day, key_id, 76 + key_id AS ledger_row,
      DATE '2026-11-01' AS billing_period, payer_id, 'Usage' AS charge_category, 'consumption' AS cost_class,
      'invoiced' AS cost_state, 'open' AS finality, 7.25 AS billed_cost, 6.125 AS effective_cost, NULL AS list_cost
    FROM (VALUES (DATE '2026-11-01'), (DATE '2026-11-02')) AS d(day),
      (VALUES (1, '{OPENAI}'), (2, '{AWS}')) AS k(key_id, payer_id)
"""


@pytest.fixture
def store(tmp_path):
    opened = DuckStore(tmp_path / "outlay.duckdb")
    with opened.write() as tx:
        for statement in (KEYS, COVERAGE, HOURS, LEDGER):
            tx.execute(statement)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def query():
    def build(*metrics, by=(), **options):
        question = Question(metrics=metrics, by=by, **{"since": "2026-11-01", "until": "2026-12-01", **options})
        return CATALOG.query(question, today=TODAY)

    return build
