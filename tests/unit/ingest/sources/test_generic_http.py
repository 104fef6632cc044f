"""The generic HTTP source: every kind of paging, whole answers, and errors that name the mapping."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from pydantic import ValidationError

from outlay.ingest.pulling.errors import SourceFormatError, SourceRequestError
from outlay.ingest.pulling.http import HttpClient
from outlay.ingest.pulling.model import Window
from outlay.ingest.sources.generic_http import Settings, Source
from tests.contract.sources.vendor import NOW, Reply, Truth, Vendor

DAY = Window(since=datetime(2026, 11, 1, tzinfo=UTC), until=datetime(2026, 11, 2, tzinfo=UTC))
ITEMS = [{"day": f"2026-11-{1 + n // 4:02}", "cost": str(n)} for n in range(7)]


class Lists(Vendor):
    """Seven records in pages of three, led on in every way there is."""

    kind = "generic-http"

    def respond(self, call):
        start = int(call.get("offset") or call.get("cursor") or 0) or (int(call.get("page") or 1) - 1) * 3
        start = int(call.json.get("cursor", 0)) if call.method == "POST" else start
        rest = start + 3
        following = f"/{call.path.strip('/')}?offset={rest}"
        has_more = rest < len(ITEMS)
        body = {"items": ITEMS[start:rest], "next": rest if has_more else None, "more": has_more}
        if call.path == "/urls":
            body["next"] = following if has_more else None
        if call.path == "/elsewhere":
            body["next"] = "https://elsewhere.example/items"
        link = {"Link": f'<{self.url}{following}>; rel="next"'} if has_more else {}
        return Reply(json=body, headers=link)

    def truth(self):
        return Truth()


@pytest.fixture
def vendor():
    with Lists() as running:
        yield running


def settings(vendor, path="/x", **more):
    mapping = {"charges": {"BilledCost": "cost", "ChargePeriodStart": "day"}}
    known = {"url": vendor.url + path, "issuer": "Acme", "billing_account": "a", "records": "items", "mapping": mapping}
    return Settings(**{**known, "allow_private_network": True, **more})


def fetch(told, window=DAY):
    http = HttpClient(is_private_allowed=True, sleep=lambda _: None)
    try:
        return list(Source(told, http, NOW).fetch(window))
    finally:
        http.close()


@pytest.mark.parametrize(
    ("path", "paging", "method"),
    [
        ("/x", {"kind": "cursor", "param": "cursor", "field": "next"}, "GET"),
        ("/x", {"kind": "cursor", "param": "cursor", "field": "next"}, "POST"),
        ("/x", {"kind": "page", "param": "page", "more_field": "more"}, "GET"),
        ("/x", {"kind": "page", "param": "page", "size_param": "limit", "size": 3}, "GET"),
        ("/x", {"kind": "offset", "param": "offset"}, "GET"),
        ("/x", {"kind": "link"}, "GET"),
        ("/urls", {"kind": "next_url", "field": "next"}, "GET"),
    ],
    ids=["cursor", "cursor-post", "page-more", "page-size", "offset", "link", "next-url"],
)
def test_every_page_is_read_once(vendor, path, paging, method):
    window = Window(since=DAY.since, until=datetime(2026, 11, 4, tzinfo=UTC))
    buckets = fetch(settings(vendor, path, paging=paging, method=method), window)
    assert [[record["cost"] for record in bucket.records] for bucket in buckets] == [
        ["0", "1", "2", "3"],
        ["4", "5", "6"],
        [],
    ]


class Numbered(Vendor):
    """Seven records by page number, in pages of two however many are asked for; the second page is short."""

    kind = "generic-http"
    pages = ((0, 2), (2, 3), (3, 5), (5, 7))
    is_strict = False
    total: object = len(ITEMS)

    def respond(self, call):
        number = int(call.get("page") or 1)
        if number > len(self.pages):
            return Reply(status=404, json={"detail": "Invalid page."}) if self.is_strict else Reply(json={"items": []})
        start, end = self.pages[number - 1]
        return Reply(json={"items": ITEMS[start:end], "count": self.total, "more": number < len(self.pages)})

    def truth(self):
        return Truth()


@pytest.fixture
def numbered():
    with Numbered() as running:
        yield running


def costs(vendor, **paging):
    window = Window(since=DAY.since, until=datetime(2026, 11, 4, tzinfo=UTC))
    told = settings(vendor, paging={"kind": "page", "param": "page", **paging})
    return [record["cost"] for bucket in fetch(told, window) for record in bucket.records]


@pytest.mark.parametrize(
    ("paging", "requests"),
    [({}, 5), ({"total_field": "count"}, 4), ({"more_field": "more"}, 4), ({"more_field": "nowhere"}, 5),
     ({"size_param": "limit", "size": 500}, 5)],
    ids=["empty-page", "total", "more", "more-unsaid", "capped"],
)  # fmt: skip
def test_a_short_page_is_not_the_last(numbered, paging, requests):
    assert costs(numbered, **paging) == [str(n) for n in range(7)]
    assert len(numbered.calls) == requests


def test_a_short_page_after_a_full_one_is_the_last(numbered):
    numbered.pages = ((0, 3), (3, 6), (6, 7))
    assert costs(numbered, size=3) == [str(n) for n in range(7)]
    assert len(numbered.calls) == 3


def test_fewer_records_than_the_vendor_counts_are_an_error(numbered):
    numbered.total = "9"
    with pytest.raises(SourceFormatError, match=r"7 records of 2026-11-01 came, but count is 9"):
        costs(numbered, total_field="count")


def test_a_total_that_is_no_count_is_named(numbered):
    numbered.total = "many"
    with pytest.raises(SourceFormatError, match=r"paging\.total_field: count is 'many'"):
        costs(numbered, total_field="count")


def test_a_vendor_that_refuses_the_page_after_the_last_says_what_to_set(numbered):
    numbered.is_strict = True
    with pytest.raises(SourceRequestError, match="Invalid page") as caught:
        costs(numbered)
    assert "paging.total_field" in caught.value.hint
    assert len(costs(numbered, total_field="count")) == 7


def test_a_credential_does_not_follow_to_another_host(vendor):
    with pytest.raises(SourceFormatError, match=r"the next page is at elsewhere\.example"):
        fetch(settings(vendor, "/elsewhere", paging={"kind": "next_url", "field": "next"}))


def test_the_period_is_written_as_the_vendor_wants_it(vendor):
    fetch(settings(vendor, "/x?a={since}&b={until}", time_format="%d.%m.%Y", is_until_inclusive=True))
    assert vendor.calls[0].query == [("a", "01.11.2026"), ("b", "01.11.2026")]


@pytest.mark.parametrize(
    ("auth", "header"),
    [
        ({"auth": "bearer"}, ("authorization", "Bearer t0ken")),
        ({"auth": "basic", "user": "me"}, ("authorization", "Basic bWU6dDBrZW4=")),
        ({"auth": "header", "auth_header": "X-Key"}, ("x-key", "t0ken")),
    ],
    ids=["bearer", "basic", "header"],
)
def test_it_lets_itself_in(vendor, auth, header):
    fetch(settings(vendor, token="t0ken", **auth))
    assert vendor.calls[0].headers[header[0]] == header[1]


def test_a_wrong_path_of_records_names_what_there_is(vendor):
    with pytest.raises(
        SourceFormatError, match="records: data is nothing, not a list; the answer has items, next, more"
    ):
        fetch(settings(vendor, records="data"))


def test_a_record_without_its_cost_names_the_line_and_the_record(vendor):
    told = settings(vendor, mapping={"charges": {"BilledCost": "price", "ChargePeriodStart": "day"}})
    source = Source(told, None, NOW)
    with pytest.raises(SourceFormatError, match=r"charges\.BilledCost: record 1 of 2026-11-01 has no field 'price'"):
        source.normalise(DAY.since.date(), fetch(told))


def test_negative_amounts_are_adjustments(vendor):
    told = settings(vendor, mapping={"charges": {"BilledCost": "=-5", "ChargePeriodStart": "day"}})
    charge = Source(told, None, NOW).normalise(DAY.since.date(), fetch(told)).charges[0]
    assert (charge["ChargeCategory"], charge["EffectiveCost"]) == ("Adjustment", Decimal(-5))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"mapping": {"charges": {"BilledCost": "cost"}}}, "map charges.ChargePeriodStart"),
        ({"auth": "bearer"}, "auth: bearer needs the secret token"),
        ({"paging": {"kind": "cursor"}}, "needs field"),
    ],
    ids=["time", "token", "cursor"],
)
def test_settings_that_cannot_work_are_named(vendor, more, words):
    with pytest.raises(ValidationError, match=words):
        settings(vendor, **more)
