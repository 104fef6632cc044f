"""`outlay units`: what one request costs, by endpoint, and what that comes to in a month of today's traffic."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_PERCENTILES = ("p50", "p95", "p99")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("units")(units)


def units(
    endpoint: Annotated[
        str | None, typer.Option("--endpoint", "-e", help="One endpoint (or what --by says) alone, with its days.")
    ] = None,
    by: Annotated[str, typer.Option("--by", "-b", help="endpoint, service, feature or model.")] = "endpoint",
    where: Annotated[str | None, typer.Option("--where", "-w", help='Filter, such as team == "search".')] = None,
    since: Annotated[str | None, typer.Option(help="First day: 2026-11-01, 30d. Default: this month's first.")] = None,
    until: Annotated[str | None, typer.Option(help="The day after the last; default: tomorrow.")] = None,
    view: Annotated[str, typer.Option(help="consumption, net, invoice or list.")] = "consumption",
    limit: Annotated[int, typer.Option(help="Most endpoints.")] = 50,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show unit costs: cost per request with percentiles, a month of them at today's traffic, spikes and parts."""
    from outlay.cli.client import open_client
    from outlay.core.settings import load_settings
    from outlay.report.endpoint_model import EndpointsRequest

    request = EndpointsRequest(by=by, name=endpoint, since=since, until=until, view=view, where=where, limit=limit)
    with open_client(load_settings(data_dir)) as client:
        answer = client.endpoints(request)
    if as_json:
        typer.echo(json.dumps(answer, indent=2, ensure_ascii=False))
        return
    _print_endpoints(answer)
    for row in answer["endpoints"] if endpoint is not None else ():
        _print_one(row)
    for line in (*_words(answer, endpoint), *_caveats(answer), *_spikes(answer), *answer["notes"]):
        say(line)


def _print_endpoints(answer: dict[str, Any]) -> None:
    columns = [
        _column("value", answer["by"].capitalize()),
        _column("requests", "Requests", "count"),
        _column("errors", "Failed", "count"),
        _column("cost", "Cost", "money"),
        _column("unit", "Per request", "money"),
        _column("month", "Month at today's traffic", "money"),
        *(_column(name, name, "money") for name in _PERCENTILES),
        _column("change", "Change", "ratio"),
        _column("spikes", "Spikes", "count"),
    ]
    rows = [
        {
            **row,
            "value": row["value"] if row["is_named"] else f"(no {answer['by']})",
            "unit": row["cost_per_request"]["value"],
            "month": row["cost_per_request"]["month"],
            **{name: row[name]["value"] for name in _PERCENTILES},
            "change": row["compare"] and row["compare"]["change_percent"],
            "spikes": len(row["spikes"]),
        }
        for row in answer["endpoints"]
    ]
    print_table(columns, rows)


def _print_one(row: dict[str, Any]) -> None:
    typer.echo("")
    parts = [
        {
            "name": part["name"],
            "cost": part["cost"],
            "unit": part["per_request"]["value"],
            "month": part["per_request"]["month"],
        }
        for part in row["components"]
    ]
    money = [("cost", "Cost"), ("unit", "Per request"), ("month", "Month at today's traffic")]
    print_table([_column("name", "Part"), *(_column(name, label, "money") for name, label in money)], parts)
    typer.echo("")
    days = [{**day, "spike": _spike_of(row, day["day"])} for day in row["days"] if day["requests"]]
    columns = [
        _column("day", "Day"),
        _column("requests", "Requests", "count"),
        _column("cost_per_request", "Per request", "money"),
        _column("tokens_per_request", "Tokens per request", "count"),
        _column("spike", "Spike"),
    ]
    print_table(columns, days)


def _spike_of(row: dict[str, Any], day: str) -> str:
    """Why a day stands out; told on the first day of several."""
    for spike in row["spikes"]:
        if spike["day"] <= day <= spike["until"]:
            return str(spike["text"]) if day == spike["day"] else "the same"
    return ""


def _column(name: str, label: str, unit: str | None = None) -> dict[str, str | None]:
    return {"name": name, "label": label, "kind": "metric" if unit else "dimension", "unit": unit}


def _words(answer: dict[str, Any], name: str | None) -> Iterator[str]:
    """What the figures are of, and where to look when there are none."""
    yield ""
    period = f"{answer['since']} to {answer['until']} (exclusive)"
    yield f"{period} · view {answer['view']} · {answer['currency']}"
    if answer["traffic"]:
        since, until = (answer["traffic"][name][:16].replace("T", " ") for name in ("since", "until"))
        yield f"today's traffic: the requests from {since} to {until} UTC, times 30"
        if any(row["requests_today"] == 0 for row in answer["endpoints"]):
            yield "– for a month: no request in those hours; the running hour counts once a later one has begun"
    if not answer["endpoints"] and name is not None:
        yield f"no request of {answer['by']} {name!r} there: `outlay units --by {answer['by']}` lists those that are"
    elif not answer["endpoints"]:
        yield "no requests there: send telemetry (docs/how-to/cost-of-an-endpoint.md), or see `outlay demo`"
    if answer["suggested_by"]:
        yield f"no request names its {answer['by']}: try --by {answer['suggested_by']}"
    if answer["total"] > len(answer["endpoints"]):
        yield f"only the dearest {len(answer['endpoints'])} of {answer['total']:,} (--limit shows more)"


def _caveats(answer: dict[str, Any]) -> Iterator[str]:
    """What a reader who divides and adds himself has to know."""
    parts = [part for row in answer["endpoints"] for part in row["components"] if part["name"] != "model"]
    if any(part["cost"] is not None for part in parts):
        yield "per request is not cost / requests: infrastructure and transfer are over the days that bills cover"
    everywhere = {part["name"] for part in parts} - {part["name"] for part in parts if part["cost"] is not None}
    if everywhere:
        yield f"not measured yet, which is not zero: {' and '.join(sorted(everywhere))}"
    if any(row["p50"]["value"] is not None for row in answer["endpoints"]):
        yield "p50, p95, p99: of the calculated cost of single requests, at most 1 % off"
    if without := sum(row["without_price"] for row in answer["endpoints"]):
        yield f"+ {without:,} requests without a price, in no cost: where they are, cost per request is a lower bound"


def _spikes(answer: dict[str, Any]) -> Iterator[str]:
    """The last spike of each, and why."""
    for row in answer["endpoints"]:
        for spike in row["spikes"][-1:]:
            until = f" to {spike['until']}" if spike["until"] != spike["day"] else ""
            yield f"{row['value']}, {spike['day']}{until}: {spike['text']}"
