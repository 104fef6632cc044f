"""A small made-up company as rows of every table that questions read: seeded, the same on every run.

Rollups are added up from the requests here, in plain Python, so that answers can be checked without SQL.
"""

from __future__ import annotations

import json
import math
import random
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from decimal import Decimal

from outlay.core.time import month_start
from outlay.facts.keys import key_id
from outlay.facts.tables import TABLE

SINCE, UNTIL = date(2025, 12, 1), date(2026, 3, 1)
TOKENS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
COSTS = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units", "priced_cost")
CUSTOMERS = ("acme", "bolt", 'c\'était \\ "x"', None)
METERED, ALIAS, CLOUD = "openai/org-1/metered", "openai//metered", "aws/111/metered"
RESOLD, HOSTED, SEATS = "aws/111/reseller", "self_hosted//self_hosted", "github/acme/seat"
KINDS = {payer: payer.rsplit("/", 1)[1] for payer in (METERED, ALIAS, CLOUD, RESOLD, HOSTED, SEATS)}


def money(text) -> Decimal:
    return Decimal(text).quantize(Decimal("1e-12"))


def build():
    """Rows by table."""
    chance = random.Random(20261121)
    keys = _keys(chance)
    tables = {"key": keys, "coverage": _coverage()}
    events = _events(chance, [key for key in keys if key["model"] and key["token_class"] is None])
    tables["event"] = events
    tables |= _rollups(events, {key["key_id"]: key for key in keys})
    tables |= _ledger(chance, keys, {(row["payer_id"], row["day"]) for row in tables["coverage"]})
    tables |= _charges(chance, keys)
    tables["value"] = _values(chance, keys)
    return {name: [_complete(name, row) for row in rows] for name, rows in tables.items()}


def arrow(name, rows):
    import pyarrow as pa

    kinds = {
        "text": pa.string(),
        "int": pa.int64(),
        "money": pa.decimal128(38, 12),
        "real": pa.float64(),
        "date": pa.date32(),
        "time": pa.timestamp("us"),
        "bool": pa.bool_(),
    }
    schema = pa.schema([pa.field(c.name, kinds[c.type], nullable=c.nullable) for c in TABLE[name].columns])
    return pa.Table.from_pylist(rows, schema=schema)


_DEFAULTS = {"text": "", "int": 0, "money": money(0), "real": 0.0, "bool": False}


def _complete(name, row):
    whole = {}
    for column in TABLE[name].columns:
        value = row.get(column.name)
        if value is None and not column.nullable:
            value = _DEFAULTS.get(column.type)
            value = {"date": SINCE, "time": datetime(2026, 1, 1)}.get(column.type, value)  # noqa: DTZ001 - the store's UTC
        whole[column.name] = value
    return whole


def _key(payer, **dimensions):
    row = {**dimensions, "tags": json.dumps(dimensions["tags"]) if dimensions.get("tags") else None}
    return {
        "model": None,
        "token_class": None,
        **row,
        "key_id": key_id(row),
        "payer_id": payer,
        "payer_kind": KINDS.get(payer),
    }


MODELS = (
    ("gpt-4o-2024-08-06", "gpt-4o", "openai", ALIAS, "openai"),
    ("gpt-4o-mini", "gpt-4o-mini", "openai", METERED, "openai"),
    ("claude-sonnet-4", "claude-sonnet-4", "anthropic", RESOLD, "anthropic"),
    ("llama-3.1-70b", "llama-3.1-70b", "meta", HOSTED, "self_hosted"),
)
FEATURES = (("search", "ads", "suite"), ("chat", None, "suite"), (None, None, None), ("scan", "docs", "lens"))


def _keys(chance):
    used = [_usage_key(chance, model, feature) for feature in FEATURES for model in MODELS]
    return [*used, *_charge_keys()]


def _usage_key(chance, served, owned):
    model, family, vendor, payer, provider = served
    feature, team, product = owned
    return _key(
        payer,
        provider=provider,
        model=model,
        model_family=family,
        model_vendor=vendor,
        cost_group="ai",
        feature=feature,
        team=team,
        product=product,
        plan=chance.choice([None, "free", "pro"]),
        environment=chance.choice(["prod", "dev", None]),
        endpoint=chance.choice(["/v1/a", "/v1/b\nc", None]),
        tags={"env": "prod", "a.b/~c\"'\\": "x"} if chance.random() < 0.5 else {"env": ""},
    )


