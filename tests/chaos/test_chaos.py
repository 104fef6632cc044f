"""The short form of `make chaos`: three processes are killed while telemetry is sent, retried and merged."""

from __future__ import annotations

import pytest

from tests.chaos.family import Family
from tests.chaos.storm import Storm


@pytest.mark.slow
def test_count_and_cost_survive_kills_to_the_last_unit(tmp_path):
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with Family(data_dir) as family:
        storm = Storm(family=family, seed=3)
        storm.run(3, check_every=3)
        assert sum(storm.kills.values()) == 3
        assert storm.truth.events > 300
