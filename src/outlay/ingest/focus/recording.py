"""Swaps the changed scopes of a delivery in: all of them, or none."""

from __future__ import annotations

from datetime import UTC, date
from decimal import Decimal
from typing import TYPE_CHECKING

from outlay.core.errors import IntegrityError
from outlay.core.ids import canonical_json, stable_id
from outlay.core.money import format_plain
from outlay.ingest.focus.blocking import record_verdict
from outlay.ingest.focus.claims import delivered_kind
from outlay.ingest.focus.scopes import CURRENT, SUPERSEDED, Scope, demand_unmoved
from outlay.ingest.focus.transfer import open_transfer
from outlay.store.keys import register_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    import pyarrow as pa

    from outlay.core.settings import Settings
    from outlay.ingest.focus.blocking import Verdict
    from outlay.ingest.focus.model import FocusOptions, Progress
    from outlay.store.engine import Store, Write
    from outlay.store.scratch import Scratch


class Recorder:
    """Writes one delivery of several scopes in one transaction."""

    def __init__(self, store: Store, scratch: Scratch, staged: str, options: FocusOptions) -> None:
        self._store = store
        self._scratch = scratch
        self._staged = staged
        self._options = options
        self._now = options.now.astimezone(UTC).replace(tzinfo=None)

    def record_scopes(
        self,
        scopes: Sequence[Scope],
        tuples: Sequence[Mapping[str, str | None]],
        context: tuple[Settings, Mapping[str, str], Verdict],
        progress: Progress,
    ) -> int:
        """Swap the scopes in; returns how many days must be computed again.

        Raises:
            ConflictError: if the store has other deliveries of a scope now than when the scope was judged.
            IntegrityError: if what was stored differs from what was staged.
        """
        settings, about, verdict = context
        ids = {scope.key: self._delivery_id(scope) for scope in scopes}
        self._prepare(scopes, ids)
        old = [delivery.delivery_id for scope in scopes for delivery in scope.replaced] + verdict.emptied
        with self._store.write() as tx:
            demand_unmoved(tx, scopes, self._options, verdict.superseded)
            days = record_verdict(tx, verdict)
            days |= self._supersede(tx, old)
            if scopes:
                register_keys(tx, tuples, settings)
                tx.insert("delivery", self._delivery_rows(scopes, ids, about))
                self._copy(tx, sum(scope.rows for scope in scopes), progress)
                _check(tx, [*ids.values()], scopes)
                days |= delivery_days(tx, [*ids.values()])
            mark_bill_days(tx, days)
        return len(days)

    def _copy(self, tx: Write, rows: int, progress: Progress) -> None:
        with open_transfer(tx, self._scratch, self._staged, self._variables()) as transfer:
            progress("recording charges", 0, rows)
            transfer.copy_charges()
            progress("recording charges", rows, rows)
            transfer.copy_slices()
            progress("recording daily shares", rows, rows)

    def _delivery_id(self, scope: Scope) -> str:
        return stable_id("dl", self._options.source, *scope.key, scope.content_hash, self._now)

    def _prepare(self, scopes: Sequence[Scope], ids: Mapping[tuple[str, str, date], str]) -> None:
        import pyarrow as pa

        pairs = [(digest, ids[scope.key]) for scope in scopes for digest in scope.digests]
        rows = {
            "h": pa.array([digest for digest, _ in pairs], pa.string()),
            "delivery_id": pa.array([delivery for _, delivery in pairs], pa.string()),
        }
        self._scratch.register("changing_rows", pa.table(rows))
        self._scratch.execute(
            "CREATE OR REPLACE TEMP TABLE changing AS "
            "SELECT CAST(h AS UBIGINT) AS h_scope, delivery_id FROM changing_rows"
        )

    def _variables(self) -> dict[str, str | bool]:
        no_accrual = bool(self._scratch.rows("SELECT getvariable('no_accrual')")[0][0])
        return {"source": self._options.source, "amortise": self._options.amortise, "no_accrual": no_accrual}

    def _supersede(self, tx: Write, old: list[str]) -> set[date]:
        if not old:
            return set()
        days = delivery_days(tx, old)
        tx.delete("charge", x_delivery_id=old)
        tx.delete("charge_slice", x_delivery_id=old)
        tx.execute("UPDATE delivery SET state = ? WHERE list_contains(?, delivery_id)", [SUPERSEDED, old])
        return days

    def _delivery_rows(
        self, scopes: Sequence[Scope], ids: Mapping[tuple[str, str, date], str], about: Mapping[str, str]
    ) -> pa.Table:
        import pyarrow as pa

        money = pa.decimal128(38, 12)
        rows = [
            {
                "delivery_id": ids[scope.key],
                "source": self._options.source,
                "kind": delivered_kind(self._options.kind, is_invoiced=scope.is_invoiced),
                "issuer": scope.issuer,
                "biller": scope.biller,
                "billing_account": scope.billing_account,
                "billing_period": scope.billing_period,
                "loaded_at": self._now,
                "content_hash": scope.content_hash,
                "files": about["files"],
                "focus_version": about["version"],
                "row_count": scope.rows,
                "billed_cost": scope.billed,
                "effective_cost": scope.effective,
                "totals": canonical_json([_category(row) for row in scope.categories]),
                "watermark": scope.watermark(self._options),
                "state": CURRENT,
            }
            for scope in scopes
        ]
        kinds = {"billing_period": pa.date32(), "loaded_at": pa.timestamp("us"), "watermark": pa.timestamp("us")}
        kinds |= {"row_count": pa.int64(), "billed_cost": money, "effective_cost": money}
        schema = pa.schema([(name, kinds.get(name, pa.string())) for name in rows[0]])
        return pa.Table.from_pylist(rows, schema=schema)


