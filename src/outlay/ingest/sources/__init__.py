"""Sources: one file per place that spend is pulled from, each with a class `Source` (see `ingest/pulling/model.py`).

Files do not import each other. A package of one's own joins through the entry point group `outlay.sources`.
"""
