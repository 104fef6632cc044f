"""`outlay reconcile`: usage, charges and invoices against each other, with the causes of what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import REPORT_WIDTH, print_table, print_words, say

_COLUMNS: Final = (
    {"name": "what", "label": "", "kind": "text"},
    {"name": "amount", "label": "amount", "kind": "metric", "unit": "money"},
    {"name": "share", "label": "of the bill", "kind": "metric", "unit": "ratio"},
    {"name": "sentence", "label": "why", "kind": "text"},
)
_USAGE: Final = {"telemetry": "your usage", "provider_usage": "provider's usage report", "bill": "quantities billed"}
_DUST: Final = Decimal("0.005")

Statement = Mapping[str, Any]


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("reconcile")(reconcile)


def reconcile(
    period: Annotated[str | None, typer.Option(help="A month such as 2026-10; default: the last complete one.")] = None,
    since: Annotated[str | None, typer.Option(help="First month, instead of --period.")] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last month.")] = None,
    biller: Annotated[str | None, typer.Option(help="The bills of one biller alone, such as openai.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Explain invoices by charges, and charges by usage: every difference has a cause and an amount."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.report.matching.model import MatchRequest

    request = MatchRequest(since=period or since, until=None if period else until, biller=biller)
    with open_client(load_settings(data_dir)) as client:
        answer = client.reconcile(request)
    if as_json:
        typer.echo(json.dumps(answer, indent=2))
        return
    for statement in answer["statements"]:
        if statement["state"] != "unchecked":
            print_statement(statement, answer["currency"])
    _tell_rest(answer)


def print_statement(statement: Statement, currency: str) -> None:
    """One bill: what it says, what the usage says, and the causes between them; then its invoices."""
    account = f" ({statement['billing_account']})" if statement["billing_account"] else ""
    typer.echo(f"{statement['issuer']}{account}, {statement['period'][:7]}, in {currency}: {statement['state']}")
    if statement["headline"]:
        print_words(statement["headline"])
    rows = [*_usage_rows(statement), *_invoice_rows(statement)]
    if rows:
        typer.echo("")
        print_table(_COLUMNS, rows, width=REPORT_WIDTH)
    for text in statement["open"]:
        print_words(f"  to do: {text}", indent="         ")
    typer.echo("")


def _usage_rows(statement: Statement) -> Sequence[Mapping[str, Any]]:
    if statement["usage"] is None:
        return []
    causes = without_dust(statement["usage_causes"])
    return [
        {"what": _USAGE[statement["basis"]], "amount": statement["usage"], "sentence": statement["usage_text"]},
        *(_cause_row(cause) for cause in causes),
        {"what": "AI charges", "amount": statement["charges"], "sentence": statement["state_text"] if causes else ""},
    ]


def _invoice_rows(statement: Statement) -> Sequence[Mapping[str, Any]]:
    invoice = statement["invoice"]
    if invoice is None:
        return []
    rows = f"{statement['charges_rows']:,} rows on the bill"
    billed = Decimal(statement["charges_billed"])
    if not billed and not Decimal(invoice["net"]):
        return [{"what": "invoiced", "amount": None, "sentence": f"nothing: {rows} are paid in advance"}]
    return [
        {"what": "billed", "amount": statement["charges_billed"], "sentence": rows},
        *(_cause_row(cause) for cause in without_dust(statement["invoice_causes"])),
        {"what": "invoiced", "amount": invoice["net"], "sentence": _invoice_words(invoice)},
    ]


def _invoice_words(invoice: Mapping[str, Any]) -> str:
    count = "1 invoice" if invoice["count"] == 1 else f"{invoice['count']} invoices"
    tax = f"; tax of {Decimal(invoice['tax']):,.2f} comes on top" if Decimal(invoice["tax"]) else ""
    return f"{count} ({invoice['status'].lower()}){tax}"


def without_dust(causes: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Causes of half a cent or more: a table in cents shows no others; `--json` has all."""
    return [cause for cause in causes if abs(Decimal(cause["amount"])) >= _DUST]


def _cause_row(cause: Mapping[str, Any]) -> Mapping[str, Any]:
    return {
        "what": f"  {cause['label']}",
        "amount": cause["amount"],
        "share": cause["share"],
        "sentence": cause["sentence"],
    }


def _tell_rest(answer: Mapping[str, Any]) -> None:
    unchecked = [one for one in answer["statements"] if one["state"] == "unchecked"]
    if unchecked:
        names = ", ".join(dict.fromkeys(one["issuer"] for one in unchecked))
        bills = "1 bill has" if len(unchecked) == 1 else f"{len(unchecked)} bills have"
        say(f"{bills} neither an invoice nor usage to compare with: {names}")
    for note in answer["notes"]:
        say(note)