def _charge_keys():
    openai = {"provider": "openai", "biller": "openai", "model": "gpt-4o", "cost_group": "ai", "region": "eu-west-1"}
    aws = {"provider": "aws", "biller": "aws"}
    metered = [
        _key(METERED, **openai, token_class=token_class, attribution=attribution)
        for token_class in ("input", "output", None)
        for attribution in (None, "untracked_ai")
    ]
    return [
        *metered,
        _key(CLOUD, **aws, cost_group="compute", attribution="idle", account="12"),
        _key(CLOUD, **aws, cost_group="storage", team="core", feature="search"),
        _key(SEATS, provider="github", biller="github", cost_group="people_tools", employee="ann"),
    ]


def _coverage():
    rows = []
    for payer, until in (
        (METERED, date(2026, 2, 11)),
        (ALIAS, date(2026, 2, 11)),
        (CLOUD, date(2026, 2, 20)),
        (SEATS, date(2026, 3, 1)),
    ):
        day = SINCE - timedelta(days=3)
        while day < until:
            if not (payer == CLOUD and day.month == 1 and day.day % 7 == 0):
                rows.append(
                    {"payer_id": payer, "day": day, "state": "settled" if day.month != until.month else "provisional"}
                )
            day += timedelta(days=1)
    return rows


def _events(chance, keys):
    rows = []
    for number in range(2500):
        ts = datetime(2025, 11, 28) + timedelta(seconds=chance.randrange(96 * 86400))  # noqa: DTZ001 - the store's UTC
        state = chance.choices(["priced", "stated", "modelled", "unknown"], [70, 10, 10, 10])[0]
        tokens = {name: chance.choice([0, chance.randrange(1, 5000)]) for name in TOKENS}
        tokens["reasoning"] = min(tokens["reasoning"], tokens["output"])
        costs = {name: money(chance.randrange(10**9)) * money("1e-12") for name in COSTS[:4]}
        costs = {name: money(value) if chance.random() < 0.8 else money(0) for name, value in costs.items()}
        costs["cost_units"] = money("0.0003") if chance.random() < 0.1 else money(0)
        costs["priced_cost"] = sum(costs.values(), Decimal(0)) + (money("0.02") if state == "stated" else 0)
        rows.append(
            {
                "ts": ts,
                "request_key": number,
                "key_id": chance.choice(keys)["key_id"],
                "source": "made-up",
                "source_id": str(number),
                "customer": chance.choice(CUSTOMERS),
                "user": chance.choice(["u1", "u2", None]),
                "requests": 1,
                "status": "error" if chance.random() < 0.05 else "ok",
                "latency_ms": chance.choice([None, 0.0, chance.random() * 3000]),
                **tokens,
                **(costs if state != "unknown" else dict.fromkeys(COSTS)),
                "cost_state": state,
            }
        )
    return rows


def log_bucket(size) -> int:
    return math.floor(math.log(size) / math.log(1.02)) if size > 0 else -1000


def _rollups(events, keys):
    cells = {
        "event_hour": lambda e, _: {
            "hour": e["ts"].replace(minute=0, second=0),
            "day": e["ts"].date(),
            "key_id": e["key_id"],
        },
        "customer_day": lambda e, k: {"day": e["ts"].date(), "customer": e["customer"], "product": k.get("product")},
        "customer_month": lambda e, k: {
            "month": month_start(e["ts"].date()),
            "customer": e["customer"],
            "feature": k.get("feature"),
        },
    }
    tables = {}
    for table, cell in cells.items():
        sums = defaultdict(Counter)
        for event in events:
            key = keys[event["key_id"]]
            payer = {} if table == "event_hour" else {"payer_id": key["payer_id"], "payer_kind": key["payer_kind"]}
            at = tuple({**cell(event, key), **payer, "cost_state": event["cost_state"]}.items())
            sums[at].update({"requests": 1, "errors": int(event["status"] == "error")})
            sums[at].update({name: event[name] or 0 for name in (*TOKENS, *COSTS)})
        tables[table] = [
            {**dict(at), **{n: money(v) if n in COSTS else v for n, v in total.items()}} for at, total in sums.items()
        ]
    counts = Counter()
    for event in events:
        day = event["ts"].date()
        if event["priced_cost"] is not None:
            counts[day, event["key_id"], "cost", log_bucket(float(event["priced_cost"]) * 1e12)] += 1
        if event["latency_ms"] is not None:
            counts[day, event["key_id"], "latency", log_bucket(event["latency_ms"] * 1000)] += 1
    names = ("day", "key_id", "measure", "bucket")
    tables["event_hist"] = [{**dict(zip(names, at, strict=True)), "n": n} for at, n in counts.items()]
    return tables


