from __future__ import annotations

import json
import os

import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.files import find_deliveries, open_place

CUR = "cur/daily/20261001-20261101"


def write(root, files, at=1_790_000_000):
    for number, (path, content) in enumerate(files.items()):
        target = root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        os.utime(target, (at + number, at + number))


def found(root):
    answer = find_deliveries(open_place(str(root)))
    return {delivery.name: [file.path for file in delivery.files] for delivery in answer.deliveries}, answer


def cur_manifest(assembly, *keys):
    return {
        "assemblyId": assembly,
        "billingPeriod": {"start": "20261001T000000.000Z", "end": "20261101T000000.000Z"},
        "reportName": "daily",
        "reportKeys": [f"{CUR}/{assembly}/{key}" for key in keys],
    }


def azure_manifest(kind, run, submitted, *blobs):
    return {
        "manifestVersion": "2024-04-01",
        "exportConfig": {"exportName": f"{kind}-daily", "type": kind},
        "runInfo": {"runId": run, "submittedTime": submitted, "startDate": "2026-10-01T00:00:00"},
        "blobs": [{"blobName": name, "byteCount": size} for name, size in blobs],
    }


def test_the_newest_assembly_of_a_month_counts_and_its_manifest_once(tmp_path):
    old, new = cur_manifest("aaa", "daily-1.csv.gz"), cur_manifest("bbb", "daily-1.csv.gz", "daily-2.csv.gz")
    write(tmp_path, {
        f"{CUR}/aaa/daily-1.csv.gz": "old", f"{CUR}/aaa/daily-Manifest.json": old,
        f"{CUR}/bbb/daily-1.csv.gz": "one", f"{CUR}/bbb/daily-2.csv.gz": "two",
        f"{CUR}/bbb/daily-Manifest.json": new, f"{CUR}/daily-Manifest.json": new,
    })  # fmt: skip
    files, answer = found(tmp_path)
    assert files == {"2026-10": [f"{CUR}/bbb/daily-1.csv.gz", f"{CUR}/bbb/daily-2.csv.gz"]}
    assert answer.waiting == ()


def test_a_half_written_version_waits_and_the_whole_one_before_stays(tmp_path):
    write(tmp_path, {
        f"{CUR}/aaa/daily-1.csv.gz": "old", f"{CUR}/aaa/daily-Manifest.json": cur_manifest("aaa", "daily-1.csv.gz"),
        f"{CUR}/bbb/daily-1.csv.gz": "one",
        f"{CUR}/bbb/daily-Manifest.json": cur_manifest("bbb", "daily-1.csv.gz", "daily-2.csv.gz"),
    })  # fmt: skip
    files, answer = found(tmp_path)
    assert files == {"2026-10": [f"{CUR}/aaa/daily-1.csv.gz"]}
    assert "daily-2.csv.gz is not there" in answer.waiting[0].reason


def test_data_exports_name_their_files_by_url(tmp_path):
    manifest = {"executionId": "e", "dataFiles": ["s3://bills/x/focus/data/BILLING_PERIOD=2026-10/f-1.snappy.parquet"]}
    write(tmp_path, {
        "focus/data/BILLING_PERIOD=2026-10/f-1.snappy.parquet": "x",
        "focus/data/BILLING_PERIOD=2026-09/f-1.snappy.parquet": "y",
        "focus/metadata/BILLING_PERIOD=2026-10/focus-Manifest.json": manifest,
    })  # fmt: skip
    files, _ = found(tmp_path)
    assert files == {"2026-10": ["focus/data/BILLING_PERIOD=2026-10/f-1.snappy.parquet"]}


