"""Importing files of other systems: every record becomes exactly one thing, and importing again changes nothing."""

from __future__ import annotations

import gzip

import pytest

from outlay.core.errors import FileFormatError, UnknownNameError, UsageError
from outlay.ingest.mapping import FileImport
from outlay.ingest.records.importing import import_records
from tests.unit.ingest.events.kit import Desk, pricing_with
from tests.unit.ingest.records.kit import FIXTURES, fixture


@pytest.fixture
def desk(tmp_path):
    found = Desk(tmp_path)
    yield found
    found.store.close()


def load(desk, kind, *names, mapping=None, **constants):
    files = tuple(name if hasattr(name, "open") else FIXTURES / name for name in names)
    job = FileImport(
        files=files, mapping=mapping or {}, constants=constants, source=kind, reject_dir=desk.folder / "rejects"
    )
    return import_records(desk.store, desk.settings, kind, job, pricing_with())


def parts(report):
    return report.loaded, report.merged, report.changed, report.duplicate, report.skipped, report.rejected


@pytest.mark.parametrize(
    ("kind", "name", "constants", "expected"),
    [
        ("litellm", "litellm_payloads.json", {}, (4, 0, 0, 0, 1, 1)),
        ("litellm", "litellm_spend_logs.csv", {}, (2, 0, 0, 0, 0, 0)),
        ("langfuse", "langfuse_observations.jsonl", {}, (2, 0, 0, 0, 1, 1)),
        ("openai-batch", "openai_batch_output.jsonl", {}, (2, 0, 0, 0, 2, 1)),
        ("anthropic-batch", "anthropic_batch_results.jsonl", {"ts": "2026-11-20"}, (1, 0, 0, 0, 2, 1)),
    ],
)
def test_every_record_becomes_one_thing_and_again_nothing_new(desk, kind, name, constants, expected):
    report = load(desk, kind, name, **constants)
    assert (parts(report), sum(expected)) == (expected, report.rows)
    again = load(desk, kind, name, **constants)
    assert parts(again) == (0, 0, 0, expected[0], *expected[4:])
    assert len(desk.events()) == expected[0]


def test_packed_files_are_opened(desk):
    path = desk.folder / "x.json.gz"
    path.write_bytes(gzip.compress(fixture("litellm_payloads.json")))
    assert load(desk, "litellm", path).loaded == 4


def test_what_is_told_of_all_wins(desk):
    load(desk, "openai-batch", "openai_batch_output.jsonl", provider="azure", team="data")
    assert desk.rows("SELECT DISTINCT provider, team FROM key") == [{"provider": "azure.ai.openai", "team": "data"}]


def test_a_record_set_aside_is_named_by_its_number(desk):
    report = load(desk, "langfuse", "langfuse_observations.jsonl")
    assert [(found.file, found.row, found.column) for found in report.rejects] == [
        ("langfuse_observations.jsonl", 4, "startTime")
    ]
    assert "SECRET" not in report.reject_file.read_text(encoding="utf-8")


def test_a_row_that_normalising_refuses_is_named_by_its_number(desk):
    path = desk.folder / "x.jsonl"
    path.write_text('{"id":"a","startTime":1795168800,"prompt_tokens":1}\n{"id":"b","startTime":"soon","model":"m"}\n')
    report = load(desk, "litellm", path)
    assert (report.loaded, [(found.row, found.reason) for found in report.rejects]) == (1, [(2, "not a timestamp")])


def test_a_broken_line_is_set_aside_and_the_others_are_in(desk):
    path = desk.folder / "x.jsonl"
    path.write_text('{"id":"a","startTime":1795168800,"prompt_tokens":1}\n{"id":\n7\n', encoding="utf-8")
    report = load(desk, "litellm", path)
    assert (report.loaded, [found.row for found in report.rejects]) == (1, [2, 3])


def test_a_file_without_time_says_how_to_tell_it(desk):
    with pytest.raises(FileFormatError, match="no record can be used") as refused:
        load(desk, "anthropic-batch", "anthropic_batch_results.jsonl")
    assert "--set ts=" in refused.value.hint
    assert desk.events() == []


@pytest.mark.parametrize(
    ("words", "error"), [({"mapping": {"ts": "x"}}, UsageError), ({"colour": "red"}, UnknownNameError)]
)
def test_a_mapping_or_an_unknown_constant_is_refused(desk, words, error):
    with pytest.raises(error):
        load(desk, "litellm", "litellm_payloads.json", **words)


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.json", b"", "empty"),
        ("a.json", b"[1, 2", "not JSON of records"),
        ("a.json.gz", gzip.compress(b"[" + b"1," * 9000, mtime=0)[:-40], "broken gzip"),
        (
            "b.json.gz",
            gzip.compress(b'[{"id": "' + bytes(range(97, 123)) * 9000, mtime=0)[:-9],
            "cannot be read to its end",
        ),
        ("a.csv", b"PK\x03\x04" + b"x" * 50, "ZIP or XLSX"),
        ("a.csv", b"id,startTime\nx,\x80\x81", "cannot be read to its end"),
    ],
)
def test_a_wrong_file_is_named_and_changes_nothing(desk, name, content, words):
    path = desk.folder / name
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=words):
        load(desk, "litellm", path)
    assert desk.events() == []
