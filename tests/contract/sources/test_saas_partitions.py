"""However days are cut into pulls, sources of seats, files, posts and links give the same facts, and the right sum."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from importlib import import_module
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from outlay.ingest.pulling.answers import Answer
from outlay.ingest.pulling.model import Bucket, Facts, Window
from tests.contract.sources.vendor import FIRST, Call, Vendor, render_json

KINDS = ("azure_openai", "bedrock_logs", "cursor", "datadog", "github_copilot", "wandb")
_SINCE = datetime(2026, 10, 27, tzinfo=UTC)
_MONTHS = (date(2026, 10, 1), date(2026, 11, 1))
_FACTS = ("charges", "usage", "events", "seats", "runs")

cuts = st.lists(st.integers(min_value=1, max_value=7), unique=True, max_size=4).map(sorted)
activities = st.lists(st.integers(min_value=0, max_value=9), min_size=6, max_size=6)


class DirectHttp:
    """Asks a stub vendor without a network between."""

    def __init__(self, vendor: Vendor) -> None:
        self._vendor = vendor

    def get(self, url: str, *, params: Sequence[tuple[str, str]] = (), **more: Any) -> Answer:
        return self._ask("GET", url, params, more, b"")

    def get_json(self, url: str, *, params: Sequence[tuple[str, str]] = (), **more: Any) -> Any:
        return self._ask("GET", url, params, more, b"").json()

    def post_json(self, url: str, *, json: object, **more: Any) -> Any:
        return self._ask("POST", url, (), more, render_json(json).encode()).json()

    def post_form(self, url: str, *, form: Mapping[str, str], **more: Any) -> Any:
        return self._ask("POST", url, (), more, urlencode(form).encode()).json()

    def _ask(
        self, method: str, url: str, params: Sequence[tuple[str, str]], more: Mapping[str, Any], body: bytes
    ) -> Answer:
        parts = urlsplit(url)
        query = [*parse_qsl(parts.query, keep_blank_values=True), *params]
        headers = {name.lower(): value for name, value in more.get("headers", {}).items()}
        reply = self._vendor.respond(Call(method=method, path=parts.path, query=query, headers=headers, body=body))
        assert reply.status == 200, reply
        links = {rel: target for target, rel in re.findall(r'<([^>]+)>; rel="(\w+)"', reply.headers.get("Link", ""))}
        return Answer(status=200, url=url, headers={}, content=reply.content, links=links)


@pytest.fixture(params=KINDS, scope="module")
def stub(request):
    """A stub vendor, whose activity each example sets, and the class of its source."""
    with import_module(f"tests.contract.sources.{request.param}").Stub() as vendor:
        yield vendor, import_module(f"outlay.ingest.sources.{request.param}").Source


def _facts(stub: Any, cut_days: Sequence[int] = (), overlap: int = 0) -> list[Facts]:
    vendor, found = stub
    source = found(found.settings_type(**vendor.settings(), **vendor.secrets), DirectHttp(vendor), vendor.clock)
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


def _plain(facts: Facts) -> list[list[str]]:
    return [sorted(repr(sorted(row.items())) for row in getattr(facts, name)) for name in _FACTS]


@given(cut_days=cuts, overlap=st.integers(min_value=0, max_value=3))
@settings(max_examples=10, deadline=None)
def test_any_partition_into_pulls_gives_the_same_facts(stub, cut_days, overlap):
    stub[0].activity = {FIRST + timedelta(days=n): amount for n, amount in enumerate([5, 3, 0, 4, 7, 2])}
    whole, parts = _facts(stub), _facts(stub, cut_days, overlap)
    assert [_plain(facts) for facts in parts] == [_plain(facts) for facts in whole]


@given(amounts=activities)
@settings(max_examples=10, deadline=None)
def test_what_comes_is_what_the_vendor_says(stub, amounts):
    stub[0].activity = {FIRST + timedelta(days=n): amount for n, amount in enumerate(amounts)}
    facts, truth = _facts(stub), stub[0].truth()
    charged = sum((charge["BilledCost"] for one in facts for charge in one.charges), Decimal(0))
    assert charged == sum(truth.charged.values(), Decimal(0))
    assert sum(row["quantity"] for one in facts for row in one.usage) == (truth.tokens or 0)
    assert sum(len(one.events) for one in facts) == (truth.events or 0)
    assert sum(len(one.runs) for one in facts) == (truth.runs or 0)


@given(amounts=activities)
@settings(max_examples=10, deadline=None)
def test_a_months_charges_are_the_total_that_the_vendor_states(stub, amounts):
    stub[0].activity = {FIRST + timedelta(days=n): amount for n, amount in enumerate(amounts)}
    for facts in _facts(stub):
        stated = [total.amount for total in facts.stated]
        if stated:
            assert sum((charge["BilledCost"] for charge in facts.charges), Decimal(0)) == sum(stated, Decimal(0))