def record_reach(store: Store, scopes: Iterable[Scope], options: FocusOptions) -> None:
    """Note how far unchanged scopes are known by now: a day without charges is told, too."""
    with store.write() as tx:
        for scope in scopes:
            until = scope.watermark(options)
            sql = "UPDATE delivery SET watermark = ? WHERE delivery_id = ? AND watermark < ?"
            tx.execute(sql, [until, scope.replaced[0].delivery_id, until])


def _category(row: Mapping[str, object]) -> dict[str, object]:
    return {
        "currency": row["BillingCurrency"],
        "charge_category": row["ChargeCategory"],
        "rows": row["charges"],
        "billed_cost": format_plain(Decimal(str(row["billed"]))),
        "effective_cost": format_plain(Decimal(str(row["effective"]))),
    }


def delivery_days(tx: Write, deliveries: list[str]) -> set[date]:
    """The days that some deliveries have a share of."""
    found = tx.fetch("SELECT DISTINCT day FROM charge_slice WHERE list_contains(?, x_delivery_id)", [deliveries])
    return set(found.column("day").to_pylist())


def mark_bill_days(tx: Write, days: set[date]) -> None:
    """Make days dirty because bills changed."""
    import pyarrow as pa

    tx.delete("dirty_day", day=sorted(days), reason="bill")
    tx.insert("dirty_day", pa.table({"day": pa.array(sorted(days), pa.date32()), "reason": ["bill"] * len(days)}))


def _check(tx: Write, deliveries: list[str], scopes: Sequence[Scope]) -> None:
    expected = (
        sum(scope.rows for scope in scopes),
        sum((scope.billed for scope in scopes), Decimal(0)),
        sum((scope.effective for scope in scopes), Decimal(0)),
    )
    charges = (
        "SELECT count(*) AS n, sum(x_billed_cost) AS billed, sum(x_effective_cost) AS effective "
        "FROM charge WHERE list_contains(?, x_delivery_id)"
    )
    slices = (
        "SELECT count(DISTINCT x_charge_id) AS n, sum(billed_cost) AS billed, sum(effective_cost) AS effective "
        "FROM charge_slice WHERE list_contains(?, x_delivery_id)"
    )
    for name, sql in (("charges", charges), ("daily shares", slices)):
        row = tx.fetch(sql, [deliveries]).to_pylist()[0]
        stored = row["n"], row["billed"], row["effective"]
        if stored != expected:
            message = f"the {name} stored add up to {stored}, the files to {expected}"
            raise IntegrityError(message, hint="nothing was changed; please report this with the file's header")
