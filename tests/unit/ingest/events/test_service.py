"""Importing request files: what comes in, what is set aside, and what leaves the store as it was."""

from __future__ import annotations

import csv
import gzip
from decimal import Decimal

import pytest

from outlay.core.errors import FileFormatError, MissingColumnError, UnknownNameError
from outlay.ingest.events import service
from outlay.pricing import load_cards, rate_table
from tests.unit.ingest.events.kit import PRICE, rate

ROWS = [
    {"ts": "2026-11-01T10:00:00Z", "model": "m1", "input_tokens": 100, "output_tokens": 7, "customer": "a,b"},
    {"ts": "2026-11-01T11:00:00Z", "model": "m2", "input_tokens": 200, "output_tokens": 8, "customer": None},
]


@pytest.mark.parametrize("suffix", ["jsonl", "csv", "parquet"])
def test_each_format_gives_the_same_requests(desk, suffix):
    report = desk.load(desk.file(ROWS, suffix), provider="openai")
    assert (report.rows, report.loaded, report.tokens) == (2, 2, 315)
    assert report.priced_cost == "0.00000063"
    assert desk.events("customer, input, output, cost_state") == [
        {"customer": "a,b", "input": 100, "output": 7, "cost_state": "priced"},
        {"customer": None, "input": 200, "output": 8, "cost_state": "priced"},
    ]


@pytest.mark.parametrize(("first", "second"), [("jsonl", "csv"), ("csv", "parquet"), ("parquet", "jsonl")])
def test_the_same_requests_in_another_format_change_nothing(desk, first, second):
    desk.load(desk.file(ROWS, first), provider="openai")
    report = desk.load(desk.file(ROWS, second), provider="openai")
    assert (report.loaded, report.changed, report.duplicate) == (0, 0, 2)


def test_gzip_is_opened(desk):
    path = desk.folder / "x.csv.gz"
    path.write_bytes(gzip.compress(desk.file(ROWS, "csv").read_bytes()))
    assert desk.load(path, provider="openai").loaded == 2


def test_columns_are_mapped_and_constants_set(desk):
    path = desk.folder / "azure.csv"
    path.write_text("TIMESTAMP,ContextTokens,Out\n2023-11-16 18:17:03.9799600,4808,10\n", encoding="utf-8")
    mapping = {"ts": "TIMESTAMP", "input_tokens": "ContextTokens", "output_tokens": "Out"}
    desk.load(path, mapping=mapping, provider="azure", model="gpt-4o", tags='{"a":"b"}')
    assert desk.events("input, output") == [{"input": 4808, "output": 10}]
    assert desk.rows("SELECT provider, model, tags, payer_id FROM key") == [
        {"provider": "azure.ai.openai", "model": "gpt-4o", "tags": '{"a":"b"}', "payer_id": "azure.cloud//metered"}
    ]


def test_other_names_of_columns_are_known(desk):
    record = {
        "Created_At": "2026-11-01T00:00:00Z",
        "gen_ai.system": "anthropic",
        "gen_ai.response.model": "claude",
        "gen_ai.usage.input_tokens": 5,
        "completion_tokens": 3,
        "tenant_id": "acme",
        "service.name": "api",
    }
    desk.load([record])
    assert desk.events("input, output, customer") == [{"input": 5, "output": 3, "customer": "acme"}]
    assert desk.rows("SELECT provider, model, service FROM key") == [
        {"provider": "anthropic", "model": "claude", "service": "api"}
    ]


def test_true_duplicates_without_an_id_are_kept_and_not_counted_again(desk):
    rows = [ROWS[0], ROWS[0], ROWS[1]]
    assert desk.load(rows).loaded == 3
    report = desk.load(rows)
    assert (report.loaded, report.changed, report.duplicate) == (0, 0, 3)
    assert len(desk.events()) == 3


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"customer": "x"}, {"user": "x"}),
        ({"session": "1"}, {"session": "2"}),
        ({"cost": "1"}, {"cost": "2"}),
        ({"latency_ms": 1}, {"latency_ms": None}),
    ],
)
def test_requests_without_an_id_are_told_apart_by_all_they_say(desk, one, other):
    desk.load([ROWS[1] | one])
    assert desk.load([ROWS[1] | other]).loaded == 1


