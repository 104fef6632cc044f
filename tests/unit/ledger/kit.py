"""Builds small worlds of charges and usage straight in a store."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pyarrow as pa

from outlay.core.money import quantize
from outlay.core.settings import Settings
from outlay.core.time import add_months
from outlay.facts.keys import key_id
from outlay.facts.payers import payer_of_charge
from outlay.facts.tables import TABLE
from outlay.ledger import rebuild
from outlay.store.duckdb import DuckStore
from outlay.store.keys import register_keys

DAY = date(2026, 9, 10)
NOW = datetime(2026, 11, 21, tzinfo=UTC)
TYPES = {
    "text": pa.string(),
    "int": pa.int64(),
    "money": pa.decimal128(38, 12),
    "real": pa.float64(),
    "date": pa.date32(),
    "time": pa.timestamp("us"),
    "bool": pa.bool_(),
}
DEFAULTS = {
    "text": "",
    "int": 0,
    "money": Decimal(0),
    "real": 0.0,
    "date": DAY,
    "time": datetime(2026, 9, 10),  # noqa: DTZ001 - the store holds naive UTC
    "bool": False,
}
TOKENS = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")
COSTS = ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units")


def arrow(name, rows):
    """Rows of a table as Arrow; what a row leaves out is null or, where null is not allowed, nothing."""
    columns = {}
    for column in TABLE[name].columns:
        default = None if column.nullable else DEFAULTS[column.type]
        values = [row.get(column.name, default) for row in rows]
        columns[column.name] = pa.array(values, TYPES[column.type])
    return pa.table(columns)


class World:
    """A store with shortcuts that add facts and read the ledger."""

    def __init__(self, path, **settings):
        self.settings = Settings(data_dir=path, **settings)
        self.store = DuckStore(self.settings.store_path)
        self._charges = 0

    def insert(self, table, rows, keys=()):
        with self.store.write() as tx:
            register_keys(tx, keys, self.settings)
            tx.insert(table, arrow(table, rows))

    def delivery(self, biller="openai", account="acme", day=DAY, **columns):
        month = day.replace(day=1)
        row = {
            "delivery_id": f"dl_{biller}_{account}_{month}_{columns.get('source', 'focus')}",
            "source": "focus",
            "kind": "focus",
            "issuer": biller,
            "biller": biller,
            "billing_account": account,
            "billing_period": month,
            "loaded_at": NOW.replace(tzinfo=None),
            "watermark": datetime.combine(add_months(month, 1), datetime.min.time()),
            "state": "current",
        } | columns
        self.insert("delivery", [row])
        return row["delivery_id"]

    def charge(self, amount, day=DAY, *, biller="openai", account="acme", columns=None, **dims):
        """A charge of one day; `dims` are of its key, `columns` of its slice. Returns its id."""
        self._charges += 1
        charge_id = f"ch_{self._charges:04d}"
        raw = {"provider": biller, "biller": biller, "billing_account": account, "cost_group": "ai"} | dims
        slice_row = {
            "day": day,
            "accounting_period": day.replace(day=1),
            "x_charge_id": charge_id,
            "x_delivery_id": f"dl_{biller}_{account}_{day.replace(day=1)}_focus",
            "key_id": key_id(raw),
            "payer_id": payer_of_charge(raw).payer_id,
            "charge_category": "Usage",
            "billing_period": day.replace(day=1),
            "cost_class": "consumption",
            "billed_cost": Decimal(amount),
            "effective_cost": Decimal(amount),
            "list_cost": Decimal(amount),
        } | (columns or {})
        self.insert("charge_slice", [slice_row], keys=[raw])
        full = {
            "x_charge_id": charge_id,
            "x_delivery_id": slice_row["x_delivery_id"],
            "x_key_id": slice_row["key_id"],
            "x_day": day,
            "ChargeCategory": slice_row["charge_category"],
            "x_billed_cost": slice_row["billed_cost"],
            "x_effective_cost": slice_row["effective_cost"],
            "ConsumedUnit": slice_row.get("quantity_unit"),
            "SkuMeter": slice_row.get("SkuMeter"),
            "ChargePeriodStart": datetime.combine(day, datetime.min.time()),
            "ChargePeriodEnd": datetime.combine(day + timedelta(days=1), datetime.min.time()),
        }
        self.insert("charge", [full])
        self.mark(day)
        return charge_id

    def usage(self, day=DAY, *, customers=None, state="priced", requests=1, **rest):
        """Requests of one key and hour. `rest` holds tokens, costs and dimensions."""
        measures = {name: rest.pop(name, 0) for name in TOKENS}
        costs = {name: Decimal(rest.pop(name, 0)) for name in COSTS}
        raw = {"provider": "openai", "model": "gpt-4o"} | rest
        hour = datetime.combine(day, datetime.min.time())
        total = sum(costs.values())
        row = {"hour": hour, "day": day, "key_id": key_id(raw), "cost_state": state, "requests": requests}
        self.insert("event_hour", [row | measures | costs | {"priced_cost": total}], keys=[raw])
        self._events(row, measures, total, customers or {None: 1})
        self.mark(day)
        return key_id(raw)

    def _events(self, row, measures, total, customers):
        whole = sum(customers.values())
        events = [
            {
                "ts": row["hour"],
                "key_id": row["key_id"],
                "customer": customer,
                "cost_state": row["cost_state"],
                "priced_cost": None if row["cost_state"] == "unknown" else quantize(total * share / whole),
                "input": measures["input"] * share // whole,
            }
            for customer, share in customers.items()
        ]
        self.insert("event", events)

    def mark(self, day=DAY, reason="test"):
        self.insert("dirty_day", [{"day": day, "reason": reason}])

    def rebuild(self, now=NOW, **choice):
        return rebuild(self.store, self.settings, now=now, **choice)

    def rows(self, table="ledger"):
        """Ledger rows with the resolved dimensions of their keys."""
        if table != "ledger":
            return self.store.fetch(f"SELECT * FROM {table}").to_pylist()
        sql = "SELECT k.* EXCLUDE (key_id, payer_id), l.* FROM ledger l LEFT JOIN key k ON k.key_id = l.key_id"
        return self.store.fetch(sql).to_pylist()

    def money(self, *names, table="ledger", measure="effective_cost"):
        """Cost by some columns, as a dictionary of plain decimals."""
        sums = {}
        for row in self.rows(table):
            key = tuple(row[name] for name in names)
            sums[key[0] if len(key) == 1 else key] = sums.get(key[0] if len(key) == 1 else key, Decimal(0)) + (
                row[measure] or 0
            )
        return {key: value.normalize() for key, value in sums.items()}

    def clear(self):
        """Empty the store; quicker than another one."""
        self._charges = 0
        with self.store.write() as tx:
            for table in TABLE:
                if table != "meta":
                    tx.delete(table)
