"""The queries of pages, at the size that rollups of 100 M requests have; and questions that read single requests.

Rollups are generated at the size that was measured for 100 M requests in 90 days: 1.3 M rows of `event_hour`,
2.1 M of `event_hist`, and of customers' days the 2.1 M rows that 20 M requests of 25,000 customers make. `event` holds
20 M requests. Each query is the whole answer: rows, totals, coverage, cost states and usage without a price.
"""

from __future__ import annotations

import math
import statistics
import tempfile
import time
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from outlay.facts.catalog import CATALOG, Question
from outlay.store.duckdb import DuckStore
from outlay.store.query import ask
from tests.bench.figure import Figure

EVENTS, DAYS, KEYS, CUSTOMERS = 20_000_000, 90, 600, 25_000
FIRST, TODAY = date(2026, 8, 24), date(2026, 11, 21)
ROUNDS = 7
PROMISE_MS = 200
TOKENS = ["input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning"]
COSTS = ["cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units", "priced_cost"]

_DAY = f"DATE '{FIRST}' + CAST({{}} AS INTEGER)"
_COST = "CAST((hash(i) % 1000000) / 1e6 AS DECIMAL(38, 12))"
_USAGE = ", ".join(
    [
        "hash(i) % 200 AS requests, hash(i) % 3 AS errors",
        *(f"hash(i + {n}) % 100000 AS {name}" for n, name in enumerate(TOKENS)),
        *(f"{_COST} AS {name}" for name in COSTS),
    ]
)
_STATE = "CASE WHEN i % 50 = 0 THEN 'unknown' ELSE 'priced' END AS cost_state"
_PAYER = "'biller-' || (i % 20) || '//metered' AS payer_id"
_LEDGER = f"""
    {_PAYER}, 'Usage' AS charge_category, 'invoiced' AS cost_state,
    CASE WHEN i % 40 = 0 THEN 'tax_cost' ELSE 'consumption' END AS cost_class, 'final' AS finality,
    {_COST} AS billed_cost, {_COST} AS effective_cost, {_COST} AS list_cost
"""
TABLES = {
    "key": f"""
        SELECT i AS key_id, 'provider-' || (i % 4) AS provider, 'model-' || (i % 30) AS model,
          'feature-' || (i % 25) AS feature, 'product-' || (i % 3) AS product, 'team-' || (i % 12) AS team,
          '/v1/' || (i % 60) AS endpoint, 'prod' AS environment,
          CASE WHEN i < {KEYS} THEN 'ai' ELSE 'compute' END AS cost_group,
          {_PAYER}, 'metered' AS payer_kind, '{{"env":"prod"}}' AS tags, '' AS raw
        FROM range({KEYS} + 400) AS t(i)""",
    "coverage": f"""
        SELECT 'biller-' || (i // {DAYS - 2}) || '//metered' AS payer_id, {_DAY.format(f"i % {DAYS - 2}")} AS day,
          'settled' AS state
        FROM range(20 * {DAYS - 2}) AS t(i)""",
    "event_hour": f"""
        SELECT {_DAY.format(f"i // ({KEYS} * 24)")} AS day,
          TIMESTAMP '{FIRST} 00:00:00' + INTERVAL 1 HOUR * (i // {KEYS}) AS hour, i % {KEYS} AS key_id,
          {_STATE}, {_USAGE}
        FROM range({DAYS} * 24 * {KEYS}) AS t(i)""",
    "event_hist": f"""
        SELECT {_DAY.format(f"i // ({KEYS} * 40)")} AS day, i // 40 % {KEYS} AS key_id,
          CASE WHEN i % 2 = 0 THEN 'cost' ELSE 'latency' END AS measure, 1000 + i // 2 % 20 AS bucket,
          1 + hash(i) % 900 AS n
        FROM range({DAYS} * {KEYS} * 40) AS t(i)""",
    "customer_day": f"""
        SELECT {_DAY.format("i // 24000")} AS day, 'customer-' || (hash(i) % {CUSTOMERS}) AS customer,
          'product-' || (i % 3) AS product, {_PAYER}, 'metered' AS payer_kind, {_STATE}, {_USAGE}
        FROM range({DAYS} * 24000) AS t(i)""",
    "customer_month": f"""
        SELECT DATE '2026-08-01' + INTERVAL 1 MONTH * (i // 400000) AS month,
          'customer-' || (hash(i) % {CUSTOMERS}) AS customer, 'feature-' || (i % 25) AS feature, {_PAYER},
          'metered' AS payer_kind, {_STATE}, {_USAGE}
        FROM range(1600000) AS t(i)""",
    "ledger": f"""
        SELECT DATE '{FIRST}' AS accounting_period, {_DAY.format("i // 3000")} AS day, i % ({KEYS} + 400) AS key_id,
          i AS ledger_row, DATE '{FIRST}' AS billing_period, 'INV-' || (i % 40) AS invoice_id, {_LEDGER}
        FROM range({DAYS} * 3000) AS t(i)""",
    "ledger_customer": f"""
        SELECT DATE '{FIRST}' AS accounting_period, {_DAY.format("i // 24000")} AS day,
          'customer-' || (hash(i) % {CUSTOMERS}) AS customer, 'product-' || (i % 3) AS product, {_LEDGER}
        FROM range({DAYS} * 24000) AS t(i)""",
    "ledger_customer_month": f"""
        SELECT DATE '{FIRST}' AS accounting_period, DATE '2026-08-01' + INTERVAL 1 MONTH * (i // 400000) AS month,
          'customer-' || (hash(i) % {CUSTOMERS}) AS customer, 'feature-' || (i % 25) AS feature, true AS covered,
          {_LEDGER}
        FROM range(1600000) AS t(i)""",
    "value": f"""
        SELECT 'books' AS source, 'revenue_recognised' AS metric, {_DAY.format("i // 2000")} AS day,
          i % {KEYS} AS key_id,
          'customer-' || (i % {CUSTOMERS}) AS customer, {_COST} AS amount, 'USD' AS currency
        FROM range({DAYS} * 2000) AS t(i)""",
    "event": f"""
        SELECT TIMESTAMP '{FIRST} 00:00:00' + to_microseconds(i * {DAYS * 86_400_000_000 // EVENTS}) AS ts,
          i AS request_key, hash(i) % {KEYS} AS key_id, 'otlp' AS source, CAST(i AS VARCHAR) AS source_id, 1 AS version,
          i AS content_hash,
          'customer-' || CAST(floor({CUSTOMERS} * power((hash(i + 7) % 1000000) / 1e6, 3)) AS INTEGER) AS customer,
          'user-' || (hash(i) % 100000) AS "user", 'ok' AS status, 1 AS requests,
          (hash(i + 3) % 4000000) / 1e3 AS latency_ms,
          {", ".join(f"hash(i + {n}) % 3000 AS {name}" for n, name in enumerate(TOKENS))},
          {", ".join(f"{_COST} AS {name}" for name in COSTS)}, {_STATE}
        FROM range({EVENTS}) AS t(i)""",
}

