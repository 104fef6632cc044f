"""Links ask the shown question again."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from outlay.core.time import TimeRange
from outlay.report import OverviewRequest
from outlay.report.links import link, over_time

NOVEMBER = TimeRange(since=date(2026, 11, 1), until=date(2026, 12, 1))


def test_a_link_asks_the_same_question():
    request = OverviewRequest(where='team == "a" || team == "b"', view="net")
    found = parse_qs(urlsplit(link(request, NOVEMBER, by="model", where='feature == "é&x"')).query)
    assert found == {
        "metrics": ["cost"],
        "by": ["model"],
        "where": ['(team == "a" || team == "b") && feature == "é&x"'],
        "since": ["2026-11-01"],
        "until": ["2026-12-01"],
        "view": ["net"],
    }


@pytest.mark.parametrize(("view", "grain"), [("consumption", "day"), ("net", "day"), ("invoice", "month")])
def test_invoices_are_told_by_month(view, grain):
    assert over_time(OverviewRequest(view=view), "model") == f"model,{grain}"
