from __future__ import annotations

from outlay.demo import describe


def test_the_stories_fit_a_few_lines(sample):
    lines = describe(sample.truth)
    assert 5 <= len(lines) <= 10
    assert all(len(line) <= 160 for line in lines)


def test_figures_are_those_of_the_truth(sample):
    lines = "\n".join(describe(sample.truth))
    assert sample.truth["stories"]["unprofitable_customer"]["customer"] in lines
    assert f"{sample.truth['events']['requests']:,} requests" in lines
