from __future__ import annotations

from pathlib import Path

import pytest

from outlay.core.errors import FileFormatError
from outlay.ingest.bills.azure_cost.views import FileMarks, tell_views


def file(path: str, *, actual: int = 0, amortised: int = 0, content: str = "") -> FileMarks:
    return FileMarks(path=Path(path), actual=actual, amortised=amortised, content=content or path)


def told(*files: FileMarks) -> list[str | None]:
    return list(tell_views(list(files)).values())


def test_what_a_file_holds_tells_its_view():
    assert told(file("a.csv", actual=1), file("b.csv", amortised=1)) == ["actual", "amortised"]


def test_unused_parts_outweigh_everything_else():
    assert told(file("a.csv", actual=3, amortised=1)) == ["amortised"]


@pytest.mark.parametrize("name", ["amortized-2026.csv", "AmortisedCost.csv", "exports/AmortizedCost/part_0.csv"])
def test_a_name_tells_where_nothing_else_does(name):
    assert told(file(name)) == ["amortised"]


def test_the_files_beside_it_tell_in_a_folder_of_its_own():
    found = told(file("x/0.csv", amortised=1), file("x/1.csv"), file("y/0.csv", actual=1), file("y/1.csv"))

    assert found == ["amortised", "amortised", "actual", "actual"]


def test_a_file_that_could_be_either_is_refused():
    with pytest.raises(FileFormatError, match=r"c\.csv could be of the actual or of the amortised") as caught:
        told(file("a.csv", actual=1), file("b.csv", amortised=1), file("c.csv"))

    assert "folder named" in caught.value.hint


def test_exports_without_commitments_are_the_same_money_once():
    assert told(file("a.csv", content="x"), file("b.csv", content="x")) == ["actual", None]


def test_parts_without_commitments_are_all_taken():
    assert told(file("a.csv", content="x"), file("b.csv", content="y")) == ["actual", "actual"]


def test_a_part_takes_the_view_of_the_others():
    assert told(file("a.csv", amortised=1), file("b.csv")) == ["amortised", "amortised"]
