"""Result files of OpenAI's batch API (Azure's have the same shape): one line a request.

A failed line used nothing and is counted as one without usage. The answer's own time is the request's; embeddings have
none, so that it must be told (`--set ts=`).
https://platform.openai.com/docs/api-reference/batch/request-output
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from outlay.ingest.events.rows import FIELD
from outlay.ingest.records.bodies import has_usage, put_body
from outlay.ingest.records.reading import DIMENSIONS, Record, first_text, kept_of, labels_of, object_of, put_labels

if TYPE_CHECKING:
    from outlay.ingest.events.letters import Letters
    from outlay.ingest.events.rows import Rows

_KEPT: Final = ("id", "custom_id")


def read(record: Record, rows: Rows, letters: Letters) -> None:
    """Read one line."""
    response = object_of(record.get("response"))
    if "response" not in record and "error" not in record:
        letters.add(field="response", reason="not a result of a batch", record=kept_of(record, _KEPT))
        return
    body = object_of(response.get("body"))
    if not has_usage(body):
        letters.skip()
        return
    row = rows.new()
    row[FIELD["source"]], row[FIELD["source_kind"]] = "openai-batch", "provider"
    row[FIELD["provider"]], row[FIELD["processing"]] = "openai", "batch"
    row[FIELD["ts"]] = body.get("created", body.get("created_at"))
    row[FIELD["response_id"]] = first_text(body, "id")
    status = first_text(response, "status_code") or "200"
    row[FIELD["status"]] = "ok" if status == "200" else "error"
    put_batch_id(row, record, first_text(record, "id") or first_text(response, "request_id"))
    put_body(row, body)
    rows.add(row)


def put_batch_id(row: list[object], record: Record, identity: str | None) -> None:
    """Set the id, and the dimensions that a `custom_id` such as `customer=acme;feature=search;42` names."""
    custom = first_text(record, "custom_id")
    row[FIELD["source_id"]] = ":".join(part for part in (custom, identity) if part) or None
    if custom:
        words = [word.strip() for word in custom.replace(",", ";").replace("|", ";").split(";")]
        # dimensions alone: a tag of each request would make a key of each
        put_labels(row, {name: value for name, value in labels_of(words).items() if name in DIMENSIONS})
