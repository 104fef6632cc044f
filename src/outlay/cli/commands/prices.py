"""`outlay prices`: what models cost, why a request cost what it did, and prices of one's own."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_PRICES = ("input", "output", "cache_read", "cache_write")
_SHOWN = 200

Provider = Annotated[str | None, typer.Option(help="Who bills: openai, aws.bedrock, …")]
Tier = Annotated[str | None, typer.Option(help="Service tier: flex, priority, …")]
Processing = Annotated[str | None, typer.Option(help="batch, or realtime.")]
Speed = Annotated[str | None, typer.Option(help="fast, or standard.")]
Region = Annotated[str | None, typer.Option(help="Where it runs.")]


def register(app: typer.Typer) -> None:
    """Add the commands."""
    prices = typer.Typer(help="Show what models cost, explain a price, add prices of your own.", no_args_is_help=True)
    prices.command("list")(list_)
    prices.command("show")(show)
    prices.command("override")(override)
    prices.command("import-litellm")(import_litellm)
    from outlay.cli.commands.price_explanation import explain

    prices.command("explain")(explain)
    app.add_typer(prices, name="prices")


def list_(
    text: Annotated[str, typer.Argument(help="Words that provider/model must contain.")] = "",
    provider: Provider = None,
    disputed: Annotated[bool, typer.Option("--disputed", help="Only where two sources disagree.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """List models with their standard price now, in USD for a million tokens."""
    from outlay.core.plain import to_plain
    from outlay.core.settings import load_settings
    from outlay.pricing import load_cards
    from outlay.pricing.listing import list_prices

    settings = load_settings(data_dir)
    found = list_prices(load_cards(settings), text, provider=provider, at=_moment(settings.today))
    rows = [row for row in to_plain(found) if not disputed or row["confidence"] == "disputed"]
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    numbers = [
        {"name": n, "label": n.replace("_", " ").capitalize(), "kind": "metric", "unit": "money"} for n in _PRICES
    ]
    words = [_word(name) for name in ("provider", "model")]
    print_table([*words, *numbers, *(_word(n) for n in ("valid_from", "confidence", "source"))], rows[:_SHOWN])
    more = f"; {_SHOWN} are shown: name more words or --provider" if len(rows) > _SHOWN else ""
    say(f"{len(rows):,} models, USD for a million tokens{more}")


def show(
    model: Annotated[str, typer.Argument(help="Model, as any source names it.")],
    provider: Provider = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show every price of a model: contexts, windows of time, long-context bands, units and overlays."""
    from outlay.core.plain import to_plain
    from outlay.core.settings import load_settings
    from outlay.pricing import load_cards
    from outlay.pricing.listing import show_model

    rows = to_plain(show_model(load_cards(load_settings(data_dir)), model, provider=provider))
    if as_json:
        typer.echo(json.dumps(rows, indent=2))
        return
    names = ("context", "valid_from", "valid_to", "daily", "input_over", "unit")
    columns = [*(_word(name) for name in names), {"name": "price", "label": "USD", "kind": "dimension"}, _word("per")]
    print_table(columns, rows)
    overlays = dict.fromkeys(overlay for row in rows for overlay in row["overlays"])
    sources = dict.fromkeys(row["source"] for row in rows)
    say(f"source: {', '.join(sources)}; overlays: {', '.join(overlays) or 'none'}")


def override(
    provider: Annotated[str, typer.Option(help="Who bills: openai, aws.bedrock, …")],
    reason: Annotated[str, typer.Option(help="Why, such as the contract; it is shown with every price.")],
    valid_from: Annotated[datetime, typer.Option("--from", formats=["%Y-%m-%d"], help="First day.")],
    until: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"], help="The day after the last.")] = None,
    model: Annotated[str | None, typer.Option(help="One model; needed with --rate.")] = None,
    percent_off: Annotated[str | None, typer.Option(help="Percent off every price, such as 8.")] = None,
    rate: Annotated[list[str] | None, typer.Option(help="USD for a million tokens, as input=2.10; repeat it.")] = None,
    tier: Tier = None,
    processing: Processing = None,
    speed: Speed = None,
    region: Region = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what it would change.")] = False,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Add a price of your own, checked against those that hold; requests from now on take it (see `outlay reprice`)."""
    from outlay.cli.client import pairs_of
    from outlay.core.plain import to_plain
    from outlay.core.settings import load_settings
    from outlay.pricing.overrides import Override, write_override

    settings = load_settings(data_dir)
    served = {"tier": tier, "processing": processing, "speed": speed, "region": region}
    wish = Override(
        provider=provider,
        model=model,
        percent_off=_percent(percent_off),
        rates=pairs_of("--rate", rate or []),
        context={name: value for name, value in served.items() if value},
        valid_from=valid_from.date(),
        valid_to=until.date() if until else None,
        reason=reason,
    )
    report = to_plain(write_override(settings, wish, today=settings.today, is_dry_run=dry_run))
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    print_table([_word(name) for name in ("provider", "model", "leaf", "before", "after")], report["changes"][:_SHOWN])
    verb = "written to" if report["is_written"] else "not written:"
    say(f"{report['models']:,} models change; {verb} {report['file']}")


def import_litellm(
    file: Annotated[Path, typer.Argument(help="LiteLLM's model_prices_and_context_window.json, or one of your own.")],
    valid_from: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="First day; default: the file's.")
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Keep a LiteLLM price file as a second source: used where there is no price yet, else compared."""
    from outlay.core.plain import to_plain
    from outlay.core.settings import load_settings
    from outlay.pricing.price_files import import_price_file

    day = valid_from.date() if valid_from else None
    report = to_plain(import_price_file(load_settings(data_dir), file, day))
    if as_json:
        typer.echo(json.dumps(report, indent=2))
        return
    say(
        f"{report['models']:,} models, {report['cards']:,} price cards from {report['valid_from']} on: {report['file']}"
    )
    _list_counts("keys that name a price and are not used", report["unmapped"])
    _list_counts("providers that are not known", report["unknown_providers"])


def _list_counts(title: str, counts: Mapping[str, int]) -> None:
    if counts:
        say(f"{len(counts):,} {title}:")
        for name, count in counts.items():
            say(f"  {count:,} × {name}")


def _word(name: str) -> dict[str, str]:
    return {"name": name, "label": name.replace("_", " ").capitalize(), "kind": "dimension"}


def _moment(day: date) -> datetime:
    """The present, or the day's noon if the settings take another one as today."""
    now = datetime.now(tz=UTC)
    return now if day == now.date() else datetime(day.year, day.month, day.day, 12, tzinfo=UTC)


def _percent(text: str | None) -> Any:  # noqa: ANN401 - a Decimal, imported where it is used
    from decimal import Decimal, InvalidOperation

    from outlay.core.errors import UsageError

    try:
        return None if text is None else Decimal(text.removesuffix("%"))
    except InvalidOperation as error:
        message = f"--percent-off {text!r} is no number"
        raise UsageError(message, hint="write 8 for eight percent off") from error