def _axes(chance, payer, day):
    category = chance.choice(["Usage", "Usage", "Purchase", "Credit", "Tax", "Adjustment"])
    return {
        "day": day,
        "accounting_period": month_start(day + timedelta(days=chance.choice([0, 0, 31]))),
        "payer_id": payer,
        "charge_category": category,
        "cost_class": {"Credit": "promotional_credit", "Tax": chance.choice(["tax_cost", "tax_recoverable"])}.get(
            category, "consumption"
        ),
        "cost_state": chance.choice(["invoiced", "reported", "modelled"]),
        "finality": chance.choice(["open", "final", "adjusted"]),
        "billed_cost": _amount(chance),
        "effective_cost": _amount(chance) if chance.random() < 0.8 else money(0),
        "list_cost": chance.choice([None, _amount(chance)]),
    }


def _amount(chance):
    return money(chance.randrange(-(10**13), 10**15)) * Decimal("1e-12")


def _bill(chance, day):
    return {
        "pricing_category": chance.choice(["Standard", "Committed", None]),
        "invoice_id": chance.choice(["INV-1", "INV-2", None]),
        "billing_period": month_start(day + timedelta(days=chance.choice([0, 0, 0, 31, -31]))),
    }


def _ledger(chance, keys, covered):
    ledger, by_day, by_month = [], [], []
    billed = [key for key in keys if key["payer_id"] not in {RESOLD, HOSTED}]
    for row in range(900):
        key = chance.choice(billed)
        day = SINCE + timedelta(days=chance.randrange(-2, 92))
        axes = _axes(chance, key["payer_id"], day)
        ledger.append({**axes, **_bill(chance, day), "key_id": key["key_id"], "ledger_row": 2**62 + row})
        customer = chance.choice(CUSTOMERS)
        by_day.append({**axes, "customer": customer, "product": key.get("product")})
        month = {**axes, "month": month_start(day), "customer": customer, "feature": key.get("feature")}
        month["covered"] = chance.choice([None, (axes["payer_id"], day) in covered])
        by_month.append(month)
    return {"ledger": ledger, "ledger_customer": by_day, "ledger_customer_month": by_month}


def _charges(chance, keys):
    charges, slices = [], []
    billed = [key for key in keys if key["payer_id"] in {METERED, CLOUD, SEATS}]
    for number in range(120):
        key = chance.choice(billed)
        ids = {"x_charge_id": f"ch_{number}", "x_delivery_id": f"dl_{number % 3}"}
        charges.append(
            {
                **ids,
                "ChargeDescription": chance.choice(["Tokens", "It's\ta line", None]),
                "ResourceId": chance.choice(["arn:1", None]),
                "SkuId": chance.choice(["sku-1", "sku-2"]),
                "BillingCurrency": chance.choice(["USD", "EUR"]),
                "x_source": chance.choice(["focus", "aws"]),
                "x_fx_rate": money("1.1") if number % 7 else money(1),
            }
        )
        for offset in range(chance.choice([1, 1, 4])):
            day = SINCE + timedelta(days=number % 85 + offset)
            slices.append({**ids, **_axes(chance, key["payer_id"], day), **_bill(chance, day), "key_id": key["key_id"]})
    return {"charge": charges, "charge_slice": slices}


def _values(chance, keys):
    return [
        {
            "source": "books",
            "metric": metric,
            "day": SINCE + timedelta(days=chance.randrange(0, 90)),
            "key_id": chance.choice(keys)["key_id"],
            "customer": chance.choice(CUSTOMERS),
            "amount": money(chance.randrange(1000)) if metric != "revenue_recognised" else _amount(chance),
        }
        for metric in ("revenue_recognised", "active_users", "transactions", "benefits", "signups")
        for _ in range(80)
    ]
