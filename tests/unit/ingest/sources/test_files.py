from __future__ import annotations

from datetime import UTC, datetime

import pytest

from outlay.ingest.sources.files import Settings, Source
from tests.bucket import SECRET, serving


@pytest.fixture
def served():
    with serving() as (bucket, address):
        yield bucket, address


def source(address, url="s3://bills/exports"):
    settings = Settings(
        url=url, endpoint=address, region="eu-west-1", access_key_id="AKIA", secret_access_key=SECRET, bill="aws-cur"
    )
    return Source(settings, None, datetime(2026, 11, 1, tzinfo=UTC))


def fetch(made, folder, known):
    return [(one.name, [path.read_bytes() for path in one.files]) for one in made.fetch_files(folder, known)]


def test_only_what_changed_is_fetched(served, tmp_path):
    bucket, address = served
    bucket.put("exports/month=2026-09/a.csv", b"nine")
    bucket.put("exports/month=2026-10/a.csv", b"ten")
    known = {one.name: one.fingerprint for one in source(address).fetch_files(tmp_path, {})}
    assert fetch(source(address), tmp_path, known) == []
    bucket.put("exports/month=2026-10/a.csv", b"ten again")
    assert fetch(source(address), tmp_path, known) == [("2026-10", [b"ten again"])]
    assert list(tmp_path.iterdir()) == []


def test_the_check_names_what_may_not_be_read(served):
    bucket, address = served
    bucket.is_denied = True
    (check,) = source(address).check()
    assert (check.is_ok, "s3:ListBucket" in check.hint, SECRET in f"{check}") == (False, True, False)


def test_the_check_counts_what_is_there(served):
    bucket, address = served
    bucket.put("exports/month=2026-10/a.csv", b"ten")
    (check,) = source(address).check()
    assert (check.is_ok, check.text) == (True, "1 complete deliveries: 2026-10")
