"""`outlay query`: any metrics by any dimensions."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("query")(query)


def query(
    metrics: Annotated[str, typer.Option("--metrics", "-m", help="Metrics, comma-separated.")] = "cost",
    by: Annotated[str, typer.Option("--by", "-b", help="Dimensions and one time grain, comma-separated.")] = "",
    where: Annotated[str | None, typer.Option("--where", "-w", help='Filter, such as provider == "openai".')] = None,
    since: Annotated[
        str | None, typer.Option(help="First day: 2026-11-01, 2026-11, 30d, 6m. Default: last month's first.")
    ] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last; default: tomorrow.")] = None,
    view: Annotated[str, typer.Option(help="consumption, net, invoice or list.")] = "consumption",
    axis: Annotated[str, typer.Option("--as", help="incurred or posted.")] = "incurred",
    order: Annotated[str, typer.Option(help="Columns to sort by; - before one sorts it downwards.")] = "",
    limit: Annotated[int, typer.Option(help="Most rows.")] = 1000,
    constant: Annotated[
        str | None, typer.Option("--constant-currency", help="Day whose exchange rates hold for all money, as 2026-09.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print the answer as CSV.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Ask for metrics by dimensions; the default is cost since the first of last month."""
    from outlay.cli.client import open_client
    from outlay.core.plain import render_csv
    from outlay.core.settings import load_settings
    from outlay.facts.catalog import Question

    question = Question(
        metrics=_split(metrics),
        by=_split(by),
        where=where,
        since=since,
        until=until,
        view=view,
        axis=axis,
        order=_split(order),
        limit=limit,
        constant=constant,
    )
    with open_client(load_settings(data_dir)) as client:
        answer = client.query(question)
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
    elif as_csv:
        names = [column["name"] for column in answer["columns"]]
        typer.echo(render_csv(names, answer["rows"]), nl=False)
    else:
        _print_answer(answer)


def _split(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def _print_answer(answer: dict[str, Any]) -> None:
    print_table(answer["columns"], answer["rows"], answer["totals"])
    say("")
    say(f"{answer['since']} to {answer['until']} (exclusive) · view {answer['view']} · {answer['currency']}")
    if not answer["rows"]:
        say("nothing there: import bills with `outlay import focus FILE`, send requests to `outlay serve`,")
        say("or see the sample with `outlay demo`; `outlay doctor` says what is still on its way")
    unknown = answer["unknown_price"]
    if unknown and unknown["requests"]:
        say(f"+ {unknown['requests']:,} requests ({unknown['tokens']:,} tokens) without a price, in no sum")
    if answer["truncated"]:
        say(f"only the first {len(answer['rows']):,} rows; totals are over all of them (--limit shows more)")
    for note in answer["notes"]:
        say(note)
