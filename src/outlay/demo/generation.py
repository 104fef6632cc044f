"""Makes the sample company's files, from requests to bills to truths."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final

from outlay.core.errors import UsageError
from outlay.demo.bills.catalogue import BILLS
from outlay.demo.bills.focus_file import write_bills
from outlay.demo.calendar import Calendar
from outlay.demo.company import build_company
from outlay.demo.declared import DeclaredFiles, tell_declared, write_declared
from outlay.demo.event_files import EventFiles
from outlay.demo.invoices import tell_invoices, write_invoices
from outlay.demo.provider_usage import write_provider_usage
from outlay.demo.settings_file import write_settings
from outlay.demo.stories import Told, tell
from outlay.demo.tally import Tally
from outlay.demo.traffic import Traffic
from outlay.demo.truth import BillTruth
from outlay.demo.values import write_values
from outlay.demo.waiting import write_waiting
from outlay.demo.world import World

SEED: Final = 20_260_131
TRUTH_FILE: Final = "truth.json"
_LARGEST_SCALE: Final = 100.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoFiles:
    """The files, by the import that takes them."""

    folder: Path
    bills: tuple[Path, ...]
    events: tuple[Path, ...]
    provider_usage: tuple[Path, ...]
    invoices: tuple[Path, ...]
    values: tuple[Path, ...]
    declared: DeclaredFiles
    waiting: tuple[Path, ...]
    settings: Path
    prices: Path
    truth_path: Path
    truth: dict[str, Any]


class DemoError(UsageError):
    """The sample company cannot be made as asked."""

    code = "demo.scale"


def generate(folder: Path, *, as_of: date, seed: int = SEED, scale: float = 1.0) -> DemoFiles:
    """Write the sample company's files into a folder: the same bytes for the same day, seed and scale.

    Args:
        folder: Where to write; made when missing.
        as_of: The day to take as today.
        seed: Chooses another company of the same kind.
        scale: Part of the requests to make; API bills shrink with them, other bills do not.

    Raises:
        DemoError: if the scale is not above 0 and at most 100.
    """
    if not 0 < scale <= _LARGEST_SCALE:
        message = f"a sample company of scale {scale} cannot be made"
        raise DemoError(message, hint=f"choose a scale above 0 and at most {_LARGEST_SCALE:g}; 1 is 2 million requests")
    folder.mkdir(parents=True, exist_ok=True)
    world, events = _write_events(folder / "events", as_of, seed, scale)
    truth, rows, bills = BillTruth(), {}, []
    for bill, charges in BILLS:
        rows[bill.name] = list(charges(world))
        truth.add(bill, rows[bill.name])
        bills += write_bills(folder / "bills", bill, rows[bill.name], world.calendar)
    return _finish(folder, Told(world=world, truth=truth, rows=rows), tuple(events), tuple(bills))


def _write_events(folder: Path, as_of: date, seed: int, scale: float) -> tuple[World, list[Path]]:
    calendar, company = Calendar(as_of=as_of), build_company(seed)
    traffic = Traffic(company=company, calendar=calendar, seed=seed, scale=scale)
    tally = Tally(company=company, calendar=calendar)
    with EventFiles(folder, company) as files:
        for day in calendar.event_days:
            batches = traffic.day(day)
            for batch in batches:
                tally.add(batch)
            files.write(day, batches)
    return World(company=company, calendar=calendar, tally=tally, seed=seed, scale=scale), files.paths


def _finish(folder: Path, told: Told, events: tuple[Path, ...], bills: tuple[Path, ...]) -> DemoFiles:
    world = told.world
    values, value_sums = write_values(folder / "values", world)
    settings, prices = write_settings(folder, world)
    invoices = tell_invoices(told.truth, world.calendar)
    truth: dict[str, Any] = {**tell(told), "scale": str(world.scale), "values": value_sums, "invoices": invoices}
    truth["declared"] = tell_declared(world)
    path = folder / TRUTH_FILE
    path.write_text(json.dumps(truth, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return DemoFiles(
        folder=folder,
        bills=bills,
        events=events,
        provider_usage=tuple(write_provider_usage(folder / "provider-usage", world)),
        invoices=tuple(write_invoices(folder / "invoices", told.truth, world.calendar)),
        values=tuple(values),
        declared=write_declared(folder, world),
        waiting=tuple(write_waiting(folder / "waiting", told)),
        settings=settings,
        prices=prices,
        truth_path=path,
        truth=truth,
    )
