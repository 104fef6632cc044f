"""Imports statements: stores payments of vendors, judges them, and makes charges of those that nothing speaks for."""

from __future__ import annotations

import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from outlay.core.money import format_plain
from outlay.facts.payers import payer_of_charge
from outlay.facts.tables import TABLE
from outlay.ingest.fact_files.lines import load_lines
from outlay.ingest.fact_files.report import FileContext, FileReport, demand_some, report_of
from outlay.ingest.focus import FocusOptions, FocusReport, import_focus
from outlay.ingest.focus.authority import Claim, money_name
from outlay.ingest.focus.claims import load_claims
from outlay.ingest.focus.cost_group import ChargeFacts, cost_group_of
from outlay.ingest.payments.charges import billing_account, service_of, write_charges
from outlay.ingest.payments.matching import Paid, judge_payments
from outlay.ingest.payments.reading import SHAPE, Statement, read_statement

if TYPE_CHECKING:
    import pyarrow as pa

    from outlay.ingest.mapping import FileImport
    from outlay.ingest.payments.matching import Verdict
    from outlay.ingest.payments.reading import Payment
    from outlay.store.engine import Store

CHARGED: Final = frozenset({"charge", "unmatched"})
Stored = dict[str, Any]


def import_payments(context: FileContext, job: FileImport) -> FileReport:
    """Import card or accounts-payable statements; a payment that is known already changes nothing.

    Raises:
        MissingColumnError: without a date, payee or amount.
        FileFormatError: if no row can be used, or the sign of spending cannot be told.
    """
    lines = load_lines(context.store, job, SHAPE)
    statement = read_statement(lines, context.settings, context.rates)
    if len(statement.rejects) == len(lines):
        demand_some(lines, (), statement.rejects, "import-payments")
    stored = _stored(context.store)
    known = {row["payment_id"] for row in stored}
    fresh = [payment for payment in statement.payments if payment.payment_id not in known]
    rows = [*stored, *(_row(payment, job.source, context) for payment in fresh)]
    report = _settle(context, rows, {job.source})[job.source]
    unchanged = len(statement.payments) - len(fresh)
    own = [row for row in rows if row["source"] == job.source]
    return report_of(job, lines, statement.rejects, len(fresh), unchanged, _notes(statement, own, report))


def refresh_payments(context: FileContext) -> None:
    """Judge every payment again: invoices and sources came or went."""
    rows = _stored(context.store)
    if rows:
        _settle(context, rows, set())


def _settle(context: FileContext, rows: Sequence[Stored], sources: set[str]) -> dict[str, FocusReport]:
    """Judge payments of all sources together, then write and charge those of some and of whose judgement changed."""
    before = [(row["state"], row["matched"]) for row in rows]
    _judge(context, rows)
    changed = {row["source"] for row, was in zip(rows, before, strict=True) if was != (row["state"], row["matched"])}
    reports = {}
    for source in sorted(changed | sources):
        own = [row for row in rows if row["source"] == source]
        with context.store.write() as tx:
            tx.delete("payment", source=source)
            tx.insert("payment", _table(own))
        reports[source] = _charge(context, source, own)
    return reports


def _stored(store: Store) -> list[Stored]:
    """Every payment, of whatever source: exports of several tools overlap, and an invoice is paid once."""
    rows: list[Stored] = store.fetch("SELECT * FROM payment ORDER BY day, payment_id").to_pylist()
    return rows


def _row(payment: Payment, source: str, context: FileContext) -> Stored:
    vendor = payment.vendor
    return {
        "source": source,
        "payment_id": payment.payment_id,
        "day": payment.day,
        "payee": payment.payee,
        "vendor": vendor.vendor,
        "category": "ai" if vendor.is_ai else "software",
        "amount": payment.amount,
        "currency": payment.currency,
        "payer_name": payment.payer,
        "card": payment.card,
        "account_code": payment.account_code,
        "reference": payment.reference,
        "team": payment.team,
        "product": vendor.product,
        "state": "charge",
        "matched": None,
        "loaded_at": context.now.astimezone(UTC).replace(tzinfo=None),
    }


