from __future__ import annotations

import sys

from outlay.cli.output import print_table

COLUMNS = (
    {"name": "cause", "label": "cause", "kind": "text"},
    {"name": "amount", "label": "amount", "kind": "metric", "unit": "money"},
    {"name": "why", "label": "why", "kind": "text"},
)
ROW = {"cause": "Untracked calls", "amount": "49.66", "why": " ".join(["tokens"] * 20)}


def test_words_wrap_below_their_column_on_a_terminal(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")
    print_table(COLUMNS, [ROW])
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) <= 80
    start = lines[2].index("tokens")
    assert all(line.index("tokens") == start for line in lines[2:])
    assert sum(line.count("tokens") for line in lines) == 20


def test_what_is_read_by_a_program_has_a_line_for_each_row(capsys):
    print_table(COLUMNS, [ROW])
    assert len(capsys.readouterr().out.splitlines()) == 3


NAMES = (
    {"name": "id", "label": "id", "kind": "text", "shrinks": True},
    {"name": "amount", "label": "amount", "kind": "metric", "unit": "money"},
    {"name": "model", "label": "model", "kind": "text", "shrinks": True},
)
LONG = {"id": "arn:aws:savingsplans::410000000001:savingsplan/" + "x" * 40 + "/7d1c2f60", "amount": "1234567.891"}


def test_names_make_way_in_their_middle_until_the_table_fits(capsys):
    print_table(NAMES, [{**LONG, "model": "gpt-5.2"}])
    lines = capsys.readouterr().out.splitlines()
    assert max(len(line) for line in lines) == 100
    assert lines[2].startswith("arn:aws:savingsplans")
    assert "/7d1c2f60  1,234,567.89  gpt-5.2" in lines[2]


def test_a_table_that_fits_is_left_alone(capsys):
    print_table(NAMES, [{"id": "pool", "amount": "1", "model": "gpt-5.2"}])
    assert "…" not in capsys.readouterr().out


def test_money_is_never_cut(capsys, monkeypatch):
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    monkeypatch.setenv("COLUMNS", "20")
    print_table(NAMES, [{**LONG, "model": "a-model-with-a-long-name"}])
    out = capsys.readouterr().out
    assert ("arn:a…7d1c2f60"[:5] in out, "1,234,567.89" in out) == (True, True)


def test_what_rounds_to_nothing_has_no_sign_and_needs_no_decimals(capsys):
    print_table(COLUMNS[1:2], [{"amount": "35.4"}, {"amount": "-0.000000000004"}])
    assert [line.strip() for line in capsys.readouterr().out.splitlines()[2:]] == ["35.40", "0.00"]
