"""`outlay invoice`: invoices as they were issued."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say
from outlay.cli.reports import describe_import
from outlay.core.errors import UsageError


def register(app: typer.Typer) -> None:
    """Add the commands."""
    invoice = typer.Typer(help="Invoices as they were issued.", no_args_is_help=True)
    invoice.command("add")(add)
    invoice.command("list")(list_all)
    app.add_typer(invoice, name="invoice")


def add(
    issuer: Annotated[str, typer.Option(help="Who issued it, such as OpenAI.")],
    invoice_id: Annotated[str, typer.Option("--id", help="Its number.")],
    period: Annotated[str, typer.Option(help="Its month, 2026-10, or its first day.")],
    net: Annotated[str, typer.Option(help="Amount without tax; negative for a credit note.")],
    currency: Annotated[str, typer.Option(help="ISO 4217 code.")],
    tax: Annotated[str, typer.Option(help="Tax on it.")] = "0",
    period_end: Annotated[str | None, typer.Option(help="The day after its last; default: a month later.")] = None,
    account: Annotated[str | None, typer.Option(help="Billing account, where the issuer has several.")] = None,
    status: Annotated[str, typer.Option(help="open, issued or voided.")] = "issued",
    issued_on: Annotated[str | None, typer.Option(help="Day of issue.")] = None,
    due_on: Annotated[str | None, typer.Option(help="Day by which it is to be paid.")] = None,
    reference: Annotated[str | None, typer.Option(help="The invoice that this one adjusts.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Take an invoice; one of the same issuer and id is replaced, the same again changes nothing."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.jobs.declared import NewInvoice

    new = NewInvoice(
        issuer=issuer,
        invoice_id=invoice_id,
        period=_day(period),
        period_end=_day(period_end) if period_end else None,
        net=amount_of("--net", net),
        tax=amount_of("--tax", tax),
        currency=currency,
        status=status,
        account=account,
        issued_on=_day(issued_on) if issued_on else None,
        due_on=_day(due_on) if due_on else None,
        reference=reference,
    )
    with open_client(load_settings(data_dir), is_creating=True) as client:
        outcome = client.invoices.add(new)
    tell_outcome(outcome, is_json=as_json)


def list_all(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List invoices, newest period first."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        answer = client.invoices.list()
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    names = (
        ("biller", "Issuer"), ("invoice_id", "Invoice"), ("period", "Period"), ("status", "Status"),
        ("currency", "Currency"), ("net_amount", "Net"), ("tax_amount", "Tax"), ("charged_net", "Charges without tax"),
    )  # fmt: skip
    columns = [_column(name, label) for name, label in names]
    rows = [{**row, "period": row["period_start"][:7]} for row in answer["invoices"]]
    print_table(columns, rows)
    if not rows:
        say("no invoice yet: `outlay invoice add`, or `outlay import invoices FILE`")


def amount_of(option: str, text: str) -> Decimal:
    """An amount as typed.

    Raises:
        UsageError: naming the option.
    """
    try:
        amount = Decimal(text)
    except InvalidOperation as error:
        message = f"{option} {text!r} is not a number"
        raise UsageError(message, hint="write it plain, as 1234.56") from error
    if not amount.is_finite():
        message = f"{option} {text!r} is not an amount"
        raise UsageError(message, hint="write it plain, as 1234.56")
    return amount


def tell_outcome(outcome: dict[str, Any], *, is_json: bool) -> None:
    """Say what taking something did."""
    if is_json:
        typer.echo(json.dumps(outcome, indent=2, ensure_ascii=False))
        return
    for line in describe_import(outcome):
        say(line)


def _day(text: str) -> date:
    from outlay.core.time import parse_day

    return parse_day(text, today=date.min.replace(year=1970))


def _column(name: str, label: str) -> dict[str, Any]:
    is_money = name in {"net_amount", "tax_amount", "charged_net"}
    return {
        "name": name,
        "label": label,
        "kind": "metric" if is_money else "dimension",
        "unit": "money" if is_money else None,
        "shrinks": name in {"biller", "invoice_id"},
    }