def _judge(context: FileContext, rows: Sequence[Stored]) -> None:
    """Set what each payment is; those of before are judged again, because sources come and go."""
    invoices = context.store.fetch(
        "SELECT * FROM invoice WHERE lower(status) NOT IN ('void', 'voided') ORDER BY biller, period_start, invoice_id"
    ).to_pylist()
    found: Mapping[str, Verdict] = judge_payments(
        [_paid(row) for row in rows], invoices, load_claims(context.store), context.settings.amount_sources
    )
    for row in rows:
        verdict = found[row["payment_id"]]
        row["state"], row["matched"] = verdict.state, verdict.matched


def _paid(row: Stored) -> Paid:
    _, service, category = service_of(row)
    vendor = row["vendor"]
    facts = ChargeFacts(
        provider=vendor, biller=vendor, service_name=service, service_category=category, meter=None, gpu_model=None
    )
    dimensions = {"provider": vendor, "biller": vendor, "provider_service": service, "cost_group": cost_group_of(facts)}
    return Paid(
        payment_id=row["payment_id"],
        claim=Claim(
            source=row["source"],
            kind="payment",
            biller=vendor,
            billing_account=billing_account(row),
            billing_period=row["day"].replace(day=1),
            money=money_name(vendor, vendor, payer_of_charge(dimensions).kind, service),
        ),
        day=row["day"],
        amount=row["amount"],
        currency=row["currency"],
        reference=row["reference"],
    )


def _charge(context: FileContext, source: str, rows: Sequence[Stored]) -> FocusReport:
    """Make the ledger hold exactly the payments of a source that are charges."""
    options = FocusOptions(
        now=context.now,
        source=source,
        kind="payment",
        accepts_shrinking=True,
        is_whole=True,
        file_names=(source,),
        reject_dir=context.settings.reject_dir,
    )
    parent = context.settings.folder / "scratch"
    parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="payments-", dir=parent) as folder:
        path = write_charges(Path(folder) / "payments.csv", [row for row in rows if row["state"] in CHARGED])
        return import_focus(context.store, context.settings, [path], options, context.rates)


def _notes(statement: Statement, rows: Sequence[Stored], report: FocusReport) -> Iterator[str]:
    words = {
        "charge": "charges", "unmatched": "charges beside the vendor's invoices", "matched": "evidence of invoices",
        "evidence": "evidence of connected sources",
    }  # fmt: skip
    states = Counter(row["state"] for row in rows)
    yield f"spending is {statement.sign}; {statement.ignored:,} lines of other payees are no charges and are not kept"
    if rows:
        yield "payments of vendors: " + ", ".join(
            f"{states[name]:,} {word}" for name, word in words.items() if states[name]
        )
    for row in rows:
        if row["state"] == "unmatched":
            paid = f"{format_plain(row['amount'])} {row['currency']} to {row['vendor']} on {row['day']}"
            yield f"  {paid} by {row['payer_name'] or row['card'] or 'accounts payable'} is on none of its invoices"
    sums: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in rows:
        if row["state"] in CHARGED:
            sums[row["vendor"], row["currency"]] += row["amount"]
    for (vendor, currency), amount in sorted(sums.items()):
        yield f"  {vendor}: {format_plain(amount)} {currency}"
    for one in report.blocked:
        yield f"not counted again: {one.provider} {format_plain(one.amount)} {one.currency}; {one.holder} holds it"


def _table(rows: Sequence[Stored]) -> pa.Table:
    import pyarrow as pa

    types = {
        "text": pa.string(), "date": pa.date32(), "money": pa.decimal128(38, 12), "time": pa.timestamp("us"),
    }  # fmt: skip
    schema = pa.schema([(column.name, types[column.type]) for column in TABLE["payment"].columns])
    return pa.Table.from_pylist(list(rows), schema=schema)
