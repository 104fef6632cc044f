"""How answers look on a terminal: tables, words, progress."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any

import typer

_NUMBERS = frozenset({"metric"})
_PLACES = {"money": 2, "ratio": 4}
_SMALL = Decimal("0.01")


def say(text: str) -> None:
    """Words for the person, on standard error, so that standard output is data only."""
    typer.echo(text, err=True)


def announce(url: str) -> None:
    """Where the server is, when it is up."""
    say(f"Outlay is at {url} (stop with Ctrl-C)")


def print_table(
    columns: Sequence[Mapping[str, Any]], rows: Sequence[Mapping[str, Any]], totals: Mapping[str, Any] | None = None
) -> None:
    """A plain aligned table; numbers to the right, totals in the last line."""
    header = [str(column["label"]) for column in columns]
    body = [[format_cell(row.get(column["name"]), column) for column in columns] for row in rows]
    if totals and rows:
        last = [
            format_cell(totals.get(column["name"]), column) if column["kind"] in _NUMBERS else "" for column in columns
        ]
        last[0] = last[0] or "total"
        body.append(last)
    widths = [max(len(line[at]) for line in [header, *body]) for at in range(len(header))]
    for number, line in enumerate([header, *body]):
        cells = [
            text.rjust(width) if column["kind"] in _NUMBERS else text.ljust(width)
            for text, width, column in zip(line, widths, columns, strict=True)
        ]
        if totals and rows and number == len(body):
            typer.echo("  ".join("─" * width for width in widths))
        typer.echo("  ".join(cells).rstrip())
        if number == 0:
            typer.echo("  ".join("─" * width for width in widths))


def format_cell(value: object, column: Mapping[str, Any]) -> str:
    """A value as a person reads it; what is not known is ``–``, never 0."""
    if value is None:
        return "–"
    if column["kind"] not in _NUMBERS:
        return str(value)
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    unit = str(column.get("unit"))
    if unit == "ratio":
        return f"{number * 100:,.1f} %".replace("-", "−")
    if unit == "money" and number != 0 and abs(number) < _SMALL:
        return (
            f"{number:.4g}".replace("-", "−")
            if abs(number) >= Decimal("0.0001")
            else f"{number:f}"[:16].replace("-", "−")
        )
    places = _PLACES.get(unit, 0)
    return f"{number:,.{places}f}".replace("-", "−")


@contextmanager
def progress(*, is_quiet: bool) -> Iterator[Callable[[str, int, int], None] | None]:
    """A progress bar on a terminal; nothing elsewhere."""
    if is_quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

    bars = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=Console(stderr=True),
        transient=True,
    )
    tasks: dict[str, TaskID] = {}
    with bars:

        def update(step: str, done: int, total: int) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(step, total=total or None)
            bars.update(tasks[step], completed=done, total=total or None)

        yield update