def test_actual_and_amortised_cost_of_a_month_are_one_delivery_of_their_newest_runs(tmp_path):
    write(tmp_path, {
        "actual/r1/p.csv": "old", "actual/r1/manifest.json": azure_manifest(
            "ActualCost", "r1", "2026-10-02T01:00:00Z", ("exports/actual/r1/p.csv", 3)),
        "actual/r2/p.csv": "newer", "actual/r2/manifest.json": azure_manifest(
            "ActualCost", "r2", "2026-10-03T01:00:00Z", ("exports/actual/r2/p.csv", 5)),
        "amortised/r3/p.csv": "am", "amortised/r3/manifest.json": azure_manifest(
            "AmortizedCost", "r3", "2026-10-03T01:00:00.1234567Z", ("exports/amortised/r3/p.csv", 2)),
    })  # fmt: skip
    assert found(tmp_path)[0] == {"2026-10": ["actual/r2/p.csv", "amortised/r3/p.csv"]}


def test_a_file_shorter_than_its_manifest_says_waits(tmp_path):
    manifest = azure_manifest("ActualCost", "r1", "2026-10-02T01:00:00Z", ("exports/a/p.csv", 9))
    write(tmp_path, {"a/p.csv": "half", "a/manifest.json": manifest})
    files, answer = found(tmp_path)
    assert (files, answer.waiting[0].reason.split(": ")[1]) == ({}, "p.csv has 4 of 9 bytes")


def test_without_manifests_the_folders_name_the_months(tmp_path):
    write(tmp_path, {
        "billing_period=2026-09/a.parquet": "x", "billing_period=2026-10/a.parquet": "x",
        "billing_period=2026-10/b.parquet.tmp": "x", "billing_period=2026-10/_SUCCESS": "", "notes.txt": "hello",
    })  # fmt: skip
    assert found(tmp_path)[0] == {
        "2026-09": ["billing_period=2026-09/a.parquet"], "2026-10": ["billing_period=2026-10/a.parquet"],
    }  # fmt: skip


def test_of_two_version_folders_without_a_manifest_the_last_written_counts(tmp_path):
    write(tmp_path, {f"{CUR}/bbb/a.csv": "first", f"{CUR}/aaa/a.csv": "second"})
    files, answer = found(tmp_path)
    assert files == {"2026-10": [f"{CUR}/aaa/a.csv"]}
    assert answer.deliveries[0].notes == ("older version bbb of 2026-10 was left out",)


def test_a_delivery_is_known_again_until_a_file_changes(tmp_path):
    write(tmp_path, {"a.csv": "x"})
    before = found(tmp_path)[1].deliveries[0].fingerprint
    assert found(tmp_path)[1].deliveries[0].fingerprint == before
    write(tmp_path, {"a.csv": "y"}, at=1_790_000_500)
    assert found(tmp_path)[1].deliveries[0].fingerprint != before


def test_a_place_without_bills_says_so(tmp_path):
    write(tmp_path, {"a.txt": "x"})
    with pytest.raises(FileFormatError, match="no CSV"):
        found(tmp_path)


@pytest.mark.parametrize("text", ["{", "[" * 100_000], ids=["torn", "nested without end"])
def test_a_torn_manifest_waits_and_is_named_while_others_are_taken(tmp_path, text):
    write(tmp_path, {"a.csv": "x\n", "cur-Manifest.json": text})
    files, answer = found(tmp_path)
    assert files == {}
    assert "cur-Manifest.json is not readable JSON" in answer.waiting[0].reason


def reasons(answer):
    return {waiting.name: waiting.reason for waiting in answer.waiting}


def test_a_manifest_that_names_no_file_is_no_delivery(tmp_path):
    write(tmp_path, {"a/daily-1.csv.gz": "x", "a/daily-Manifest.json": cur_manifest("aaa")})
    files, answer = found(tmp_path)
    assert files == {}
    assert "it names no file yet" in reasons(answer)["daily 2026-10"]


def test_files_that_no_manifest_names_are_told_with_the_next_step(tmp_path):
    mine = {f"{CUR}/aaa/extra-{number}.csv": "x" for number in range(5)}
    write(tmp_path, {
        f"{CUR}/aaa/daily-1.csv.gz": "one", f"{CUR}/aaa/daily-Manifest.json": cur_manifest("aaa", "daily-1.csv.gz"),
        **mine,
    })  # fmt: skip
    files, answer = found(tmp_path)
    assert files == {"2026-10": [f"{CUR}/aaa/daily-1.csv.gz"]}
    told = reasons(answer)["other files"]
    assert told.startswith(f"5 left out: {CUR}/aaa/extra-0.csv, ")
    assert "and 2 more" in told
    assert "import them by name" in told


