"""Finds the deliveries that names on the command line mean: files as they are, folders and URLs by what they hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from outlay.ingest.files import find_deliveries, is_place, open_place


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalDelivery:
    """Files on this machine to import as one delivery; without files, one that has to wait, and why."""

    name: str
    files: tuple[Path, ...]
    notes: tuple[str, ...] = ()


def open_deliveries(names: Sequence[str], scratch: Path) -> Iterator[LocalDelivery]:
    """The deliveries of files, folders and URLs; what a bucket holds is fetched when its turn comes, then removed.

    Raises:
        PlaceError: if a place cannot be read.
        FileFormatError: if a place holds nothing that could be a bill.
    """
    plain = [Path(name) for name in names if not is_place(name)]
    if plain:
        yield LocalDelivery(name="", files=tuple(plain))
    for name in names:
        if is_place(name):
            yield from _of_place(name, scratch)


def _of_place(name: str, scratch: Path) -> Iterator[LocalDelivery]:
    place = open_place(name)
    found = find_deliveries(place)
    # told first: a delivery that cannot be taken ends the import
    for waiting in found.waiting:
        yield LocalDelivery(name=f"{name} {waiting.name}", files=(), notes=(waiting.reason,))
    for delivery in found.deliveries:
        with tempfile.TemporaryDirectory(prefix="fetch-", dir=scratch) as folder:
            files = tuple(place.fetch(file, Path(folder)) for file in delivery.files)
            yield LocalDelivery(name=f"{name} {delivery.name}", files=files, notes=delivery.notes)
