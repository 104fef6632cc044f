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
