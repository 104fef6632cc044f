"""Loads rated observations: each request becomes one event, counted once in every rollup, however often it is seen.

A newcomer reads `loader.EventLoader.load`; `docs/adr/0006-observations-merge.md` says why it is so.
"""

from outlay.store.events.counting import HourCounts
from outlay.store.events.loader import EventLoader
from outlay.store.events.model import LoadCounts, Merge, Record
from outlay.store.events.retention import fold_observations
from outlay.store.events.rollups import recompute_customers

__all__ = ["EventLoader", "HourCounts", "LoadCounts", "Merge", "Record", "fold_observations", "recompute_customers"]
