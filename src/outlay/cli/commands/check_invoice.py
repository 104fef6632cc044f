"""`outlay check-invoice`: is this bill what the usage says? Without a server, in a store that is gone afterwards."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from outlay.cli.commands.reconcile import without_dust
from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import REPORT_WIDTH, print_table, print_words, say

if TYPE_CHECKING:
    from outlay.report.check_invoice import InvoiceCheck

_EXIT: Final = {"matched": 0, "differs": 1, "cannot_judge": 3}
_CAUSES: Final = (
    {"name": "label", "label": "cause", "kind": "text"},
    {"name": "amount", "label": "amount", "kind": "metric", "unit": "money"},
    {"name": "share", "label": "of the bill", "kind": "metric", "unit": "ratio"},
    {"name": "sentence", "label": "why", "kind": "text"},
)
_MODELS: Final = (
    {"name": "model", "label": "model", "kind": "text"},
    {"name": "charged", "label": "billed", "kind": "metric", "unit": "money"},
    {"name": "usage", "label": "your usage", "kind": "metric", "unit": "money"},
)
_SHADOW: Final = (
    {"name": "credential", "label": "key", "kind": "text"},
    {"name": "model", "label": "model", "kind": "text"},
    {"name": "amount", "label": "untracked", "kind": "metric", "unit": "money"},
    {"name": "first_seen", "label": "first seen", "kind": "text"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("check-invoice")(check)


def check(
    bill: Annotated[
        Path | None, typer.Argument(help="The bill: CSV or Parquet; its kind is told by its header.")
    ] = None,
    events: Annotated[list[Path] | None, typer.Option(help="Files of requests; may be repeated.")] = None,
    kind: Annotated[
        str | None, typer.Option(help="focus, aws-cur, azure-cost, gcp-billing, oci-cost or openai-costs.")
    ] = None,
    events_kind: Annotated[str, typer.Option(help="events, litellm, langfuse …: see `outlay import`.")] = "events",
    provider_usage: Annotated[
        list[Path] | None, typer.Option(help="The provider's own usage report: it says which calls are missing.")
    ] = None,
    amount: Annotated[str | None, typer.Option(help="The total alone, where there is no bill as a file.")] = None,
    provider: Annotated[str | None, typer.Option(help="With --amount: who bills.")] = None,
    period: Annotated[str | None, typer.Option(help="With --amount: the month, such as 2026-10.")] = None,
    map_: Annotated[list[str] | None, typer.Option("--map", help="Of events: ours=theirs, may be repeated.")] = None,
    set_: Annotated[list[str] | None, typer.Option("--set", help="Of events: a constant, name=value.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Say why a bill differs from your usage. Exit code 0: it does not; 1: it does; 3: it cannot be judged."""
    from outlay.cli.client import pairs_of
    from outlay.core.plain import to_plain
    from outlay.core.settings import load_settings
    from outlay.jobs.invoice_check import CheckRequest, check_invoice

    request = CheckRequest(
        bill=bill,
        events=tuple(_demanded(events)),
        kind=kind,
        event_kind=events_kind,
        provider_usage=tuple(provider_usage or ()),
        amount=_amount(amount),
        provider=provider,
        period=period,
        mapping=pairs_of("--map", map_ or []),
        constants=pairs_of("--set", set_ or []),
    )
    found = check_invoice(load_settings(data_dir), request)
    if as_json:
        typer.echo(json.dumps(to_plain(found), indent=2))
    else:
        _print(found, to_plain(found))
    raise typer.Exit(_EXIT[found.verdict])


def _demanded(events: list[Path] | None) -> list[Path]:
    from outlay.core.errors import UsageError

    if not events:
        message = "no events are given"
        raise UsageError(message, hint="add --events FILE: requests as JSON lines, CSV or Parquet")
    return events


def _amount(text: str | None) -> Decimal | None:
    from outlay.core.errors import UsageError

    try:
        return None if text is None else Decimal(text.replace(",", "").lstrip("$"))
    except InvalidOperation as error:
        message = f"--amount {text!r} is not a number"
        raise UsageError(message, hint="write it plain, as 41200 or 41200.50") from error


def _print(found: InvoiceCheck, plain: Mapping[str, Any]) -> None:
    print_words(found.headline)
    if found.causes:
        typer.echo("")
        print_table(_CAUSES, without_dust(plain["causes"]), {"amount": plain["difference"]}, width=REPORT_WIDTH)
    if found.models:
        typer.echo("")
        print_table(_MODELS, plain["models"])
    if found.shadow:
        typer.echo("")
        print_table(_SHADOW, plain["shadow"])
    for note in found.notes:
        say(f"note: {note}")
    for step in found.next_steps:
        say(f"next: {step}")
