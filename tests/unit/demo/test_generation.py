from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal

import pyarrow.compute as pc
import pytest

from outlay.demo import DemoError, generate
from outlay.demo.bills.anthropic import DISCOUNT
from outlay.demo.prices import rate
from tests.unit.demo.conftest import AS_OF, SCALE

PER_TOKEN = Decimal("1e-6")
PRICED = {"openai": "openai", "anthropic": "anthropic", "aws-production": "aws.bedrock"}


def _digests(folder):
    paths = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def test_the_same_call_writes_the_same_bytes(sample, tmp_path):
    generate(tmp_path, as_of=AS_OF, scale=SCALE)
    assert _digests(tmp_path) == _digests(sample.folder)


def test_every_file_is_named(sample):
    named = {
        *sample.bills,
        *sample.events,
        *sample.provider_usage,
        *sample.invoices,
        *sample.values,
        *sample.waiting,
        *(getattr(sample.declared, name) for name in sample.declared.__dataclass_fields__),
        *(sample.settings, sample.prices, sample.truth_path),
    }
    assert named == {path for path in sample.folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("as_of", [date(2027, 1, 1), date(2024, 2, 29)])
def test_any_day_can_be_today(as_of, tmp_path):
    files = generate(tmp_path, as_of=as_of, seed=3, scale=0.001)
    assert files.truth["events"]["requests"] > 0
    last_billed = date.fromisoformat(files.truth["bills_until"]) - timedelta(days=1)
    assert max(files.truth["bills"]) == f"{last_billed:%Y-%m}"


@pytest.mark.parametrize("scale", [0, -1, 101])
def test_an_impossible_scale_is_refused(scale, tmp_path):
    with pytest.raises(DemoError, match="scale"):
        generate(tmp_path, as_of=AS_OF, scale=scale)


@pytest.mark.parametrize("name", PRICED)
def test_api_bills_are_usage_times_public_price(name, bills, events, sample):
    """Day by day and model by model, but for the key without telemetry and the old discount."""
    used = _priced_by_day_and_model(events, PRICED[name])
    billed = _billed_by_day_and_model(name, bills)
    first, last = sample.truth["events_since"], sample.truth["bills_until"]
    expected = {key: cost for key, cost in used.items() if first <= key[0] < last and cost}
    ended = sample.truth["stories"]["budget"]["price_change_day"]
    if name == "anthropic":
        expected = {key: cost * (1 if key[0] >= ended else 1 - DISCOUNT) for key, cost in expected.items()}
    found = {key: cost for key, cost in billed.items() if key[0] >= first}
    assert len(found) > 80
    assert found == expected


def _priced_by_day_and_model(events, provider):
    names = ("input", "cache_read", "cache_write", "output")
    chosen = events.filter(pc.equal(events["provider"], provider))
    days = pc.strftime(chosen["ts"], format="%Y-%m-%d")
    sums = chosen.append_column("day", days).group_by(["day", "model"])
    sums = sums.aggregate([(f"{name}_tokens", "sum") for name in names]).to_pylist()
    return {
        (row["day"], row["model"]): sum(
            row[f"{name}_tokens_sum"] * rate(provider, row["model"], name) * PER_TOKEN for name in names
        )
        for row in sums
    }


def _billed_by_day_and_model(name, bills):
    found = defaultdict(Decimal)
    for file, rows in bills.items():
        if not file.startswith(name):
            continue
        for row in rows:
            credential = row.get("CredentialId") or row.get("x_CredentialId")
            if row["ConsumedUnit"] == "Tokens" and credential != "key_growth_scripts":
                model = json.loads(row["SkuPriceDetails"])["ModelId"]
                found[row["ChargePeriodStart"][:10], model] += row["EffectiveCost"]
    return found
