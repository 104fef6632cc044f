"""However the days of a vendor are cut into pulls, and whatever happened on them: the same facts, and its total."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.ingest.pulling.model import Bucket, Facts, Source, Window
from tests.contract.sources.vendor import FIRST, Call, Vendor, render_json

KINDS = ("anthropic", "anthropic_analytics", "claude_code", "openai", "openrouter")
_SINCE = datetime(2026, 10, 27, tzinfo=UTC)
_MONTHS = (date(2026, 10, 1), date(2026, 11, 1))
_DAYS = 8

cuts = st.lists(st.integers(min_value=1, max_value=_DAYS - 1), unique=True, max_size=4).map(sorted)
activities = st.lists(st.integers(min_value=0, max_value=9), min_size=6, max_size=6)


class DirectHttp:
    """Asks a stub vendor without a network between."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def get_json(
        self,
        url: str,
        *,
        params: Sequence[tuple[str, str]] = (),
        headers: Mapping[str, str],
        scope_hint: str | None = None,
    ) -> Any:
        del scope_hint
        plain = {name.lower(): value for name, value in headers.items()}
        call = Call(method="GET", path=urlsplit(url).path, query=list(params), headers=plain, body=b"")
        reply = self._vendor.respond(call)
        assert reply.status == 200, reply
        return json.loads(render_json(reply.json), parse_float=Decimal)


def _vendor(kind: str, amounts: Sequence[int]) -> Vendor:
    vendor: Vendor = import_module(f"tests.contract.sources.{kind}").Stub()
    vendor.activity = {FIRST + timedelta(days=n): amount for n, amount in enumerate(amounts)}
    return vendor


def _source(kind: str, vendor: Vendor) -> Source:
    found = import_module(f"outlay.ingest.sources.{kind}").Source
    given_settings = found.settings_type(**{**vendor.settings(), "base_url": "http://stub"}, **vendor.secrets)
    source: Source = found(given_settings, DirectHttp(vendor), vendor.clock)
    return source


def _facts(source: Source, vendor: Vendor, cut_days: Sequence[int], overlap: int) -> list[Facts]:
    held: dict[tuple[str, datetime], Bucket] = {}
    moments = [_SINCE, *(_SINCE + timedelta(days=day) for day in cut_days)]
    for since, until in zip(moments, [*moments[1:], vendor.clock], strict=True):
        for bucket in source.fetch(Window(since=since - timedelta(days=overlap), until=until)):
            held[bucket.dataset, bucket.start] = bucket
    buckets = [held[key] for key in sorted(held)]
    return [
        source.normalise(month, [bucket for bucket in buckets if bucket.start.date().replace(day=1) == month])
        for month in _MONTHS
    ]


def _plain(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items(), key=lambda item: item[0])) for row in rows)


@pytest.mark.parametrize("kind", KINDS)
@given(cut_days=cuts, overlap=st.integers(min_value=0, max_value=3))
@settings(max_examples=15, deadline=None)
def test_any_partition_into_pulls_gives_the_same_facts(kind: str, cut_days: list[int], overlap: int) -> None:
    vendor = _vendor(kind, [5, 3, 0, 4, 7, 2])
    source = _source(kind, vendor)
    whole, parts = _facts(source, vendor, (), 0), _facts(source, vendor, cut_days, overlap)
    for name in ("charges", "usage", "seats"):
        assert [_plain(getattr(facts, name)) for facts in parts] == [_plain(getattr(facts, name)) for facts in whole]


@pytest.mark.parametrize("kind", KINDS)
@given(amounts=activities)
@settings(max_examples=15, deadline=None)
def test_charges_and_usage_are_the_vendors_totals_exactly(kind: str, amounts: list[int]) -> None:
    vendor = _vendor(kind, amounts)
    facts = _facts(_source(kind, vendor), vendor, (), 0)
    truth = vendor.truth()
    charged = sum((charge["BilledCost"] for one in facts for charge in one.charges), Decimal(0))
    assert charged == sum(truth.charged.values(), Decimal(0))
    assert sum(row["quantity"] for one in facts for row in one.usage) == truth.tokens


@pytest.mark.parametrize("kind", ["anthropic", "anthropic_analytics", "openai"])
@given(amounts=activities)
@settings(max_examples=10, deadline=None)
def test_each_months_charges_are_the_total_that_the_vendor_states(kind: str, amounts: list[int]) -> None:
    vendor = _vendor(kind, amounts)
    for facts in _facts(_source(kind, vendor), vendor, (), 0):
        stated = sum((total.amount for total in facts.stated), Decimal(0))
        assert sum((charge["BilledCost"] for charge in facts.charges), Decimal(0)) == stated
