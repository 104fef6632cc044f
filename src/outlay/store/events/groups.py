"""Which observations speak of one request: those that share an id within 48 hours, and those linked through others."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from outlay.store.events.contributors import identity
from outlay.store.events.model import WINDOW

if TYPE_CHECKING:
    from collections.abc import Sequence

    from outlay.store.events.model import Record


@dataclass(slots=True)
class Group:
    """Observations of one request: the stored events that they belong to, and the new ones."""

    events: list[int] = field(default_factory=list)
    """Places of the stored events."""
    stored: list[Record] = field(default_factory=list)
    new: list[Record] = field(default_factory=list)
    repeated: int = 0
    """How many came that are known already."""


def group_records(events: Sequence[Sequence[Record]], incoming: Sequence[Record]) -> list[Group]:
    """Group observations of stored events and new ones."""
    nodes = [(place, record) for place, records in enumerate(events) for record in records]
    nodes += [(-1, record) for record in incoming]
    roots = _link(nodes, len(events))
    groups: dict[int, Group] = defaultdict(Group)
    for place in range(len(events)):
        groups[_root(roots, place)].events.append(place)
    for number, (place, record) in enumerate(nodes):
        group = groups[_root(roots, place if place >= 0 else len(events) + number)]
        (group.stored if place >= 0 else group.new).append(record)
    for group in groups.values():
        _drop_known(group)
    return list(groups.values())


def _link(nodes: Sequence[tuple[int, Record]], count: int) -> list[int]:
    """A forest over events (0 … count-1) and new observations (count + place among the nodes)."""
    roots = list(range(count + len(nodes)))
    by_key: dict[object, list[tuple[Any, int]]] = defaultdict(list)
    for number, (place, record) in enumerate(nodes):
        node = place if place >= 0 else count + number
        for key in {record["request_key"], record["source_key"]}:
            by_key[key].append((record["ts"], node))
    for members in by_key.values():
        members.sort()
        for (before, left), (after, right) in pairwise(members):
            if after - before <= WINDOW:
                roots[_root(roots, right)] = _root(roots, left)
    return roots


def _root(roots: list[int], node: int) -> int:
    while roots[node] != node:
        roots[node] = roots[roots[node]]
        node = roots[node]
    return node


def _drop_known(group: Group) -> None:
    known = {identity(record) for record in group.stored}
    fresh = [record for record in group.new if identity(record) not in known]
    group.repeated = len(group.new) - len(fresh)
    group.new = fresh
