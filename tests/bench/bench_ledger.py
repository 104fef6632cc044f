"""Rebuilds a month of the ledger: a million charges, twenty rules, usage of two thousand keys."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterable
from datetime import UTC, date, datetime
from pathlib import Path

from outlay.core.rule_settings import AllocationRule
from outlay.core.settings import Settings
from outlay.ledger import rebuild
from outlay.store.duckdb import DuckStore
from outlay.store.keys import register_keys
from tests.bench.figure import Figure

CHARGES = 1_000_000
DAYS = 30
FIRST = date(2026, 9, 1)
NOW = datetime(2026, 11, 1, tzinfo=UTC)
MODELS = [f"gpt-{size}" for size in ("4o", "4o-mini", "4.1", "4.1-mini", "5")]
CLASSES = ("input", "cache_read", "output")
EVENTS = 600_000

CHARGE_SQL = """
INSERT INTO charge_slice BY NAME
WITH drawn AS (
  SELECT
    i,
    hash(i) AS h,
    CASE WHEN hash(i, 1) % 100 < 80 THEN 'aws' ELSE 'openai' END AS biller,
    hash(i, 2) % CASE WHEN hash(i, 1) % 100 < 80 THEN 20000 ELSE 300 END AS pick
  FROM range({charges}) AS r(i)
),
charge_key AS (
  SELECT *, row_number() OVER (PARTITION BY biller ORDER BY key_id) - 1 AS n
  FROM key WHERE cost_group IS NOT NULL
)
SELECT
  DATE '2026-09-01' + (d.h % 30)::INT AS day,
  DATE '2026-09-01' AS accounting_period,
  'ch_' || d.i AS x_charge_id,
  'dl_' || k.biller AS x_delivery_id,
  k.key_id,
  k.biller || '/acme/metered' AS payer_id,
  CASE WHEN hash(d.i, 3) % 50 = 0 THEN 'Credit' ELSE 'Usage' END AS charge_category,
  ['Standard', 'Committed', 'Dynamic'][1 + (hash(d.i, 4) % 3)::INT] AS pricing_category,
  'INV-' || (hash(d.i, 5) % 2) AS invoice_id,
  DATE '2026-09-01' AS billing_period,
  CASE WHEN hash(d.i, 6) % 100 = 0 THEN 'promotional_credit' ELSE 'consumption' END AS cost_class,
  CASE WHEN k.token_class IS NOT NULL THEN 60000 END AS quantity,
  CASE WHEN k.token_class IS NOT NULL THEN 'Tokens' END AS quantity_unit,
  (1 + d.i % 9973) / 1000::DECIMAL(38, 12) AS billed_cost,
  (1 + d.i % 9871) / 1000::DECIMAL(38, 12) AS effective_cost,
  (1 + d.i % 9967) / 1000::DECIMAL(38, 12) AS list_cost
FROM drawn AS d
JOIN charge_key AS k ON k.biller = d.biller AND k.n = d.pick
"""
HOUR_SQL = """
INSERT INTO event_hour BY NAME
SELECT
  day::TIMESTAMP AS hour, day, key_id, CASE WHEN n % 40 = 0 THEN 'unknown' ELSE 'priced' END AS cost_state,
  20 AS requests, 0 AS errors, 20000 AS "input", 9000 AS cache_read, 0 AS cache_write_5m, 0 AS cache_write_1h,
  4000 AS "output", 0 AS reasoning, n / 700000::DECIMAL(38, 12) AS cost_input,
  n / 9000000::DECIMAL(38, 12) AS cost_cache_read, 0 AS cost_cache_write, n / 300000::DECIMAL(38, 12) AS cost_output,
  0 AS cost_units, 0 AS priced_cost
