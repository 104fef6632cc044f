"""What becomes no row."""

from __future__ import annotations

from outlay.ingest.events.letters import LONGEST_RECORD, DeadLetter, Letters


def test_a_letter_names_its_body():
    letters = Letters("otlp", "otlp-traces")
    letters.add(reason="no time", field="ts", record="{}")
    letters.begin("litellm", "litellm")
    letters.add(reason="no model")
    assert letters.dead == [
        DeadLetter(reason="no time", field="ts", record="{}", source="otlp", kind="otlp-traces"),
        DeadLetter(reason="no model", field=None, record=None, source="litellm", kind="litellm"),
    ]


def test_records_without_usage_are_counted():
    letters = Letters()
    letters.skip()
    letters.skip(4)
    assert letters.without_usage == 5


def test_an_absurdly_long_record_is_not_kept():
    letters = Letters()
    letters.add(reason="broken", record="x" * (LONGEST_RECORD + 1))
    letters.add(reason="broken", record="x" * LONGEST_RECORD)
    assert [letter.record is None for letter in letters.dead] == [True, False]
