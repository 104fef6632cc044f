"""Flags and states in plain words."""

from __future__ import annotations

import pytest

from outlay.report.request_words import explain_flag, explain_state


@pytest.mark.parametrize(
    ("flag", "words"),
    [
        ("sampled:0.1", "One request of a sample that keeps 0.1: usage and cost are scaled up to stand for the rest."),
        ("context_unmatched:service_tier=turbo", "No price is known for service tier=turbo; standard rates stand in"),
        ("contradiction:cache_above_input", "cache above input"),
        ("quite_new:x_y", "quite new: x y"),
    ],
)
def test_a_flag_is_a_sentence(flag, words):
    assert words in explain_flag(flag)


def test_a_stated_cost_says_by_whom():
    assert explain_state("stated", "provider") == "The cost was stated for this request by the provider."


def test_every_flag_of_the_price_reference_has_words(request):
    text = (request.config.rootpath / "docs/reference/prices.md").read_text(encoding="utf-8")
    table = text.split("## Flags", 1)[1].split("##", 1)[0]
    names = {
        part.split(":")[0]
        for line in table.splitlines()
        for part in line.split("|")[1:2]
        for part in part.split("`")[1::2]
    }
    lacking = [name for name in sorted(names) if explain_flag(f"{name}:x") == f"{name.replace('_', ' ')}: x"]
    assert lacking == []