MONTH, QUARTER = {"since": "30d"}, {"since": str(FIRST)}
PAGES = {
    "cost by feature and day": {"metrics": ["cost"], "by": ["feature"], "grain": "day", **MONTH},
    "cost by model": {"metrics": ["cost", "requests", "cost_per_1m_tokens"], "by": ["model"], **MONTH},
    "cost by cost group and month": {"metrics": ["cost"], "by": ["cost_group"], "grain": "month", **QUARTER},
    "overview figures": {"metrics": ["cost", "ai_share", "cost_of_revenue_share", "margin"], "since": "1m"},
    "usage without a price": {"metrics": ["requests_without_price", "tokens_without_price"], **MONTH},
    "features with unit cost": {
        "metrics": ["cost", "requests", "cost_per_1k_requests"],
        "by": ["feature"],
        "limit": 20,
        **MONTH,
    },
    "top 20 customers": {"metrics": ["cost", "requests"], "by": ["customer"], "limit": 20, **MONTH},
    "one customer by day": {
        "metrics": ["cost", "requests"],
        "where": 'customer == "customer-7"',
        "grain": "day",
        **MONTH,
    },
    "percentiles by endpoint": {
        "metrics": ["p50_cost_per_request", "p95_cost_per_request", "latency_p95"],
        "by": ["endpoint"],
        **MONTH,
    },
    "tokens by model and hour, 7 days": {"metrics": ["tokens"], "by": ["model"], "grain": "hour", "since": "7d"},
    "cost by token class": {"metrics": ["cost"], "by": ["token_class"], **MONTH},
    "one team by service and day": {
        "metrics": ["cost"],
        "by": ["product"],
        "where": 'team == "team-3"',
        "grain": "day",
        **MONTH,
    },
    "cost by tag": {"metrics": ["cost"], "by": ["tag:env"], **MONTH},
    "cost by payer and invoice": {"metrics": ["cost"], "by": ["payer", "invoice_id"], "view": "invoice", **MONTH},
}
REQUESTS = {
    "one customer by endpoint, 90 days": {
        "metrics": ["priced_cost", "requests"], "by": ["endpoint"], "where": 'customer == "customer-7"', **QUARTER,
    },
    "percentiles by customer, 7 days": {
        "metrics": ["p95_cost_per_request", "requests"], "by": ["customer"], "limit": 20, "since": "7d",
    },
    "cost by customer and feature, 2 months of which one is open": {
        "metrics": ["cost"], "by": ["customer", "feature"], "limit": 20, "since": "2026-10-01", "until": "2026-12-01",
    },
}  # fmt: skip


