"""Result files of Anthropic's message batches: one line a request.

They hold no time at all, so that it must be told (`--set ts=`). Lines that errored, expired or were cancelled are not
billed and counted as ones without usage.
https://docs.anthropic.com/en/api/retrieving-message-batch-results
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.ingest.events.rows import FIELD
from outlay.ingest.records.bodies import has_usage, put_body
from outlay.ingest.records.openai_batch import put_batch_id
from outlay.ingest.records.reading import Record, first_text, kept_of, object_of

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows

_KEPT: Final = ("custom_id",)


def read(record: Record, rows: Rows, letters: Letters) -> None:
    """Read one line."""
    result = object_of(record.get("result"))
    if not result:
        letters.add(field="result", reason="not a result of a batch", record=kept_of(record, _KEPT))
        return
    message = object_of(result.get("message"))
    if first_text(result, "type") != "succeeded" or not has_usage(message):
        letters.skip()
        return
    row = rows.new()
    row[FIELD["source"]], row[FIELD["source_kind"]] = "anthropic-batch", "provider"
    row[FIELD["provider"]], row[FIELD["processing"]] = "anthropic", "batch"
    row[FIELD["response_id"]] = first_text(message, "id")
    row[FIELD["status"]] = "ok"
    put_batch_id(row, record, first_text(message, "id"))
    put_body(row, message)
    rows.add(row)
