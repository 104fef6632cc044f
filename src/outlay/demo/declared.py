"""What the sample company declares: contracts, commitments, who holds seats, and an invoice paid a year ahead.

The contract of seats and the commitments say again what bills charge, so they add no money. The licence is on no bill:
its invoice of the present month is a charge of its own, a twelfth of it for each month.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

import yaml

from outlay.core.money import format_plain
from outlay.core.time import add_months
from outlay.demo.bills import aws_machine_learning, aws_production, openai, saas
from outlay.demo.truth import money
from outlay.demo.world import World

CONTRACTS_FILE: Final = "contracts.yaml"
EMPLOYEES_FILE: Final = "employees.csv"
GRANT_ID: Final = "aws-startup-credits"
LICENCE_ID: Final = "brightdesk-analytics"
LICENCE_VENDOR: Final = "Brightdesk Software"
LICENCE_ACCOUNT: Final = "BD-4471"
LICENCE_YEAR: Final = Decimal(54_000)
NOT_ASSIGNED: Final = 8
"""Copilot seats that nobody holds; the other unused ones are held and not used."""
_LEFT: Final = 2
"""Of those who hold an unused seat, how many left the company."""
_GRANTED_IN: Final = Decimal(10_000)
_TEAMS: Final = ("assist", "discovery", "documents", "risk", "platform", "data-platform")
_IDLE_DAYS: Final = 45
_ACTIVE_DAYS: Final = 20
_PRODUCT: Final = "GitHub Copilot"
_SEATS: Final = ("product", "seat_id", "email", "department", "as_of", "assigned_on", "last_active_on")


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredFiles:
    """The files, by the import that takes them; contracts and employees are named by the settings."""

    contracts: Path
    employees: Path
    commitments: Path
    seats: Path
    invoices: Path


def write_declared(folder: Path, world: World) -> DeclaredFiles:
    """Write the files: what the settings name beside them, the rest into a folder."""
    inner = folder / "declared"
    inner.mkdir(parents=True, exist_ok=True)
    holders = [*_holders(world)]
    return DeclaredFiles(
        contracts=_write_yaml(folder / CONTRACTS_FILE, {"contracts": _contracts(world)}),
        employees=_write(folder / EMPLOYEES_FILE, holders, ("email", "team", "left_on")),
        commitments=_write_yaml(inner / "commitments.yaml", {"commitments": _commitments(world)}),
        seats=_write(inner / "seats.csv", [*_first_list(world), *holders], _SEATS),
        invoices=_write(inner / "invoices.csv", [_invoice(world)]),
    )


def tell_declared(world: World) -> dict[str, Any]:
    """What is to be seen of it."""
    calendar = world.calendar
    return {
        "seats": {
            "bought": saas.SEATS,
            "assigned": saas.SEATS - NOT_ASSIGNED,
            "unused": saas.UNUSED_SEATS,
            "unused_monthly_usd": money(saas.UNUSED_SEATS * saas.SEAT_PRICE),
        },
        "grant": {
            "id": GRANT_ID,
            "granted_usd": money(_granted(world)),
            "left_usd": money(_granted(world) + len(calendar.bill_days) * aws_machine_learning.DAILY_CREDIT),
            "cliff": calendar.credits_end.isoformat(),
            "monthly_usd": money(-30 * aws_machine_learning.DAILY_CREDIT),
        },
        "licence": {
            "id": LICENCE_ID,
            "billing_account": LICENCE_ACCOUNT,
            "billed_in": f"{calendar.month:%Y-%m}",
            "billed": money(LICENCE_YEAR),
            "monthly": money(LICENCE_YEAR / 12),
        },
    }


def _contracts(world: World) -> list[dict[str, Any]]:
    month = world.calendar.month
    return [
        {
            "id": "github-copilot",
            "vendor": "GitHub",
            "product": _PRODUCT,
            "seats": saas.SEATS,
            "price_per_seat": format_plain(saas.SEAT_PRICE),
            "starts": add_months(month, -6),
            "ends": add_months(month, 2) - timedelta(days=1),
            "renews": True,
            "renewal": add_months(month, 2),
            "notice_days": 30,
            "owner": "Jonas Petrov",
            "team": "engineering",
        },
        {
            "id": LICENCE_ID,
            "vendor": LICENCE_VENDOR,
            "product": "Brightdesk Analytics",
            "account": LICENCE_ACCOUNT,
            "price": format_plain(LICENCE_YEAR),
            "per": "year",
            "billing": "upfront",
            "starts": month,
            "ends": add_months(month, 12) - timedelta(days=1),
            "cost_group": "saas",
            "owner": "Ruth Adeyemi",
            "team": "data-platform",
        },
    ]


def _commitments(world: World) -> list[dict[str, Any]]:
    calendar = world.calendar
    return [
        {
            "id": GRANT_ID,
            "kind": "grant",
            "vendor": "AWS",
            "account": aws_machine_learning.MACHINE_LEARNING.account,
            "name": "AI startup programme",
            "starts": calendar.bills_since,
            "ends": calendar.credits_end,
            "currency": "USD",
            "amount": format_plain(_granted(world)),
            "owner": "Aiko Brandt",
        },
        {
            "id": openai.POOL_ID,
            "kind": "credit_pool",
            "vendor": "OpenAI",
            "account": openai.OPENAI.account,
            "name": "Prepaid credits",
            "currency": "USD",
            "owner": "Mara Castellan",
        },
        {
            "id": aws_production.SAVINGS_PLAN_ID,
            "kind": "savings_plan",
            "vendor": "AWS",
            "account": aws_production.PRODUCTION.account,
            "name": "Compute savings plan",
            "starts": calendar.bills_since,
            "ends": add_months(calendar.month, 6),
            "currency": "USD",
            "owner": "Jonas Petrov",
        },
    ]


def _granted(world: World) -> Decimal:
    """Enough until the programme ends, in round figures."""
    calendar = world.calendar
    needed = -aws_machine_learning.DAILY_CREDIT * (calendar.credits_end - calendar.bills_since).days
    return (needed // _GRANTED_IN + 1) * _GRANTED_IN


def _first_list(world: World) -> Iterable[Mapping[str, object]]:
    """Half a year ago the seats were listed by department, without the people."""
    since = add_months(world.calendar.month, -6)
    for seat in range(saas.SEATS - NOT_ASSIGNED):
        department = _TEAMS[seat % len(_TEAMS)]
        yield {"product": _PRODUCT, "seat_id": f"seat-{seat + 1:03d}", "department": department, "as_of": since}


def _holders(world: World) -> Iterable[Mapping[str, object]]:
    """Who holds Copilot seats; the list of employees knows their teams."""
    calendar, count = world.calendar, saas.SEATS - NOT_ASSIGNED
    idle = [int(at) for at in world.rng("seats").permutation(count)[: saas.UNUSED_SEATS - NOT_ASSIGNED]]
    ages = world.rng("seat ages").integers(0, _ACTIVE_DAYS, count)
    for seat in range(count):
        days = int(ages[seat]) + (_IDLE_DAYS if seat in idle else 0)
        last = calendar.as_of - timedelta(days=days)
        yield {
            "product": _PRODUCT,
            "email": f"employee-{seat + 1:03d}@quillhaven.example",
            "team": _TEAMS[seat % len(_TEAMS)],
            "as_of": calendar.as_of,
            "assigned_on": add_months(calendar.month, -6),
            "last_active_on": last,
            "left_on": last if seat in idle[:_LEFT] else None,
        }


def _invoice(world: World) -> Mapping[str, object]:
    month = world.calendar.month
    return {
        "issuer": LICENCE_VENDOR,
        "invoice_id": f"BD-{month:%Y%m}",
        "account": LICENCE_ACCOUNT,
        "period": month,
        "net": LICENCE_YEAR,
        "tax": Decimal(0),
        "currency": "USD",
        "status": "Issued",
        "issued_on": month,
        "due_on": month + timedelta(days=30),
    }


def _write(path: Path, rows: Iterable[Mapping[str, object]], columns: Sequence[str] = ()) -> Path:
    listed = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns or list(listed[0]), "", "ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows({name: _text(value) for name, value in row.items()} for row in listed)
    return path


def _write_yaml(path: Path, content: Mapping[str, Any]) -> Path:
    path.write_text(yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=110), encoding="utf-8")
    return path


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        return format_plain(value)
    return value.isoformat() if isinstance(value, date) else str(value or "")