def run() -> Iterable[Figure]:
    """Every question several times; p50 and p95 over all answers of pages."""
    with tempfile.TemporaryDirectory() as folder:
        store = DuckStore(Path(folder) / "outlay.duckdb")
        for name, select in TABLES.items():
            with store.write() as tx:
                fill(tx, name, select)
        figures = list(measure(store))
        store.close()
    return figures


def fill(tx, name: str, select: str) -> None:
    tx.execute(f"INSERT INTO {name} BY NAME {select}")


def measure(store: DuckStore) -> Iterator[Figure]:
    spans = {name: [clock(store, question) for _ in range(ROUNDS)] for name, question in PAGES.items()}
    walls = sorted(wall for found in spans.values() for wall, _ in found)
    shape = f"{len(PAGES)} page queries on rollups of 100 M requests"
    yield Figure(name="page query, p50", value=statistics.median(walls), unit="ms", note=shape)
    yield Figure(name="page query, p95", value=percentile(walls, 95), unit="ms", at_most=PROMISE_MS, note=shape)
    cpus = sorted(cpu for found in spans.values() for _, cpu in found)
    yield Figure(name="page query, CPU p95", value=percentile(cpus, 95), unit="ms", note="all threads; " + shape)
    medians = {name: statistics.median(wall for wall, _ in found) for name, found in spans.items()}
    slowest = max(medians, key=lambda name: medians[name])
    yield Figure(name="slowest page query, p50", value=medians[slowest], unit="ms", note=slowest)
    for name, question in REQUESTS.items():
        found = [clock(store, question)[0] for _ in range(3)]
        note = f"{name}; reads 20 M single requests"
        yield Figure(name="reading requests, p50", value=statistics.median(found), unit="ms", note=note)


def percentile(ordered: list[float], percent: int) -> float:
    return ordered[math.ceil(len(ordered) * percent / 100) - 1]


def clock(store: DuckStore, question: dict[str, object]) -> tuple[float, float]:
    """Milliseconds on the wall and of all threads."""
    query = CATALOG.query(Question(**question), today=TODAY)
    wall, cpu = time.perf_counter(), time.process_time()
    ask(store, query, CATALOG).as_json()
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000
