"""`outlay price`: prices usage records, JSON lines in, JSON lines out. Needs no store."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Annotated

import typer

from outlay.cli.output import say


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("price")(price)


def price(
    file: Annotated[str, typer.Argument(help="JSON lines of usage; - is standard input.")] = "-",
    overlay: Annotated[list[Path] | None, typer.Option(help="Price overlay file; later wins.")] = None,
) -> None:
    """Price usage records, one JSON object a line (docs/reference/prices.md); bad lines answer with their error."""
    from outlay.core.errors import FileFormatError
    from outlay.core.settings import load_settings
    from outlay.pricing import LineTally, load_cards, price_lines

    cards = load_cards(load_settings(price_overlays=overlay or None))
    tally = LineTally()
    # a lone surrogate of a hostile line must not stop the answers of the others
    sys.stdout.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]  # a text stream
    if file != "-" and not Path(file).is_file():
        message = f"{file} is not a file"
        raise FileFormatError(message, hint="check the path, or use - for standard input", code="input.no_file")
    with nullcontext(sys.stdin) if file == "-" else Path(file).open(encoding="utf-8") as stream:
        for line in price_lines(stream, cards, tally=tally):
            sys.stdout.write(line + "\n")
    if tally.invalid:
        say(f"{tally.invalid} of {tally.lines} lines could not be read; their answers say why")
        raise typer.Exit(1)
