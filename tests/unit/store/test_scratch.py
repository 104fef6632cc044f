"""The lent database: exact money, files of any kind, and columns of any name."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outlay.core.money import CONTEXT, quantize
from outlay.store.scratch import ScratchError, lend_scratch, load_sql

MONEY = st.decimals(min_value=-(10**11), max_value=10**11, places=12)
RATE = st.decimals(min_value=0, max_value=1000, places=12)


@pytest.fixture(scope="module")
def shared_scratch(tmp_path_factory):
    with lend_scratch(tmp_path_factory.mktemp("scratch")) as found:
        yield found


@pytest.fixture
def scratch(tmp_path):
    with lend_scratch(tmp_path / "scratch") as found:
        yield found


def one(scratch, sql, **parameters):
    return scratch.rows(sql, parameters)[0][0]


@given(amount=MONEY)
def test_money_becomes_units_and_back(shared_scratch, amount):
    sql = "SELECT money_units(CAST($a AS DECIMAL(38, 12)))"
    assert one(shared_scratch, sql, a=amount) == int(amount.scaleb(12))
    sql = "SELECT units_money(money_units(CAST($a AS DECIMAL(38, 12))))"
    assert one(shared_scratch, sql, a=amount) == amount


@given(dividend=st.integers(-(10**30), 10**30), divisor=st.integers(1, 10**15))
def test_division_rounds_half_even(shared_scratch, dividend, divisor):
    exact = round(Fraction(dividend, divisor))  # half-even
    sql = "SELECT half_even(CAST($a AS HUGEINT), CAST($b AS HUGEINT))"
    assert one(shared_scratch, sql, a=str(dividend), b=str(divisor)) == exact


@given(amount=MONEY, rate=RATE)
def test_money_times_a_rate_is_as_exact_as_decimal(shared_scratch, amount, rate):
    sql = "SELECT money_times(CAST($a AS DECIMAL(38, 12)), CAST($b AS DECIMAL(38, 12)))"
    assert one(shared_scratch, sql, a=amount, b=rate) == quantize(CONTEXT.multiply(amount, rate))


@pytest.mark.parametrize("sign", [1, -1])
def test_ties_go_to_the_even_unit(shared_scratch, sign):
    found = [one(shared_scratch, "SELECT half_even(CAST($a AS HUGEINT), 10)", a=str(sign * n)) for n in (5, 15, 25)]
    assert found == [0, sign * 2, sign * 2]


def write(tmp_path, name, text):
    (tmp_path / name).write_text(text, encoding="utf-8", newline="")
    return str(tmp_path / name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,x\n2,y\n", [("1", "x", 1), ("2", "y", 2)]),
        ("\ufeffa,b\r\n1,x\r\n2,y\r\n", [("1", "x", 1), ("2", "y", 2)]),
        ('a,b\n1,"x, ""y""\nz"\n2,\n', [("1", 'x, "y"\nz', 1), ("2", None, 2)]),
        ("a;b\n1;é漢🙂\n", [("1", "é漢🙂", 1)]),
        ("a\tb\n007\t1e3\n", [("007", "1e3", 1)]),
        ("a,b\n", []),
    ],
)
def test_csv_is_read_as_text_with_row_numbers(scratch, tmp_path, text, expected):
    scratch.load_files("raw", [write(tmp_path, "x.csv", text)], "csv")
    assert scratch.rows("SELECT a, b, _row FROM raw ORDER BY _row") == expected


def test_json_lines_are_read_as_text(scratch, tmp_path):
    text = '{"a": "007", "b": {"c": [1]}}\n{"a": 12345678901234567890123}\n\n{"b": "2026-11-01T00:00:00.1234567Z"}\r\n'
    scratch.load_files("raw", [write(tmp_path, "x.jsonl", text)], "jsonl")
    assert scratch.rows("SELECT a, b, _row FROM raw ORDER BY _row") == [
        ("007", '{"c":[1]}', 1),
        ("12345678901234567890123", None, 2),
        (None, "2026-11-01T00:00:00.1234567Z", 3),
    ]


def test_parquet_keeps_its_types(scratch, tmp_path):
    pq.write_table(pa.table({"a": [1, None], "b": [Decimal("1.5"), None]}), tmp_path / "x.parquet")
    scratch.load_files("raw", [str(tmp_path / "x.parquet")], "parquet")
    assert scratch.rows("SELECT a, b, _row FROM raw ORDER BY _row") == [(1, Decimal("1.5"), 1), (None, None, 2)]


def test_files_are_united_by_name_and_numbered_each(scratch, tmp_path):
    first = write(tmp_path, "1.csv", "a,b\n1,x\n2,y\n")
    second = write(tmp_path, "2.csv", "c,a\n9,3\n")
    scratch.load_files("raw", [first, second], "csv")
    assert scratch.rows("SELECT a, b, c, _file = $f, _row FROM raw ORDER BY a", {"f": second}) == [
        ("1", "x", None, False, 1),
        ("2", "y", None, False, 2),
        ("3", None, "9", True, 1),
    ]


@pytest.mark.parametrize("name", ["it's.csv", "a[1].csv", "x $1 TARGET (2).csv"])
def test_a_file_may_have_any_name(scratch, tmp_path, name):
    path = write(tmp_path, name, "a\n1\n2\n")
    scratch.load_files("raw", [path], "csv")
    assert scratch.rows("SELECT DISTINCT _file FROM raw") == [(path,)]


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("x.csv", "filename,_row,_FILE,a\n1,2,3,4\n", "csv"),
        ("x.jsonl", '{"filename": 1, "_row": 2, "_FILE": 3, "a": 4}\n', "jsonl"),
    ],
)
def test_columns_named_like_ours_do_no_harm(scratch, tmp_path, name, text, kind):
    scratch.load_files("raw", [write(tmp_path, name, text)], kind)
    assert scratch.columns("raw") == ["filename", "a", "_file", "_row"]
    assert scratch.rows("SELECT filename, a, _row FROM raw") == [("1", "4", 1)]


HOSTILE = ["a b", 'say "hi"', "it's; DROP TABLE raw", "select", "é", "$1", "--"]


@pytest.mark.parametrize("name", HOSTILE)
def test_project_takes_columns_of_any_name(scratch, name):
    scratch.register("raw", pa.table({name: ["v"], "_file": ["f"], "_row": [1]}))
    scratch.project("mapped", "raw", {"ts": name, "model": None}, {"provider": "o'x", "ts2": name})
    assert scratch.rows("SELECT _file, _row, ts, model, provider, ts2 FROM mapped") == [
        ("f", 1, "v", None, "o'x", name)
    ]


def test_a_constant_wins_over_a_column(scratch):
    scratch.register("raw", pa.table({"a": ["v"], "_file": ["f"], "_row": [1]}))
    scratch.project("mapped", "raw", {"ts": "a"}, {"ts": "set"})
    assert scratch.rows("SELECT ts FROM mapped") == [("set",)]


@pytest.mark.parametrize("ask", ["execute", "rows", "fetch", "reader"])
def test_a_refused_statement_names_its_reason(scratch, ask):
    with pytest.raises(ScratchError, match="nowhere") as caught:
        getattr(scratch, ask)("SELECT * FROM nowhere")
    assert "LINE" not in caught.value.message


def test_a_damaged_page_is_an_error_of_the_file(scratch, tmp_path):
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": [f"{i:064d}" for i in range(5000)]}), path, compression="none", use_dictionary=False)
    content = bytearray(path.read_bytes())
    content[1000:2000] = b"\xff" * 1000
    path.write_bytes(content)
    scratch.load_files("raw", [str(path)], "parquet")
    with pytest.raises(ScratchError, match=r"x\.parquet"):
        list(scratch.reader("SELECT a FROM raw"))


def test_streams_come_in_batches(scratch):
    assert [len(batch) for batch in scratch.reader("SELECT * FROM range(250)", 100)] == [100, 100, 50]


def test_a_folder_of_its_own_is_gone_afterwards(tmp_path):
    with lend_scratch(tmp_path / "spill") as first, lend_scratch(tmp_path / "spill") as second:
        first.execute("CREATE TABLE t AS SELECT 1")
        with pytest.raises(ScratchError):
            second.rows("SELECT * FROM t")
    assert list((tmp_path / "spill").iterdir()) == []


def test_statements_are_read_from_their_package(scratch):
    text = load_sql("outlay.store", "event_insert")
    assert text.startswith("-- ")
    assert scratch.text("outlay.store", "event_insert") == text


@pytest.mark.parametrize("kind", ["csv", "jsonl", "parquet"])
@pytest.mark.parametrize("name", ["bill[1]", "bil?1", "b*", "cost=9/bill"])
def test_a_name_is_one_file_and_a_folder_no_column(tmp_path, scratch, kind, name):
    for other, cost in (("bill1", "7"), (name, "5")):
        path = tmp_path / f"{other}.{kind}"
        path.parent.mkdir(exist_ok=True)
        if kind == "parquet":
            pq.write_table(pa.table({"cost": [cost]}), path)
        else:
            path.write_text(f"cost\n{cost}\n" if kind == "csv" else f'{{"cost": "{cost}"}}\n')

    scratch.load_files("bill", [str(tmp_path / f"{name}.{kind}")], kind)

    assert scratch.rows("SELECT cost FROM bill") == [("5",)]
