"""Files are told apart by content, and wrong ones are named."""

from __future__ import annotations

import gzip

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.tabular import detect_format, open_table
from outlay.store.scratch import lend_scratch


@pytest.fixture
def write(tmp_path):
    def create(name, content):
        (tmp_path / name).write_bytes(content)
        return tmp_path / name

    return create


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("a.csv", b"a,b\n1,2\n", "csv"),
        ("a.txt", b"\xef\xbb\xbfa;b\r\n", "csv"),
        ("a.data", b'\n {"a": 1}\n', "jsonl"),
        ("a.csv", b'\xef\xbb\xbf{"a": 1}\n', "jsonl"),
        ("a.jsonl.gz", gzip.compress(b'{"a": 1}\n', mtime=0), "jsonl"),
        ("a.gz", gzip.compress(b"a,b\n1,2\n", mtime=0), "csv"),
        ("a.csv", pa.compress(b'{"a": 1}\n', "zstd", asbytes=True), "jsonl"),
        ("a.jsonl.zst", pa.compress(b"a,b\n1,2\n", "zstd", asbytes=True), "csv"),
    ],
)
def test_content_decides_and_not_the_name(write, name, content, kind):
    assert detect_format(write(name, content)).format == kind


@pytest.mark.parametrize("codec", ["gzip", "zstd"])
@pytest.mark.parametrize("text", [b"a,b\n1,2\n", b'{"a": "1", "b": "2"}\n'], ids=["csv", "jsonl"])
def test_a_packed_file_is_read_whatever_its_name(write, tmp_path, text, codec):
    found = detect_format(write("a.part", pa.compress(text, codec, asbytes=True)))

    with lend_scratch(tmp_path / "scratch") as scratch:
        assert open_table(scratch, [found], "raw") == ["a", "b"]
        assert scratch.rows("SELECT a, b FROM raw") == [("1", "2")]


def test_parquet_is_known_by_both_ends(tmp_path):
    pq.write_table(pa.table({"a": [1]}), tmp_path / "a.csv")
    assert detect_format(tmp_path / "a.csv").format == "parquet"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "input.empty_file"),
        (b"PAR1abc", "input.truncated"),
        (b"\x1f\x8b\x08x", "input.truncated"),
        (b"\x28\xb5\x2f\xfdx", "input.truncated"),
    ],
)
def test_codes_tell_what_is_wrong(write, content, code):
    with pytest.raises(FileFormatError) as caught:
        detect_format(write("x", content))
    assert caught.value.stable_code == code


@pytest.mark.parametrize("name", ["absent.csv", "."])
def test_what_is_no_file_is_named(tmp_path, name):
    with pytest.raises(FileFormatError, match="is not a file") as caught:
        detect_format(tmp_path / name)
    assert caught.value.stable_code == "input.no_file"


def test_formats_do_not_mix(write, tmp_path):
    files = [detect_format(write("a.csv", b"a\n1\n")), detect_format(write("a.jsonl", b'{"a": 1}\n'))]
    with lend_scratch(tmp_path / "s") as scratch, pytest.raises(FileFormatError, match="mix csv and jsonl"):
        open_table(scratch, files, "raw")


def test_columns_of_files_are_united(write, tmp_path):
    files = [detect_format(write("1.csv", b"a,b\n1,2\n")), detect_format(write("2.csv", b"b,c\n3,4\n"))]
    with lend_scratch(tmp_path / "s") as scratch:
        assert open_table(scratch, files, "raw") == ["a", "b", "c"]
        assert scratch.rows("SELECT a, b, c FROM raw ORDER BY b") == [("1", "2", None), (None, "3", "4")]


def test_a_ragged_file_names_its_line(write, tmp_path):
    file = detect_format(write("x.csv", b"a,b\n" + b"1,2\n" * 30000 + b"1,2,3\n"))
    with lend_scratch(tmp_path / "s") as scratch, pytest.raises(FileFormatError, match="30002"):
        open_table(scratch, [file], "raw")


def test_messages_name_a_file_but_not_its_folder(write, tmp_path):
    ragged = detect_format(write("x.csv", b"a,b\n" + b"1,2\n" * 30000 + b"1,2,3\n"))
    with lend_scratch(tmp_path / "s") as scratch, pytest.raises(FileFormatError) as torn:
        open_table(scratch, [ragged], "raw")
    with pytest.raises(FileFormatError, match=r"^y\.csv is empty") as empty:
        detect_format(write("y.csv", b""))
    assert str(tmp_path) not in torn.value.message + empty.value.message


def test_a_damaged_gzip_is_refused_before_a_row_is_read(tmp_path):
    import random

    text = "a,b\n" + "".join(f"{random.Random(row).random()},{row}\n" for row in range(20_000))
    packed = bytearray(gzip.compress(text.encode(), mtime=0))
    packed[-6] ^= 1
    path = tmp_path / "x.csv.gz"
    path.write_bytes(packed)
    with pytest.raises(FileFormatError, match="damaged"):
        detect_format(path)


def test_a_name_that_cannot_be_looked_up_is_no_file(tmp_path):
    with pytest.raises(FileFormatError, match="not a file"):
        detect_format(tmp_path / ("x" * 5000))
