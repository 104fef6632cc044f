"""`outlay commitments`: what was promised or paid ahead, and what is left of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer

from outlay.cli.commands.invoice import amount_of, tell_outcome
from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_On = Annotated[datetime, typer.Option("--on", formats=["%Y-%m-%d"], help="The day.")]
_Currency = Annotated[str, typer.Option(help="ISO 4217 code.")]
_Note = Annotated[str | None, typer.Option(help="Such as the invoice's number.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    commitments = typer.Typer(help="Commitments, credits and grants: what is left of them.", no_args_is_help=True)
    commitments.command("list")(list_all)
    commitments.command("show")(show)
    commitments.command("topup")(topup)
    commitments.command("entry")(entry)
    app.add_typer(commitments, name="commitments")


def list_all(as_json: AsJson = False, data_dir: DataDir = None) -> None:
    """List commitments, declared and found on bills."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        answer = client.commitments.list()
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    names = (
        ("id", "Commitment"), ("kind", "Kind"), ("status", "Status"), ("balance", "Left"),
        ("currency", ""), ("utilisation", "Used"), ("outlook", "Outlook"),
    )  # fmt: skip
    units = {"balance": "money", "utilisation": "ratio"}
    columns = [{**_column(name, label, units.get(name)), "shrinks": name == "id"} for name, label in names]
    rows = [{**row, "outlook": _outlook(row)} for row in answer["commitments"]]
    print_table(columns, rows)
    for row in answer["commitments"]:
        for problem in row["problems"]:
            say(f"{row['id']} does not close: {problem['text']}")
    if not rows:
        say("none yet: they come with bills, `outlay import commitments FILE` or `outlay commitments topup`")


def show(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Its id, or the end of it.")],
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show a commitment: its roll-forward month by month, and how long it lasts."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        row = client.commitments.show(identifier)
    if as_json:
        typer.echo(json.dumps(row, indent=2, ensure_ascii=False))
        return
    names = ("opening", "purchased", "drawn", "expired", "closing")
    columns = [_column("month", "Month"), *(_column(name, name.capitalize(), "money") for name in names)]
    columns.append(_column("rows", "Rows", "count"))
    print_table(columns, [{**period, "month": period["month"][:7]} for period in row["periods"]])
    for line in _words(row):
        say(line)


def topup(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="The credit pool, such as openai-credits.")],
    amount: Annotated[str, typer.Option(help="What was paid; negative for a refund.")],
    on: _On,
    currency: _Currency = "USD",
    vendor: Annotated[str | None, typer.Option(help="Begins the pool: who sells the credits, such as OpenAI.")] = None,
    account: Annotated[str | None, typer.Option(help="Billing account whose usage draws on it.")] = None,
    note: _Note = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Record that prepaid credits were bought; the first one names the vendor."""
    told = {"vendor": vendor, "account": account, "note": note}
    _take(identifier, ("topup", amount, currency, on.date()), told, data_dir, is_json=as_json)


def entry(
    identifier: Annotated[str, typer.Argument(metavar="ID", help="Its id.")],
    movement: Annotated[
        str, typer.Option(help="opening, topup, drawdown, expiry, or balance as the vendor states it.")
    ],
    amount: Annotated[str, typer.Option(help="How much.")],
    on: _On,
    currency: _Currency = "USD",
    note: _Note = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Record a movement that no charge shows."""
    _take(identifier, (movement, amount, currency, on.date()), {"note": note}, data_dir, is_json=as_json)


def _take(
    identifier: str,
    moved: tuple[str, str, str, date],
    told: dict[str, str | None],
    data_dir: DataDir,
    *,
    is_json: bool,
) -> None:
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.jobs.declared import NewEntry

    movement, amount, currency, day = moved
    new = NewEntry(
        commitment_id=identifier,
        movement=movement,
        amount=amount_of("--amount", amount),
        currency=currency,
        on=day,
        note=told.get("note"),
        vendor=told.get("vendor"),
        account=told.get("account"),
    )
    with open_client(load_settings(data_dir), is_creating=True) as client:
        outcome = client.commitments.add_entry(new)
    tell_outcome(outcome, is_json=is_json)


def _outlook(row: dict[str, Any]) -> str | None:
    if row["cliff"]:
        return f"{row['cliff']['reason']} {row['cliff']['day']}"
    if row["runway"] and row["runway"]["lasts_until"]:
        return f"lasts until {row['runway']['lasts_until']}"
    if row["renewal"] and row["renews"]:
        return f"renews {row['renewal']}"
    return f"ends {row['ends']}" if row["ends"] else None


def _words(row: dict[str, Any]) -> Iterator[str]:
    currency = row["currency"] or ""
    starts, ends = (
        f"{word} {row[name]}" if row[name] else "" for word, name in (("from", "starts"), ("until", "ends"))
    )
    term = f"{starts} {ends}".strip() or "no term"
    yield f"{row['id']} · {row['kind']} · {row['biller']} · {row['status']} · {term}"
    if row["utilisation"] is not None:
        yield f"used {Decimal(row['utilisation']):.1%} of the last 30 days with charges"
    if row["burn_down"]:
        down = row["burn_down"]
        yield (
            f"{Decimal(down['drawn']):,.2f} of {Decimal(down['committed']):,.2f} {currency} spent, "
            f"{Decimal(down['remaining']):,.2f} to go"
        )
    if runway := row["runway"]:
        pace = f"{Decimal(runway['drawdown_30d']):,.2f} {currency} drawn in the 30 days to {runway['through']}"
        until = f": lasts until {runway['lasts_until']}" if runway["lasts_until"] else ""
        words = {True: ", before it ends", False: ", it ends first", None: ""}
        yield f"{pace}{until}{words[runway['is_before_expiry']]}"
    if cliff := row["cliff"]:
        monthly = f"{Decimal(cliff['monthly_cost']):,.2f} {currency}"
        yield f"from {cliff['day']} on ({cliff['reason']}) {monthly} a month are to be paid"
    for problem in row["problems"]:
        yield f"does not close: {problem['text']} (see {', '.join(problem['origins']) or 'its terms'})"
    yield from row["notes"]


def _column(name: str, label: str, unit: str | None = None) -> dict[str, Any]:
    return {"name": name, "label": label, "kind": "metric" if unit else "dimension", "unit": unit}
