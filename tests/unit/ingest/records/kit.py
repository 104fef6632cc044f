"""Reads records as the decoder does, down to the rows that are loaded."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

from outlay.ingest.events.letters import Letters
from outlay.ingest.events.normalising import normalise_rows, rated_batch, refused_rows
from outlay.ingest.events.rows import FIELD, Rows
from outlay.ingest.records import read_records
from outlay.pricing import extract_usage
from outlay.store.scratch import lend_scratch
from tests.unit.ingest.events.kit import pricing_with, rate

FIXTURES = Path(__file__).parent / "fixtures"
LEAVES = ("input", "cache_read", "cache_write_5m", "cache_write_1h", "output", "reasoning")


class Read:
    """What a body became."""

    def __init__(self, kind, content, *, file="1:0", source=""):
        self.rows, self.letters = Rows(), Letters(source or kind, kind)
        self.rows.begin(file, source=source)
        read_records(
            kind, content if isinstance(content, bytes) else json.dumps(content).encode(), self.rows, self.letters
        )

    def values(self, *names):
        """Canonical values of each row."""
        table = self.rows.table().select(list(names)).to_pylist()
        return [tuple(row.values()) for row in table]

    @property
    def dead(self):
        return [(letter.field, letter.reason) for letter in self.letters.dead]


def one(kind, record, *names):
    """Canonical values of the one row that a record becomes."""
    (found,) = Read(kind, record).values(*names)
    return found[0] if len(names) == 1 else found


class Bench:
    """Decodes bodies in a scratch database, at a small exact price."""

    def __init__(self, scratch):
        self.scratch = scratch

    def batch(self, kind, content, rate=rate, **words):
        read = Read(kind, content, **words)
        pricing = pricing_with(rate)
        self.keys = normalise_rows(self.scratch, read.rows.table(), extract_usage)
        self.refused = refused_rows(self.scratch)
        return rated_batch(self.scratch, pricing).to_pylist()

    def leaves(self, kind, record):
        (row,) = self.batch(kind, record)
        return tuple(row[name] for name in LEAVES)


def fixture(name):
    return (FIXTURES / name).read_bytes()


__all__ = ["FIELD", "Bench", "Decimal", "Read", "fixture", "lend_scratch", "one"]
