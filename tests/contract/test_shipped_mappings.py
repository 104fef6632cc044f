"""Exports of Snowflake and Databricks, as they are documented, through the mappings that come with Outlay."""

from __future__ import annotations

import csv
import json
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from outlay.core.settings import Settings
from outlay.jobs import open_workspace
from outlay.jobs.sources import NewSource, Sources, SyncRequest

NOW = datetime(2026, 11, 3, 10, 30, tzinfo=UTC)
DAYS = [date(2026, 9, 29) + timedelta(days=n) for n in range(36)]


def in_currency():
    """USAGE_IN_CURRENCY_DAILY: paid from the capacity, free, and over it; storage; a rebate; a later adjustment."""
    kinds = [
        ("consumption", "compute", "WAREHOUSE_METERING", "compute", "capacity"),
        ("consumption", "compute", "AI_SERVICES", "overage-compute", "overage"),
        ("consumption", "storage", "STORAGE", "storage", "free usage"),
        ("consumption", "data transfer", "DATA_TRANSFER", "data transfer", "rollover"),
    ]
    for n, day in enumerate(DAYS):
        known = {"ORGANIZATION_NAME": "ACME", "CONTRACT_NUMBER": "C-1", "SERVICE_LEVEL": "Enterprise"}
        for m, (billing, rating, service, usage_type, balance) in enumerate(kinds):
            yield {
                **known, "ACCOUNT_NAME": f"PROD_{m % 2}", "ACCOUNT_LOCATOR": f"XY1234{m % 2}",
                "REGION": "AWS_EU_CENTRAL_1", "USAGE_DATE": day, "USAGE_TYPE": usage_type,
                "USAGE": f"{n * 1.5 + m:.3f}", "CURRENCY": "EUR", "USAGE_IN_CURRENCY": Decimal(n * 411 + m) / 100,
                "BALANCE_SOURCE": balance, "BILLING_TYPE": billing, "RATING_TYPE": rating, "SERVICE_TYPE": service,
                "IS_ADJUSTMENT": "false",
            }  # fmt: skip
    for amount, billing, is_adjustment in (
        (Decimal("-17.35"), "rebate", "false"),
        (Decimal("-0.07"), "consumption", "true"),
    ):
        yield {
            **known, "ACCOUNT_NAME": "PROD_0", "ACCOUNT_LOCATOR": "XY12340", "REGION": "", "USAGE_DATE": DAYS[-2],
            "USAGE_TYPE": "adj for incl cloud services", "USAGE": "-1.000", "CURRENCY": "EUR",
            "USAGE_IN_CURRENCY": amount, "BALANCE_SOURCE": "capacity", "BILLING_TYPE": billing,
            "RATING_TYPE": "compute", "SERVICE_TYPE": "CLOUD_SERVICES", "IS_ADJUSTMENT": is_adjustment,
        }  # fmt: skip


def metering():
    """METERING_DAILY_HISTORY with the agreed price of a credit."""
    for n, day in enumerate(DAYS):
        for service in ("WAREHOUSE_METERING", "SNOWPIPE", "CORTEX_AGENTS"):
            used, cloud, adjusted = Decimal(n) / 8, Decimal(n) / 64, -Decimal(n) / 128
            billed = used + cloud + adjusted
            yield {
                "SERVICE_TYPE": service, "ORGANIZATION_NAME": "ACME", "ACCOUNT_NAME": "PROD", "USAGE_DATE": day,
                "CREDITS_USED_COMPUTE": used, "CREDITS_USED_CLOUD_SERVICES": cloud, "CREDITS_USED": used + cloud,
                "CREDITS_ADJUSTMENT_CLOUD_SERVICES": adjusted, "CREDITS_BILLED": billed, "REGION": "AWS_EU_CENTRAL_1",
                "ACCOUNT_LOCATOR": "XY12345", "COST": billed * Decimal("2.60"),
            }  # fmt: skip


def billing_usage():
    """system.billing.usage with list prices: hours, a correction of one, and three clouds' SKUs."""
    skus = [
        ("PREMIUM_JOBS_SERVERLESS_COMPUTE_EU", "JOBS", "0.39"),
        ("PREMIUM_ANTHROPIC_MODEL_SERVING", "MODEL_SERVING", "0.07"),
    ]
    for n, day in enumerate(DAYS):
        for sku, product, price in skus:
            start = datetime(day.year, day.month, day.day, 22, tzinfo=UTC)
            quantities = [("ORIGINAL", Decimal(n * 37) / 1000)]
            if n % 10 == 9:
                quantities += [("RETRACTION", -quantities[0][1]), ("RESTATEMENT", quantities[0][1] / 2)]
            for kind, quantity in quantities:
                yield {
                    "record_id": f"{n}-{sku}-{kind}", "account_id": "23e22ba4", "workspace_id": "1234567890123456",
                    "sku_name": sku, "cloud": "AWS", "usage_date": day,
                    "usage_start_time": start.strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
                    "usage_end_time": (start + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%S.000+00:00"),
                    "usage_unit": "DBU", "usage_quantity": quantity, "billing_origin_product": product,
                    "custom_tags": json.dumps({"team": "search", "note": 'a "b", c'}), "record_type": kind,
                    "currency_code": "USD", "list_cost": quantity * Decimal(price),
                }  # fmt: skip


EXPORTS = {
    "snowflake-usage-in-currency": (in_currency, "USAGE_IN_CURRENCY", "SERVICE_TYPE"),
    "snowflake-metering": (metering, "COST", "SERVICE_TYPE"),
    "databricks-usage": (billing_usage, "list_cost", "billing_origin_product"),
}


@pytest.fixture
def workspace(tmp_path):
    opened = open_workspace(Settings(data_dir=tmp_path / "data", currency="USD", fx_rates={"EUR": Decimal("1.1")}))
    yield opened
    opened.close()


@pytest.mark.parametrize("mapping", EXPORTS)
def test_an_export_has_the_sums_of_its_rows(workspace, tmp_path, mapping):
    make, amount, service = EXPORTS[mapping]
    rows = list(make())
    path = tmp_path / "export.csv"
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, rows[0].keys(), quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerows(rows)
    sources = Sources(workspace.store, workspace.settings, workspace.imports, now=lambda: NOW)
    settings = {"location": str(path), "issuer": "Vendor", "billing_account": "acme", "mapping": mapping}
    added = sources.add(NewSource(name="it", kind="generic-csv", settings=settings))
    assert [check.is_ok for check in added.checks] == [True, True]
    for _ in range(2):
        assert [(run.state, run.error) for run in sources.sync(SyncRequest()).runs] == [("ok", None)]
        assert charged(workspace.store) == summed(rows, amount, service)


def summed(rows, amount, service):
    sums = Counter()
    for row in rows:
        sums[row[service]] += Decimal(row[amount])
    return {name: total for name, total in sums.items() if total}


def charged(store):
    sql = "SELECT ServiceName AS name, sum(BilledCost) AS n, sum(EffectiveCost) AS e FROM charge GROUP BY 1"
    found = store.fetch(sql).to_pylist()
    assert all(row["n"] == row["e"] for row in found)
    return {row["name"]: row["n"] for row in found if row["n"]}
