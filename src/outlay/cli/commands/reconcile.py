"""`outlay reconcile`: usage, charges and invoices against each other, with the causes of what differs."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_COLUMNS: Final = (
    {"name": "what", "label": "", "kind": "text"},
    {"name": "amount", "label": "amount", "kind": "metric", "unit": "money"},
    {"name": "share", "label": "share", "kind": "metric", "unit": "ratio"},
    {"name": "sentence", "label": "why", "kind": "text"},
)
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
    from outlay.report.matching_model import MatchRequest

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
    """One bill: invoice, charges and usage, with the causes between them."""
    account = f" {statement['billing_account']}" if statement["billing_account"] else ""
    typer.echo(f"{statement['issuer']}{account}, {statement['period'][:7]}, in {currency}: {statement['state']}")
    print_table(_COLUMNS, [*_usage_rows(statement), *_invoice_rows(statement)])
    for sentence in statement["open"]:
        typer.echo(f"  open: {sentence}")
    typer.echo("")


def _usage_rows(statement: Statement) -> Sequence[Mapping[str, Any]]:
    if statement["usage"] is None:
        return []
    return [
        {
            "what": "usage",
            "amount": statement["usage"],
            "sentence": f"{statement['requests']:,} requests at list price",
        },
        *(_cause_row(cause) for cause in without_dust(statement["usage_causes"])),
        {"what": "AI charges", "amount": statement["charges"], "sentence": statement["state_text"]},
    ]


def _invoice_rows(statement: Statement) -> Sequence[Mapping[str, Any]]:
    invoice = statement["invoice"]
    if invoice is None:
        return []
    words = f"{invoice['count']} recorded ({invoice['status']}), tax {invoice['tax']} apart"
    rows = f"{statement['charges_rows']:,} rows on the bill"
    return [
        {"what": "charges billed", "amount": statement["charges_billed"], "sentence": rows},
        *(_cause_row(cause) for cause in without_dust(statement["invoice_causes"])),
        {"what": "invoices", "amount": invoice["net"], "sentence": words},
    ]


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
        say(f"{len(unchecked)} bills have neither an invoice nor usage to compare with: {names}")
    for note in answer["notes"]:
        say(note)
