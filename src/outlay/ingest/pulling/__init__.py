"""Pulling: what sources have in common. Settings, a patient HTTP client, buckets held on disk, FOCUS rows.

A source lives in `ingest/sources/`, one file each, and uses only this package; `jobs/sources` runs it. May import
store, facts and core. A newcomer reads `model.Source`, then one source.
"""
