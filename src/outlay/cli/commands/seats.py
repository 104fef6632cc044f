"""`outlay seats`: who holds seats of what, and which of them nobody uses."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Annotated, Final

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_GROUPS: Final = (
    {"name": "product", "label": "product", "kind": "text", "shrinks": True},
    {"name": "team", "label": "team", "kind": "text"},
    {"name": "bought", "label": "bought", "kind": "metric"},
    {"name": "assigned", "label": "assigned", "kind": "metric"},
    {"name": "active", "label": "active", "kind": "metric"},
    {"name": "unused", "label": "unused", "kind": "metric"},
    {"name": "monthly_cost", "label": "a month", "kind": "metric", "unit": "money"},
    {"name": "unused_cost", "label": "unused a month", "kind": "metric", "unit": "money"},
    {"name": "cost_basis", "label": "cost from", "kind": "text"},
)
_UNUSED: Final = (
    {"name": "product", "label": "product", "kind": "text", "shrinks": True},
    {"name": "employee", "label": "employee", "kind": "text", "shrinks": True},
    {"name": "team", "label": "team", "kind": "text"},
    {"name": "last_active_on", "label": "last active", "kind": "text"},
    {"name": "monthly_cost", "label": "a month", "kind": "metric", "unit": "money"},
    {"name": "unused", "label": "why", "kind": "text"},
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("seats")(seats)


def seats(
    *,
    is_unused: Annotated[bool, typer.Option("--unused", help="Only seats that nobody uses, one a line.")] = False,
    by: Annotated[str, typer.Option(help="product or team.")] = "product",
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show seats by product or team: bought, assigned and used, what they cost a month, and which nobody uses."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings

    with open_client(load_settings(data_dir)) as client:
        report = client.seats(by)
    if as_json:
        typer.echo(json.dumps(report, indent=2, ensure_ascii=False))
        return
    if is_unused:
        print_table(_UNUSED, report["unused_seats"])
    else:
        left_out = {"bought", "cost_basis"} if by == "team" else {"team"}
        print_table([one for one in _GROUPS if one["name"] not in left_out], report["groups"])
    cost = report["unused_cost"]
    money = "at unknown cost" if cost is None else f"{Decimal(cost):,.2f} {report['currency']} a month"
    if report["seats"]:
        say(f"{report['unused']:,} of {report['seats']:,} seats are unused ({report['idle_days']} days), {money}")
    for note in report["notes"]:
        say(note)