FROM (SELECT key_id, row_number() OVER (ORDER BY key_id) AS n FROM key WHERE cost_group IS NULL)
CROSS JOIN (SELECT DATE '2026-09-01' + i::INT AS day FROM range(30) AS r(i))
"""
EVENT_SQL = """
INSERT INTO event BY NAME
WITH usage_key AS (
  SELECT key_id, row_number() OVER (ORDER BY key_id) AS n FROM key WHERE cost_group IS NULL
),
drawn AS (
  SELECT i, hash(i) AS h, 1 + hash(i, 1) % 2000 AS n FROM range({events}) AS r(i)
)
SELECT
  TIMESTAMP '2026-09-01 12:00:00' + INTERVAL 1 DAY * (d.h % 30)::INT AS ts, d.i AS request_key, k.key_id,
  'bench' AS source, d.i::VARCHAR AS source_id, 1 AS version, d.i AS content_hash,
  'c' || (hash(d.i, 2) % 400) AS customer, 'ok' AS status, 1000 AS "input", 200 AS "output",
  CASE WHEN k.n % 40 = 0 THEN 'unknown' ELSE 'priced' END AS cost_state,
  CASE WHEN k.n % 40 = 0 THEN NULL ELSE (1 + d.i % 977) / 100000::DECIMAL(38, 12) END AS priced_cost
FROM drawn AS d
JOIN usage_key AS k ON k.n = d.n
"""


def charge_keys():
    for number in range(20_000):
        yield {
            "provider": "aws",
            "biller": "aws",
            "billing_account": "acme",
            "cost_group": "compute",
            "provider_service": f"service {number % 80}",
            "account": f"{number % 40:012d}",
            "region": f"region-{number % 7}",
            "team": f"team {number % 23}",
            "environment": ("production", "staging", "development")[number % 3],
            "workload": f"workload {number}",
        }
    for model in MODELS:
        for token_class in CLASSES:
            for project in range(20):
                yield {
                    "provider": "openai",
                    "biller": "openai",
                    "billing_account": "acme",
                    "cost_group": "ai",
                    "account": f"proj_{project}",
                    "model": model,
                    "token_class": token_class,
                }


def usage_keys():
    for number in range(2000):
        yield {
            "provider": "openai",
            "model": MODELS[number % 5],
            "account": f"proj_{number % 20}",
            "product": f"product {number % 3}",
            "feature": f"feature {number % 12}",
            "endpoint": f"/v1/endpoint/{number}",
            "team": f"team {number % 23}",
        }


def rules():
    for number in range(19):
        yield AllocationRule(
            name=f"service {number}",
            match=f'provider_service == "service {number}" && matches(account, "^0+{number}$") && environment != "x"',
            driver="direct",
        )
    yield AllocationRule(
        name="vector search",
        match='provider_service == "service 79"',
        driver="inference",
        usage='feature == "feature 3"',
    )


def fill(store: DuckStore, settings: Settings) -> None:
    with store.write() as tx:
        register_keys(tx, [*charge_keys(), *usage_keys()], settings)
        tx.execute(CHARGE_SQL.format(charges=CHARGES))
        tx.execute(HOUR_SQL)
        tx.execute(EVENT_SQL.format(events=EVENTS))
        for biller in ("aws", "openai"):
            tx.execute(
                "INSERT INTO delivery SELECT 'dl_' || $b, 'focus', 'focus', $b, $b, 'acme', DATE '2026-09-01', "
                "TIMESTAMP '2026-10-20', '', '', '', 0, 0, 0, '', TIMESTAMP '2026-10-01', 'current'",
                {"b": biller},
            )
        tx.execute("INSERT INTO dirty_day SELECT DATE '2026-09-01' + i::INT, 'bench' FROM range(30) AS r(i)")


def run() -> Iterable[Figure]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(data_dir=Path(folder), allocation=list(rules()))
        store = DuckStore(settings.store_path)
        fill(store, settings)
        begun = time.perf_counter()
        report = rebuild(store, settings, now=NOW)
        seconds = time.perf_counter() - begun
        customers = store.fetch("SELECT count(*) AS n FROM ledger_customer").column("n")[0].as_py()
        store.close()
    note = f"{CHARGES:,} charges, {report.rows:,} ledger rows, {customers:,} rows by customer, 20 rules"
    yield Figure(name="Ledger rebuild of 30 days", value=seconds, unit="s", at_most=60, peak_at_most_mb=2000, note=note)
