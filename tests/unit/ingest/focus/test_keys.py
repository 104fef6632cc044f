from __future__ import annotations

import pytest

from outlay.ingest.focus.keys import token_class_of
from tests.unit.ingest.focus.bill import World, row


@pytest.mark.parametrize(
    ("direction", "cache", "meter", "unit", "kind"),
    [
        ("Input", "Uncached", None, None, "input"),
        ("Input", "Read", None, None, "cache_read"),
        ("Input", "Write", None, None, "cache_write"),
        ("Output", None, None, None, "output"),
        (None, None, "Cache Read Input Tokens", None, "cache_read"),
        (None, None, "USE1-Claude-input-tokens", None, "input"),
        (None, None, "gpt-4o output", "1M Tokens", "output"),
        (None, None, "BoxUsage:m5.large", "Hours", None),
    ],
)
def test_token_classes_are_read(direction, cache, meter, unit, kind):
    assert token_class_of(direction, cache, meter, unit) == kind


@pytest.mark.parametrize(
    "tags", ['{"Team":"ads"}', '{"user:team":"ads"}', '"OWNER_TEAM":"ads"', '{"squad":"ads","x":{"y":1}}']
)
def test_tags_fill_dimensions_whatever_their_case_and_prefix(world, tags):
    world.take(world.bill("b.csv", row(Tags=tags)))

    assert world.one("SELECT team FROM key") == "ads"


def test_tags_that_are_no_json_fill_nothing(world):
    world.take(world.bill("b.csv", row(Tags="team=ads")))

    assert world.one("SELECT team FROM key") is None


def test_wanted_tags_are_kept_in_the_key(tmp_path):
    world = World(tmp_path, key_tags=["ticket"])
    world.take(world.bill("b.csv", row(Tags='{"Ticket":"T-1","other":"x"}')))
    found = world.one("SELECT tags FROM key")
    world.close()

    assert found == '{"ticket":"T-1"}'


def test_price_details_name_model_and_gpu(world):
    details = '{"InstanceType":"p5.48xlarge","ModelId":"llama"}'
    world.take(world.bill("b.csv", row(SkuPriceDetails=details)))

    assert world.rows("SELECT model, gpu_model, cost_group FROM key") == [
        {"model": "llama", "gpu_model": "h100", "cost_group": "ai"}
    ]
