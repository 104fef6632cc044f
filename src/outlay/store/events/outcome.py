"""What becomes of the observations of a batch that share ids with others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from outlay.store.events.groups import Group
    from outlay.store.events.model import Record


@dataclass(slots=True)
class Outcome:
    """Places of stored events that go, of new rows that become events as they are, and observations that join."""

    withdrawn: list[int] = field(default_factory=list)
    single: list[int] = field(default_factory=list)
    joined: list[list[Record]] = field(default_factory=list)
    observed: list[int] = field(default_factory=list)
    """Places of the new rows that are no repetition."""

    def take_newest(self, group: Group, places: Mapping[int, int]) -> int:
        """Let the newest version stand for the group. Returns how many stored requests it changed: one or none."""
        newest = max(group.new, key=_newness)
        if group.events and not _replaces(newest, group.stored):
            return 0
        self.withdrawn += group.events
        place = places[id(newest)]
        self.single.append(place)
        self.observed.append(place)
        return 1 if group.events else 0

    def join(self, group: Group, places: Mapping[int, int], *, is_last_winning: bool) -> int:
        """Let all observations of the group make one event. Returns how many replace what their source said before."""
        stored = _not_replaced(group.stored, group.new) if is_last_winning else group.stored
        new_places = [places[id(record)] for record in group.new]
        self.withdrawn += group.events
        self.observed += new_places
        if not stored and len(group.new) == 1:
            self.single += new_places
        else:
            self.joined.append([*stored, *group.new])
        return min(len(group.stored) - len(stored), len(group.new))


def _newness(record: Record) -> tuple[Any, ...]:
    return record["version"], record["ts"], -int(str(record["content_hash"]))


def _replaces(newest: Record, stored: Sequence[Record]) -> bool:
    version: Any = newest["version"]
    return all(version >= other["version"] for other in stored) and any(
        newest["content_hash"] != other["content_hash"] for other in stored
    )


def _not_replaced(stored: Sequence[Record], new: Sequence[Record]) -> list[Record]:
    newest: dict[object, Any] = {}
    for record in new:
        newest[record["source_key"]] = max(record["version"], newest.get(record["source_key"], record["version"]))  # type: ignore[call-overload]  # versions are numbers
    return [other for other in stored if other["version"] > newest.get(other["source_key"], -(2**63))]  # type: ignore[operator]  # as above