@pytest.mark.parametrize(
    ("folder", "is_found"),
    [("", True), ("20261001-20261101", True), ("copy/" + CUR, True), ("2026/other/aaa", False)],
    ids=["whole bucket", "lower part", "deeper copy", "another folder"],
)
def test_a_key_is_matched_with_every_folder_that_both_tell(tmp_path, folder, is_found):
    root = folder or CUR
    write(tmp_path, {
        f"{root}/aaa/daily-1.csv.gz": "one", f"{root}/aaa/daily-Manifest.json": cur_manifest("aaa", "daily-1.csv.gz"),
    })  # fmt: skip
    files, answer = found(tmp_path)
    assert files == ({"2026-10": [f"{root}/aaa/daily-1.csv.gz"]} if is_found else {})
    assert ("daily-1.csv.gz is not there" in str(reasons(answer))) is not is_found


def test_a_file_of_the_same_name_elsewhere_is_not_the_one_that_is_named(tmp_path):
    manifest = {"executionId": "e", "dataFiles": ["s3://bills/x/focus/data/BILLING_PERIOD=2026-10/f-1.snappy.parquet"]}
    write(tmp_path, {
        "f-1.snappy.parquet": "of another export",
        "focus/metadata/BILLING_PERIOD=2026-10/focus-Manifest.json": manifest,
    })  # fmt: skip
    assert found(tmp_path)[0] == {}


@pytest.mark.parametrize("name", ["b.parquet.tmp", "_temporary/0/b.parquet", "b.csv.gz.part", "b.csv"])
def test_half_written_and_empty_files_wait_and_are_told(tmp_path, name):
    content = "" if name == "b.csv" else "half"
    write(tmp_path, {"billing_period=2026-10/a.parquet": "x", f"billing_period=2026-10/{name}": content})
    files, answer = found(tmp_path)
    assert files == {"2026-10": ["billing_period=2026-10/a.parquet"]}
    assert reasons(answer)["unfinished files"].startswith(f"1 left out: billing_period=2026-10/{name}; half written")


RUNS = ("0f8fad5b-d9cb-469f-a165-70867728950e", "7c9e6679-7425-40de-944b-e07fc1f90ae7")


@pytest.mark.parametrize("month", ["", "20261001-20261031/"], ids=["no month", "month"])
def test_of_azures_run_folders_the_last_written_counts_for_each_export(tmp_path, month):
    paths = [f"{kind}/{month}{run}/part0.csv" for kind in ("actual", "amortised") for run in RUNS]
    write(tmp_path, dict.fromkeys(paths, "x"))
    files, answer = found(tmp_path)
    assert list(files.values()) == [[paths[1], paths[3]]]
    assert [note.split(" of ")[0] for note in answer.deliveries[0].notes] == [f"older version {RUNS[0]}"] * 2


def test_partitions_of_a_month_are_no_versions_of_it(tmp_path):
    paths = [f"billing_period=2026-10/region={name}/a.parquet" for name in ("eu", "us")]
    write(tmp_path, dict.fromkeys(paths, "x"))
    assert found(tmp_path)[0] == {"2026-10": paths}


def test_a_file_stands_for_one_key_of_a_manifest(tmp_path):
    manifest = cur_manifest("aaa") | {"reportKeys": ["x/aaa/f.csv", "y/aaa/f.csv"]}
    write(tmp_path, {"daily-Manifest.json": manifest, "aaa/f.csv": "one"})

    files, answer = found(tmp_path)

    assert files == {}
    assert "y/aaa/f.csv" in answer.waiting[0].reason


def test_a_key_that_a_manifest_names_twice_is_one_file(tmp_path):
    write(tmp_path, {f"{CUR}/aaa/f.csv": "one", f"{CUR}/daily-Manifest.json": cur_manifest("aaa", "f.csv", "f.csv")})

    assert found(tmp_path)[0] == {"2026-10": [f"{CUR}/aaa/f.csv"]}
