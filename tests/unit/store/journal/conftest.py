"""A journal in a folder of its own, and what its readers see."""

from __future__ import annotations

import pytest

from outlay.store.journal import Journal, Position, read_entries

START = Position(0, 0)


class Shelf:
    """A folder that journals are opened in, one after the other."""

    def __init__(self, folder):
        self.folder = folder

    def open(self, **options):
        return Journal(self.folder, **options)

    def write(self, bodies, **options):
        """Append one after the other, the nth body with n as its count; returns the mark at the end."""
        journal = self.open(**options)
        for count, body in enumerate(bodies, start=1):
            journal.append("events", body, count=count, source="test").result(10)
        journal.close()
        return journal.mark

    def read(self, position=START, *, until=None, limit_bytes=10**9, limit_count=10**9):
        """Everything, in as many calls as the limits make necessary."""
        entries, damages = [], []
        while True:
            result = read_entries(self.folder, position, limit_bytes=limit_bytes, limit_count=limit_count, until=until)
            entries += result.entries
            damages += result.damages
            if result.end == position:
                return entries, damages
            position = result.end

    def segments(self):
        return sorted(self.folder.glob("*.journal"))

    def flip(self, path, offset, mask=0xFF):
        content = bytearray(path.read_bytes())
        content[offset] ^= mask
        path.write_bytes(content)


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path / "journal")


@pytest.fixture
def new_shelf(tmp_path_factory):
    """For property tests: a fresh folder on each call."""
    return lambda: Shelf(tmp_path_factory.mktemp("journal") / "j")