def test_files_without_ids_that_overlap_are_counted_once(desk):
    desk.load([ROWS[0]])
    assert (desk.load(list(reversed(ROWS))).loaded, len(desk.events())) == (1, 2)


def test_bad_rows_are_named_and_good_rows_are_in(desk):
    report = desk.load([ROWS[0], ROWS[1] | {"ts": None}, ROWS[1] | {"ts": "soon"}, ROWS[1]])
    assert (report.rows, report.loaded, report.rejected) == (4, 2, 2)
    assert [(found.row, found.column, found.reason, found.value) for found in report.rejects] == [
        (2, "ts", "no timestamp", None),
        (3, "ts", "not a timestamp", "soon"),
    ]
    with report.reject_file.open(encoding="utf-8") as stream:
        assert [found["row"] for found in csv.DictReader(stream)] == ["2", "3"]


def test_a_file_of_bad_rows_is_an_error_and_changes_nothing(desk):
    with pytest.raises(FileFormatError, match=r"no row can be used; .* row 1, ts: no timestamp"):
        desk.load([{"ts": None, "input_tokens": 5}, {"ts": "", "input_tokens": 5}])
    assert desk.rows("SELECT * FROM key") == desk.events() == []


def test_an_unknown_convention_is_a_bad_row(desk):
    report = desk.load([ROWS[0] | {"usage_convention": "both"}, ROWS[1]])
    assert [found.column for found in report.rejects] == ["usage_convention"]


def test_a_missing_time_column_says_how_to_name_it(desk):
    with pytest.raises(MissingColumnError, match="time of the request") as caught:
        desk.load([{"when_it_was": "2026-11-01", "input_tokens": 1}])
    assert "--map ts=COLUMN; the file has when_it_was, input_tokens" in caught.value.hint


def test_a_file_without_usage_says_how_to_name_it(desk):
    with pytest.raises(MissingColumnError, match="holds usage"):
        desk.load([{"ts": "2026-11-01", "model": "m"}])


def test_mapping_to_an_unknown_name_guesses(desk):
    with pytest.raises(UnknownNameError, match="input_token") as caught:
        desk.load(ROWS, mapping={"input_token": "model"})
    assert "input_tokens" in caught.value.hint


def test_mapping_from_an_absent_column_guesses(desk):
    with pytest.raises(UnknownNameError, match="costumer") as caught:
        desk.load(ROWS, mapping={"customer": "costumer"})
    assert "customer" in caught.value.hint


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.csv", b"", "empty"),
        ("a.parquet", b"PAR1" + b"\x00" * 100, "truncated Parquet"),
        ("a.csv", b"PK\x03\x04" + b"x" * 50, "ZIP or XLSX"),
        ("a.csv", b"%PDF-1.7 x", "a PDF"),
        ("a.csv", b"\n<!doctype html><p>login", "a web page"),
        ("a.json", b'[{"ts": 1}]', "JSON array"),
        ("a.csv.gz", b"\x1f\x8b\x08broken", "broken gzip"),
        ("a.csv", "ts,input_tokens\n".encode("utf-16"), "binary"),
        ("a.jsonl", b'{"ts": "2026-11-01", "input_tokens": 1}\n{"ts": ', "Malformed JSON"),
    ],
)
def test_a_wrong_file_is_named_and_changes_nothing(desk, name, content, words):
    path = desk.folder / name
    path.write_bytes(content)
    with pytest.raises(FileFormatError, match=words) as caught:
        desk.load(path)
    assert name in caught.value.message
    assert caught.value.hint
    assert desk.events() == []


def test_one_wrong_file_of_several_keeps_all_out(desk):
    empty = desk.folder / "empty.csv"
    empty.touch()
    with pytest.raises(FileFormatError, match=r"empty\.csv"):
        desk.load(desk.file(ROWS, "csv"), empty)
    assert desk.events() == []


