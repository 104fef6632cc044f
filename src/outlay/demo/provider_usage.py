"""The providers' own usage reports: quantities per credential, model and kind of token, never money."""

from __future__ import annotations

import csv
from itertools import product
from pathlib import Path
from typing import Final

from outlay.demo.bills import anthropic, openai
from outlay.demo.calendar import days_between
from outlay.demo.features import Route
from outlay.demo.prices import TOKEN_CLASSES
from outlay.demo.world import World

COLUMNS: Final = (
    "day", "provider", "billing_account", "account", "credential", "model", "token_class", "quantity", "requests",
)  # fmt: skip


def write_provider_usage(folder: Path, world: World) -> list[Path]:
    """Write a file per provider for the days that have requests, today excepted."""
    folder.mkdir(parents=True, exist_ok=True)
    ours = openai.OPENAI.account, openai.PROJECT[0]
    theirs = anthropic.ANTHROPIC.account, anthropic.WORKSPACE[0]
    return [
        _write(folder / "openai.csv", world, openai.ROUTES, ours),
        _write(folder / "anthropic.csv", world, anthropic.ROUTES, theirs),
    ]


def _write(path: Path, world: World, routes: tuple[Route, ...], accounts: tuple[str, str]) -> Path:
    days = days_between(world.calendar.events_since, world.calendar.as_of)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(COLUMNS)
        for day, route in product(days, routes):
            usage = world.usage(route, day)
            where = (route.provider, *accounts, route.credential, route.model)
            requests: int | str = usage.requests
            for token_class, quantity in zip(TOKEN_CLASSES, usage.tokens, strict=True):
                if quantity:
                    writer.writerow((day.isoformat(), *where, token_class, quantity, requests))
                    requests = ""  # told once: the same requests have every kind of token
    return path
