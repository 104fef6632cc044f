"""Native bills: exports of clouds in their own shape, turned into FOCUS rows that `ingest/focus` takes.

Each folder recognises one publisher's export, converts it in SQL on a scratch database and says what it dropped or
changed, and why. May import store, facts and core.
"""
