"""`outlay prices explain`: a price leaf by leaf, of a stored request, a line of usage, or counts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Annotated, Any

import typer

from outlay.cli.options import AsJson, DataDir
from outlay.cli.output import print_table, say

_CONFIDENCE = {"single": "one price source", "high": "several sources agree", "disputed": "sources disagree"}
_COUNTS = ("input_tokens", "cache_read_tokens", "cache_write_tokens", "output_tokens")


def explain(
    request: Annotated[
        str | None,
        typer.Argument(help="Response id, source id or request key of a stored request; or a line of `outlay price`."),
    ] = None,
    provider: Annotated[str | None, typer.Option(help="Who bills.")] = None,
    model: Annotated[str | None, typer.Option(help="Model served.")] = None,
    at: Annotated[str | None, typer.Option(help="When, as 2026-11-01T12:00:00Z; default: now.")] = None,
    input_tokens: Annotated[int | None, typer.Option(help="Input, cached tokens included.")] = None,
    cache_read_tokens: Annotated[int | None, typer.Option(help="Of it, read from the cache.")] = None,
    cache_write_tokens: Annotated[int | None, typer.Option(help="Of it, written to the cache.")] = None,
    output_tokens: Annotated[int | None, typer.Option(help="Output, reasoning included.")] = None,
    unit: Annotated[list[str] | None, typer.Option(help="Another unit, as web_searches=2; repeat it.")] = None,
    context: Annotated[list[str] | None, typer.Option(help="As service_tier=flex; repeat it.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = None,
) -> None:
    """Show how a price comes about: each count, its rate, its amount, and the card with its source and date."""
    from outlay.cli.client import open_client, pairs_of
    from outlay.core.settings import load_settings

    settings = load_settings(data_dir)
    counts = dict(zip(_COUNTS, (input_tokens, cache_read_tokens, cache_write_tokens, output_tokens), strict=True))
    given = {**{name: count for name, count in counts.items() if count is not None}, **pairs_of("--unit", unit or [])}
    if request is not None and not request.lstrip().startswith("{"):
        with open_client(settings) as client:
            answer = client.explain_price(request)
    else:
        from outlay.core.plain import to_plain
        from outlay.pricing import load_cards
        from outlay.pricing.lines import explain_line

        fields = {"provider": provider, "model": model, "at": at, "usage": given or None}
        named = {name: value for name, value in fields.items() if value is not None}
        line = request or json.dumps({**named, "context": pairs_of("--context", context or [])})
        answer = to_plain(explain_line(line, load_cards(settings)))
    if as_json:
        typer.echo(json.dumps(answer, indent=2))
        return
    _describe(answer)


def _describe(answer: dict[str, Any]) -> None:
    price = answer["price"]
    if "request_key" in answer:
        who = f"{answer['provider'] or 'no provider'} {answer['model'] or 'no model'}"
        cost = "unknown" if answer["cost"] is None else f"{answer['cost']} {answer['currency']}"
        say(f"{answer['ts']} {who}: {answer['state']}, {cost}")
    if price is not None:
        names = ("unit", "count", "priced_as", "rate", "per", "amount")
        columns = [{"name": name, "label": name.replace("_", " ").capitalize(), "kind": "dimension"} for name in names]
        print_table(columns, [_grouped(leaf) for leaf in price["leaves"]])
        if "request_key" not in answer:
            say(f"{price['state']}: {'no price' if price['total'] is None else price['total'] + ' USD'}")
        _describe_card(price)
    flags = dict.fromkeys((*(answer.get("flags") or ()), *(price["flags"] if price else ())))
    for note in (*answer["notes"], *_in_words(flags)):
        say(f"  {note}")


def _in_words(flags: Iterable[str]) -> Iterator[str]:
    """Flags with the words of the pages."""
    for flag in flags:
        from outlay.report.request_words import explain_flag

        yield f"flag {flag}: {explain_flag(flag)}"


def _grouped(leaf: dict[str, Any]) -> dict[str, Any]:
    """Counts with commas between thousands, as the pages have them."""
    from decimal import Decimal

    return {**leaf, **{name: f"{Decimal(str(leaf[name])):,}" for name in ("count", "per")}}


def _describe_card(price: dict[str, Any]) -> None:
    card = price["card"]
    if card is None:
        return
    window = f"{card['valid_from'] or 'the beginning'} to {card['valid_to'] or 'now'}"
    context = " ".join(f"{name}={value}" for name, value in card["context"].items()) or "standard"
    band = f", input of {price['input_total']:,} is above {price['input_over']:,}" if price["input_over"] else ""
    say(f"card {card['id']}: {card['provider']} {card['model']}, {context}, {window}{band}")
    overlays = "; ".join(card["overlays"])
    say(
        f"  {card['source']} {card['source_version']}, {_CONFIDENCE.get(card['confidence'], card['confidence'])}"
        + (f"; {overlays}" if overlays else "")
    )
