"""Runs: training, fine-tuning and evaluation as trackers of experiments tell them, from files or from sources.

A run is no money: its GPU time is a weight that splits the cost of the machines it ran on. May import store, facts and
core. A newcomer reads `recording.record_runs`.
"""

from outlay.ingest.runs.recording import record_runs
from outlay.ingest.runs.service import import_runs

__all__ = ["import_runs", "record_runs"]
