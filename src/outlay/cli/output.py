"""How answers look on a terminal: tables, words, progress."""

from __future__ import annotations

import shutil
import sys
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal, InvalidOperation
from typing import Any

import typer

_NUMBERS = frozenset({"metric"})
_MOST_PLACES = 10
_LEAST_SHOWN = Decimal(1).scaleb(-_MOST_PLACES)
_SIGNIFICANT = 3
_LEAST_WORDS = 30
REPORT_WIDTH = 100
"""Columns of what is read as text, where there is no terminal or whatever its width."""
_LEAST_NAME = 12
_CENTS_FROM = 1000
"""A column that holds a sum this large is shown in cents."""


def say(text: str) -> None:
    """Words for the person, on standard error, so that standard output is data only."""
    typer.echo(text, err=True)


def announce(url: str, login: str) -> None:
    """Where the server is, when it is up, and the address that signs a browser in."""
    say(f"Outlay is at {url} (stop with Ctrl-C)")
    say(f"To change things in the browser too, open {login}")


def tell_ingest_token(token: str) -> None:
    """The token for senders of telemetry, which nothing can show again."""
    say(f"Token for sending telemetry from other machines, shown only now: {token}")


def print_words(text: str, *, indent: str = "") -> None:
    """A sentence, on as many lines of a report as it takes."""
    typer.echo(textwrap.fill(text, REPORT_WIDTH, subsequent_indent=indent, break_on_hyphens=False))


def print_table(
    columns: Sequence[Mapping[str, Any]],
    rows: Sequence[Mapping[str, Any]],
    totals: Mapping[str, Any] | None = None,
    *,
    width: int | None = None,
) -> None:
    """A plain aligned table; numbers to the right, totals in the last line.

    Where the last column holds words, they go on below themselves at the end of the terminal, or at a width.
    """
    header = [str(column["label"]) for column in columns]
    every = [*rows, totals] if totals and rows else [*rows]
    places = {column["name"]: _places(column, every) for column in columns}
    body = [[format_cell(row.get(c["name"]), c, places[c["name"]]) for c in columns] for row in rows]
    if totals and rows:
        last = [
            format_cell(totals.get(c["name"]), c, places[c["name"]]) if c["kind"] in _NUMBERS else "" for c in columns
        ]
        last[0] = last[0] or "total"
        body.append(last)
    widths = [max(len(line[at]) for line in [header, *body]) for at in range(len(header))]
    _shorten_names(columns, body, widths)
    if columns[-1]["kind"] not in _NUMBERS:
        widths[-1] = min(widths[-1], _room(sum(widths[:-1]) + 2 * len(widths[:-1]), width))
    for number, line in enumerate([header, *body]):
        cells = [
            text.rjust(width) if column["kind"] in _NUMBERS else text.ljust(width)
            for text, width, column in zip(line, widths, columns, strict=True)
        ]
        if totals and rows and number == len(body):
            typer.echo("  ".join("─" * width for width in widths))
        if columns[-1]["kind"] in _NUMBERS:
            typer.echo("  ".join(cells).rstrip())
        else:
            _print_wrapped("  ".join(cells[:-1]), line[-1], width)
        if number == 0:
            typer.echo("  ".join("─" * width for width in widths))


def _shorten_names(columns: Sequence[Mapping[str, Any]], body: list[list[str]], widths: list[int]) -> None:
    """Cut names of columns that `shrinks` says in their middle, the widest first, until the table fits."""
    names = [at for at, column in enumerate(columns) if column.get("shrinks")]
    last = len(columns) - 1
    is_wrapped = columns[last]["kind"] not in _NUMBERS and last not in names
    fixed = min(widths[last], _LEAST_WORDS) - widths[last] if is_wrapped else 0
    while names and sum(widths) + fixed + 2 * last > _screen():
        widest = max(names, key=lambda at: widths[at])
        if widths[widest] <= max(_LEAST_NAME, len(str(columns[widest]["label"]))):
            break
        widths[widest] -= 1
    for line in body:
        for at in names:
            line[at] = _shorten(line[at], widths[at])


def _shorten(name: str, width: int) -> str:
    """A name whose middle makes way: its beginning and its end tell most."""
    if len(name) <= width:
        return name
    tail = width // 2
    return f"{name[: width - tail - 1]}…{name[len(name) - tail :]}"


def _screen() -> int:
    """How wide a line may be; where there is no terminal, as wide as is read with ease."""
    return shutil.get_terminal_size().columns if sys.stdout.isatty() else REPORT_WIDTH


def _room(used: int, width: int | None) -> int:
    """How wide the last column of words may be: the rest of the width; what is not a terminal has none of its own."""
    if sys.stdout.isatty():
        width = min(shutil.get_terminal_size().columns, width or sys.maxsize)
    return sys.maxsize if width is None else max(_LEAST_WORDS, width - used)


def _print_wrapped(start: str, words: str, width: int | None) -> None:
    """A line whose last column goes on below itself where it is long."""
    room = _room(len(start) + 2, width)
    parts = textwrap.wrap(words, room) if len(words) > room else [words]
    for number, part in enumerate(parts or [""]):
        typer.echo(f"{' ' * len(start) if number else start}  {part}".rstrip())


def format_cell(value: object, column: Mapping[str, Any], places: int) -> str:
    """A value as a person reads it, with as many decimals as its column; what is not known is ``–``, never 0."""
    number = _number(value)
    if column["kind"] not in _NUMBERS or number is None:
        return "–" if value is None else str(value)
    if column.get("unit") == "ratio":
        return f"{number * 100:,.1f} %".replace("-", "−")
    text = f"{number:,.{places}f}"
    return text.replace("-", "−" if text.strip("-0.,") else "")


def _places(column: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> int:
    """Decimals of a column: cents for sums, enough for three significant digits where money is small."""
    if column["kind"] not in _NUMBERS or column.get("unit") not in {"money", "ms"}:
        return 0
    known = [abs(number) for row in rows if (number := _number(row.get(column["name"])))]
    sizes = [size for size in known if size >= _LEAST_SHOWN]
    if column.get("unit") == "ms" or not sizes or max(sizes) >= _CENTS_FROM:
        return 2
    return min(_MOST_PLACES, max(2, _SIGNIFICANT - 1 - min(sizes).adjusted()))


def _number(value: object) -> Decimal | None:
    try:
        return None if value is None else Decimal(str(value))
    except InvalidOperation:
        return None


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
