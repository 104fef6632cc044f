"""Pulls configured sources: fetches into buckets, loads the months that changed, and remembers how it went.

`configuration` knows what is set up, `pulling` fetches, `loading` turns buckets into charges, usage, seats and runs,
`runs` keeps a row for each sync, `service` ties them together. A newcomer reads `service.py`.
"""

from outlay.jobs.sources.hourly import HourlySync
from outlay.jobs.sources.model import AddedSource, NewSource, Run, SourceConfig, SyncReport, SyncRequest
from outlay.jobs.sources.service import Sources

__all__ = ["AddedSource", "HourlySync", "NewSource", "Run", "SourceConfig", "Sources", "SyncReport", "SyncRequest"]
