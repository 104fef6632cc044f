"""Who works here and in which team, from a list that people keep: for seats without a team, and of those who left."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Final

from outlay.core.errors import SettingsError

if TYPE_CHECKING:
    from pathlib import Path

_NAMES: Final = ("email", "employee", "login", "user")
_TEAMS: Final = ("team", "department", "group")
_LEFT: Final = ("left_on", "end_date", "termination_date")


@dataclass(frozen=True, slots=True, kw_only=True)
class Employees:
    """People by address or login: the day on which they left, and their team."""

    left_on: dict[str, date | None]
    teams: dict[str, str]

    def team_of(self, employee: str) -> str | None:
        """The team of someone, where the list tells it."""
        return self.teams.get(employee.casefold())

    def has_left(self, employee: str, today: date) -> str | None:
        """Why someone no longer needs a seat: left, or not on the list; None for those who work here."""
        name = employee.casefold()
        if name not in self.left_on:
            return "not on the list of employees"
        left = self.left_on[name]
        return f"left on {left}" if left is not None and left <= today else None


def load_employees(path: Path) -> Employees:
    """Read a CSV with a column email (or employee, login), with team and left_on where they are known.

    Raises:
        SettingsError: if it cannot be read as that.
    """
    hint = (
        "a CSV with a column email, perhaps team, and left_on (2026-10-31) where someone left; see docs/how-to/seats.md"
    )
    try:
        with path.expanduser().open(newline="", encoding="utf-8-sig") as stream:
            rows = [{name.casefold(): text for name, text in row.items() if name} for row in csv.DictReader(stream)]
        left: dict[str, date | None] = {}
        teams: dict[str, str] = {}
        for row in rows:
            name = next(row[column] for column in _NAMES if row.get(column)).strip().casefold()
            day = next((row[column] for column in _LEFT if row.get(column)), None)
            left[name] = date.fromisoformat(day.strip()) if day else None
            if team := next((row[column].strip() for column in _TEAMS if row.get(column)), None):
                teams[name] = team
    except StopIteration as error:
        raise SettingsError(f"employees: {path} has a row without an email", hint=hint) from error
    except (OSError, UnicodeDecodeError, csv.Error, ValueError) as error:
        raise SettingsError(f"employees: {path} cannot be read: {error}", hint=hint) from error
    return Employees(left_on=left, teams=teams)