def test_a_failure_in_the_middle_leaves_nothing(desk, monkeypatch):
    monkeypatch.setattr(service, "BATCH_ROWS", 2048)
    calls = []

    def fail_second(batch):
        calls.append(len(batch))
        if len(calls) == 2:
            raise RuntimeError("no price today")
        return rate(batch)

    desk.load(ROWS)
    before = desk.events(), desk.rollups(), desk.rows("SELECT * FROM key ORDER BY key_id")
    more = [ROWS[0] | {"model": "new", "source_id": f"id-{number}"} for number in range(2100)]
    with pytest.raises(RuntimeError, match="no price today"):
        desk.load(more, rate=fail_second)
    assert calls == [2048, 52]
    assert (desk.events(), desk.rollups(), desk.rows("SELECT * FROM key ORDER BY key_id")) == before
    assert desk.load(more).loaded == 2100


def test_usage_without_a_price_is_counted_and_costs_nothing_known(desk):
    report = desk.load([ROWS[0] | {"model": "mystery"}, ROWS[1]])
    assert (report.loaded, report.without_price) == (2, 1)
    (cell,) = [cell for name, cell in desk.rollups()["event_hour"].items() if "unknown" in name]
    assert (cell["requests"], cell["input"], cell["priced_cost"]) == (1, 100, 0)
    assert desk.events("priced_cost")[0] == {"priced_cost": None}


def test_a_stated_cost_is_taken_as_it_is(desk):
    desk.load([ROWS[0] | {"cost": "0.123456789012"}])
    assert desk.events("priced_cost, cost_state") == [
        {"priced_cost": Decimal("0.123456789012"), "cost_state": "stated"}
    ]


def test_a_price_on_contradicting_usage_is_modelled(desk):
    report = desk.load([ROWS[0] | {"cache_read_tokens": 500}])
    assert desk.events("cost_state, input, cache_read") == [{"cost_state": "modelled", "input": 100, "cache_read": 500}]
    assert report.flags == {"contradiction:cache_above_input": 1}
    assert report.priced_cost == str(PRICE * 607)


def test_a_header_alone_imports_nothing(desk):
    path = desk.folder / "x.csv"
    path.write_text("ts,model,input_tokens\n", encoding="utf-8")
    report = desk.load(path)
    assert (report.rows, report.loaded, report.since) == (0, 0, None)


def test_real_prices_apply(desk):
    cards = load_cards(desk.settings)
    row = ROWS[0] | {"model": "gpt-4o", "input_tokens": 1000, "cache_read_tokens": 600, "output_tokens": 100}
    desk.load([row], rate=lambda batch: rate_table(batch, cards), provider="openai")
    (event,) = desk.events()
    parts = sum(
        event[name] for name in ("cost_input", "cost_cache_read", "cost_cache_write", "cost_output", "cost_units")
    )
    assert event["priced_cost"] == parts > 0
    assert (event["cost_state"], event["input"], event["cache_read"]) == ("priced", 400, 600)


def test_the_report_says_how_far_the_file_reaches(desk):
    report = desk.load(ROWS)
    assert (report.since, report.until) == ("2026-11-01 10:00:00", "2026-11-01 11:00:00")


@pytest.mark.parametrize("order", [1, -1])
def test_requests_are_stored_in_time_order(desk, order):
    desk.load(ROWS[::order])
    assert [row["input"] for row in desk.rows("SELECT input FROM event")] == [100, 200]


def test_a_file_without_any_model_is_refused_with_the_way_out(desk):
    path = desk.folder / "x.csv"
    path.write_text("ts,input_tokens\n2026-11-01T00:00:00Z,5\n", encoding="utf-8")
    with pytest.raises(MissingColumnError) as refused:
        desk.load(path)
    assert "--set model=" in refused.value.hint
    assert desk.events() == []


def test_a_count_that_cannot_be_read_leaves_a_modelled_price(desk):
    report = desk.load([{"ts": "2026-11-01T00:00:00Z", "model": "m1", "input_tokens": "1,200", "output_tokens": 3}])
    assert report.flags == {"invalid:input_tokens": 1}
    assert desk.events("cost_state, output") == [{"cost_state": "modelled", "output": 3}]


def test_columns_that_mean_nothing_are_named(desk):
    report = desk.load([{"ts": "2026-11-01T00:00:00Z", "model": "m1", "input_tokens": 1, "GeneratedTokens": 9}])
    assert report.ignored_columns == ("GeneratedTokens",)
