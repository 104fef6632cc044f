from __future__ import annotations

import csv
import statistics

import numpy as np
import pytest

from outlay.demo import shapes

TRACES = {
    "conv": (shapes.CONVERSATION_INPUT, shapes.CONVERSATION_OUTPUT),
    "code": (shapes.CODE_INPUT, shapes.CODE_OUTPUT),
}


def _sample(shape, *, scale=1.0, cap=10**9):
    return shape.sample(np.random.Generator(np.random.PCG64(1)), 200_000, scale=scale, cap=cap)


@pytest.mark.shared
@pytest.mark.parametrize("name", TRACES)
@pytest.mark.parametrize("column", [0, 1])
def test_lengths_are_shaped_like_the_trace(name, column, shared_data):
    path = shared_data / "traces" / "azure-llm-2023" / f"AzureLLMInferenceTrace_{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        real = [int(row[column + 1]) for row in list(csv.reader(file))[1:]]
    made = _sample(TRACES[name][column])
    assert made.mean() == pytest.approx(statistics.fmean(real), rel=0.12)
    assert np.median(np.log(made)) == pytest.approx(statistics.median(np.log(real)), rel=0.06)


def test_a_scale_stretches_lengths():
    assert _sample(shapes.CODE_INPUT, scale=10).mean() == pytest.approx(
        10 * _sample(shapes.CODE_INPUT).mean(), rel=0.01
    )


def test_lengths_stay_within_the_limits():
    lengths = _sample(shapes.CONVERSATION_INPUT, scale=100, cap=50_000)
    assert (lengths.min(), lengths.max()) == (lengths.clip(1).min(), 50_000)
