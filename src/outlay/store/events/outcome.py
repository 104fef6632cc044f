"""What becomes of the observations of a batch that share ids with others."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

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

    def join(self, group: Group, places: Mapping[int, int], *, is_last_winning: bool) -> tuple[int, int]:
        """Let the observations of the group make one event.

        Returns:
            How many new ones replace what their source said before, and how many say no more than is known.
        """
        kept = _newest_of_each(group) if is_last_winning else [*group.stored, *group.new]
        fresh = [record for record in group.new if any(record is other for other in kept)]
        if not fresh:
            return 0, len(group.new)
        self.withdrawn += group.events
        self.observed += [places[id(record)] for record in fresh]
        if len(kept) == 1:
            self.single.append(places[id(kept[0])])
        else:
            self.joined.append(kept)
        stored = {record["source_key"] for record in group.stored}
        changed = sum(record["source_key"] in stored for record in fresh) if is_last_winning else 0
        return changed, len(group.new) - len(fresh)


def _newness(record: Record) -> tuple[Any, ...]:
    return record["version"], record["ts"], -int(str(record["content_hash"]))


def _newest_of_each(group: Group) -> list[Record]:
    """What sources say of the request: of those that speak again the newest version, of equal ones the last."""
    speaking = {record["source_key"] for record in group.new}
    kept: dict[object, Record] = {}
    for record in (*group.stored, *sorted(group.new, key=_newness)):
        if record["source_key"] not in speaking:
            continue
        before = kept.get(record["source_key"])
        if before is None or _version(record) >= _version(before):
            kept[record["source_key"]] = record
    return [*(record for record in group.stored if record["source_key"] not in speaking), *kept.values()]


def _version(record: Record) -> Any:  # noqa: ANN401  # a number
    return record["version"]
