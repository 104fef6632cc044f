from __future__ import annotations

import csv

import pyarrow.compute as pc
import pytest


@pytest.fixture(scope="module")
def reports(sample):
    found = []
    for path in sample.provider_usage:
        with path.open(encoding="utf-8", newline="") as file:
            found += list(csv.DictReader(file))
    return found


@pytest.mark.parametrize("token_class", ["input", "cache_read", "cache_write", "output"])
def test_quantities_are_telemetry_and_the_untracked_key(token_class, reports, events, sample):
    chosen = [row for row in reports if row["token_class"] == token_class]
    tracked = sum(int(row["quantity"]) for row in chosen if row["credential"] != "key_growth_scripts")
    reported = events.filter(pc.is_in(events["provider"], value_set=pc.cast(["openai", "anthropic"], "string")))
    before = reported.filter(pc.less(pc.strftime(reported["ts"], format="%Y-%m-%d"), sample.truth["as_of"]))
    assert tracked == pc.sum(before[f"{token_class}_tokens"]).as_py()


def test_requests_are_told_once(reports):
    seen = [(row["day"], row["credential"], row["model"]) for row in reports if row["requests"]]
    assert len(seen) == len(set(seen))


def test_there_is_no_money(reports):
    assert not {"cost", "amount", "usd"} & set(reports[0])
