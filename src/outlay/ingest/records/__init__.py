"""Reads JSON records of other systems into canonical rows: one file per shape, each a table of names and few rules.

May import facts, core and the rest of ingest; nothing here touches the store. A newcomer reads `service.read_records`,
then `litellm`.
"""

from outlay.ingest.records.service import READERS, elements, read_records

__all__ = ["READERS", "elements", "read_records"]
