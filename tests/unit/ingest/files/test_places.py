from __future__ import annotations

import pytest

from outlay.core.errors import UsageError
from outlay.ingest.files import is_place, open_place
from outlay.ingest.files.places import PlaceError
from tests.bucket import ACCOUNT, SECRET

KEY = "c2VjcmV0c2VjcmV0c2VjcmV0c2VjcmV0"


def options_of(scheme, address):
    client = {"client_options": {"allow_http": True}, "retry_config": {"max_retries": 0}}
    if scheme == "s3":
        keys = {"access_key_id": "AKIA", "secret_access_key": SECRET, "region": "eu-west-1"}
        return {"endpoint": address, **keys, **client}
    if scheme == "gs":
        return {"base_url": address, "skip_signature": True, **client}
    return {"endpoint": f"{address}/{ACCOUNT}", "account_name": ACCOUNT, "account_key": KEY, **client}


URLS = {"s3": "s3://bills/exports", "gs": "gs://bills/exports", "az": "az://bills/exports"}


@pytest.mark.parametrize("scheme", sorted(URLS))
def test_every_page_of_a_bucket_is_listed_and_read(bucket, address, tmp_path, scheme):
    for number in range(5):
        bucket.put(f"exports/part {number}.csv", f"row {number}".encode() * 100_000)
    place = open_place(URLS[scheme], options_of(scheme, address))
    files = list(place.list())
    assert [file.path for file in files] == [f"part {number}.csv" for number in range(5)]
    assert place.fetch(files[3], tmp_path).read_bytes() == b"row 3" * 100_000


def test_a_url_may_name_one_object(bucket, address):
    bucket.put("exports/a.csv", b"a")
    bucket.put("exports/b.csv", b"bb")
    files = list(open_place("s3://bills/exports/b.csv", options_of("s3", address)).list())
    assert [(file.path, file.size) for file in files] == [("b.csv", 2)]


def test_missing_permission_is_named_without_the_secret(bucket, address):
    bucket.is_denied = True
    with pytest.raises(PlaceError, match="s3://bills/exports cannot be read") as caught:
        list(open_place("s3://bills/exports", options_of("s3", address)).list())
    assert "s3:GetObject" in caught.value.hint
    assert SECRET not in f"{caught.value.message} {caught.value.hint}"


def test_an_object_that_leads_out_of_the_folder_is_refused(bucket, address, tmp_path):
    bucket.put("exports/../../evil.csv", b"x")
    place = open_place("s3://bills/exports", options_of("s3", address))
    with pytest.raises(PlaceError):
        [place.fetch(file, tmp_path / "in") for file in place.list()]
    assert list(tmp_path.rglob("evil.csv")) == []


def test_a_folder_is_read_where_it_lies(tmp_path):
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.csv").write_text("x", encoding="utf-8")
    place = open_place(str(tmp_path))
    (file,) = place.list()
    assert (file.path, place.fetch(file, tmp_path / "unused")) == ("deep/a.csv", tmp_path / "deep" / "a.csv")


def test_folders_and_buckets_are_places_and_files_are_not(tmp_path):
    (tmp_path / "a.csv").write_text("x", encoding="utf-8")
    assert [is_place(str(tmp_path)), is_place("s3://b"), is_place(str(tmp_path / "a.csv"))] == [True, True, False]


def test_other_schemes_are_refused_by_name():
    with pytest.raises(UsageError, match="ftp://x"):
        open_place("ftp://x/y")
