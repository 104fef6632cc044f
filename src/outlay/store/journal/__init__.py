"""The journal: what was accepted, on disk and fsynced, before anything interprets it.

Pure files, no engine; may import core. One process writes and deletes (`Journal`), any process reads
(`read_entries`). A newcomer reads `records.py` (what a segment looks like), then `writer.py` (group commit).
"""

from outlay.store.journal.errors import JournalClosedError, JournalFullError
from outlay.store.journal.journal import Journal
from outlay.store.journal.model import Damage, Entry, Mark, Position, ReadResult
from outlay.store.journal.quarantine import set_aside
from outlay.store.journal.reading import read_entries

__all__ = [
    "Damage",
    "Entry",
    "Journal",
    "JournalClosedError",
    "JournalFullError",
    "Mark",
    "Position",
    "ReadResult",
    "read_entries",
    "set_aside",
]
