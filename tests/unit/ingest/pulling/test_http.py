"""The client against a local vendor that misbehaves."""

from __future__ import annotations

import logging
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from outlay.ingest.pulling import http, private_network
from outlay.ingest.pulling.errors import (
    SourceAccessError,
    SourceAddressError,
    SourceFormatError,
    SourceRequestError,
    SourceUnreachableError,
)
from outlay.ingest.pulling.http import HttpClient
from tests.contract.sources.vendor import CUT, NOW, Reply, Status, Truth, Vendor

SECRET = "sk-secret-5d1c0a77e2"


class Echo(Vendor):
    kind = "echo"

    def respond(self, call):
        pages = {
            "/elsewhere": Reply(status=302, headers={"Location": f"{self.other}/told"}),
            "/here": Reply(status=307, headers={"Location": "/told?moved=1"}),
            "/circle": Reply(status=302, headers={"Location": "/circle"}),
            "/page": Reply(text="<html>log in</html>", headers={"Content-Type": "text/html"}),
            "/refused": Reply(status=422, json={"error": {"message": f"bad value near {SECRET}", "type": "x"}}),
            "/quoted": Reply(status=422, json={"error": "bad key sk%2F5d1c%2B0a77"}),
            "/metadata": Reply(status=302, headers={"Location": "http://169.254.169.254/latest/meta-data"}),
            "/links": Reply(json=[], headers={"Link": '</links?page=2>; rel="next"'}),
        }
        told = {"query": [list(pair) for pair in call.query], "headers": dict(call.headers), "amount": Decimal("0.10")}
        return pages.get(call.path) or Reply(json=told)

    def truth(self):
        return Truth()

    other = ""


@pytest.fixture
def vendor():
    with Echo() as running:
        yield running


@pytest.fixture
def own_authority(tmp_path):
    """A vendor whose certificate a private authority signed: the vendor's address, and the certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    made = (
        x509.CertificateBuilder(subject_name=name, issuer_name=name, public_key=key.public_key(), serial_number=1)
        .not_valid_before(datetime(2020, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2099, 1, 1, tzinfo=UTC))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem = tmp_path / "authority.pem"
    pem.write_bytes(made.public_bytes(Encoding.PEM))
    secret = tmp_path / "key.pem"
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    with Echo() as running:
        running.encrypt(pem, secret)
        yield running.url.replace("http://127.0.0.1", "https://localhost"), pem
    http._tls.cache_clear()


@pytest.fixture
def slept():
    return []


@pytest.fixture
def client(slept):
    made = HttpClient(hidden=[SECRET], is_private_allowed=True, sleep=slept.append)
    yield made
    made.close()


def test_fractions_stay_exact(client, vendor):
    found = client.get_json(vendor.url)["amount"]
    assert (found, type(found)) == (Decimal("0.10"), Decimal)


def test_a_query_is_added_to_the_addresses_own(client, vendor):
    found = client.get_json(f"{vendor.url}/?a=1", params=[("b[]", "2"), ("b[]", "ü 3")])
    assert found["query"] == [["a", "1"], ["b[]", "2"], ["b[]", "ü 3"]]


def test_it_waits_as_long_as_it_is_told_by_the_vendors_own_clock(client, vendor, slept):
    vendor.fail_next(Status(429, "5"), Status(503, "Tue, 03 Nov 2026 10:30:20 GMT"))
    client.get_json(vendor.url)
    assert [5 <= slept[0] < 6, 20 <= slept[1] < 21] == [True, True]


def test_it_waits_longer_each_time(client, vendor, slept):
    vendor.fail_next(*[Status(500)] * 4)
    client.get_json(vendor.url)
    assert [0.5 <= slept[0] <= 1, 4 <= slept[3] <= 8] == [True, True]


def test_it_gives_up_in_the_end(client, vendor, slept):
    vendor.fail_next(*[CUT] * 20)
    with pytest.raises(SourceUnreachableError, match="after 6 tries"):
        client.get_json(vendor.url)
    assert len(slept) == 5


def test_it_does_not_wait_for_hours(client, vendor, slept):
    vendor.fail_next(Status(429, "3600"))
    with pytest.raises(SourceUnreachableError, match="asks to wait 3,600 seconds"):
        client.get_json(vendor.url)
    assert slept == []


def test_a_refusal_has_the_vendors_words_and_the_permission(client, vendor):
    vendor.is_refusing = True
    with pytest.raises(SourceAccessError, match=r"\(403\): missing scopes") as caught:
        client.get_json(vendor.url, scope_hint="give the key the scope usage.read")
    assert caught.value.hint == "give the key the scope usage.read"


def test_an_error_shows_neither_query_nor_secret(client, vendor):
    with pytest.raises(SourceRequestError) as caught:
        client.get_json(f"{vendor.url}/refused?key=abc123", headers={"authorization": SECRET})
    assert "bad value near …" in caught.value.message
    assert "abc123" not in caught.value.message


def test_nothing_is_logged(client, vendor, caplog):
    caplog.set_level(logging.DEBUG)
    client.get_json(f"{vendor.url}/?key=abc123", headers={"authorization": SECRET})
    assert not {word for word in ("abc123", SECRET) if word in caplog.text}


def test_credentials_do_not_follow_to_another_host(client, vendor):
    with Echo() as other:
        vendor.other = other.url.replace("127.0.0.1", "localhost")
        client.get_json(f"{vendor.url}/elsewhere", headers={"x-api-key": SECRET, "authorization": SECRET})
    assert SECRET in vendor.calls[0].headers.values()
    assert SECRET not in str(other.calls)


def test_credentials_follow_on_the_same_host(client, vendor):
    found = client.get_json(f"{vendor.url}/here", headers={"x-api-key": SECRET})
    assert (vendor.calls[1].headers["x-api-key"], found["query"]) == (SECRET, [["moved", "1"]])


def test_a_redirect_to_where_clouds_give_out_credentials_is_refused_though_private_addresses_are_allowed(
    client, vendor
):
    with pytest.raises(SourceAddressError, match="give out credentials"):
        client.get(f"{vendor.url}/metadata", headers={"x-api-key": SECRET})


def test_a_name_that_resolves_to_something_else_by_now_is_sent_nothing(vendor, monkeypatch):
    monkeypatch.setattr(private_network.demand_allowed, "__defaults__", (lambda _: ["93.184.216.34"],))
    client = HttpClient()
    with pytest.raises(SourceAddressError, match="private network"):
        client.get(vendor.url.replace("127.0.0.1", "localhost"), headers={"x-api-key": SECRET})
    client.close()
    assert vendor.calls == []


def test_redirects_in_circles_end(client, vendor):
    with pytest.raises(SourceRequestError, match="redirects in circles"):
        client.get(f"{vendor.url}/circle")


def test_a_page_instead_of_json_is_named(client, vendor):
    with pytest.raises(SourceFormatError, match=r"not JSON \(text/html\)"):
        client.get_json(f"{vendor.url}/page")


def test_links_are_read(client, vendor):
    assert client.get(f"{vendor.url}/links").links["next"] == "/links?page=2"


def test_the_vendors_clock_is_known(client, vendor):
    client.get(vendor.url)
    assert client.vendor_time == NOW


def test_a_private_address_is_refused(vendor):
    client = HttpClient()
    for url in (vendor.url, vendor.url.replace("127.0.0.1", "localhost")):
        with pytest.raises(SourceAddressError, match="private network"):
            client.get(url)
    assert vendor.calls == []


def test_what_is_no_address_is_refused(client):
    with pytest.raises(SourceUnreachableError):
        client.get("http://127.0.0.1:1/")
    with pytest.raises(SourceRequestError):
        HttpClient().get("ftp://example.com/")


def test_an_answer_that_fills_the_memory_is_not_read_on(client, vendor, monkeypatch):
    monkeypatch.setattr("outlay.ingest.pulling.http._LARGEST_ANSWER", 10)
    with pytest.raises(SourceRequestError, match=r"page answers with more than 0 MB"):
        client.get(f"{vendor.url}/page")


@pytest.mark.parametrize("is_private_allowed", [True, False])
def test_a_port_that_cannot_be_is_told(is_private_allowed):
    with pytest.raises(SourceRequestError, match="no such port"):
        HttpClient(is_private_allowed=is_private_allowed).get("http://example.com:99999/")


def test_a_secret_in_its_web_form_is_hidden(vendor):
    client = HttpClient(hidden=["sk/5d1c+0a77"], is_private_allowed=True)
    with pytest.raises(SourceRequestError) as caught:
        client.get(f"{vendor.url}/quoted")
    client.close()
    assert "5d1c" not in caught.value.message


@pytest.mark.parametrize("seconds", ["1000000000", "1e9", "Fri, 31 Dec 9999 23:59:59 GMT"])
def test_an_absurd_wait_is_not_waited_for(client, vendor, slept, seconds):
    vendor.fail_next(Status(429, seconds))
    with pytest.raises(SourceUnreachableError, match="asks to wait"):
        client.get_json(vendor.url)
    assert slept == []


@pytest.mark.parametrize("seconds", ["-1000000000", "Thu, 01 Jan 1970 00:00:00 GMT", "nan", "inf", "-inf", ""])
def test_a_wait_that_is_none_is_a_short_one(client, vendor, slept, seconds):
    vendor.fail_next(Status(429, seconds))
    client.get_json(vendor.url)
    assert [0 <= pause <= 1 for pause in slept] == [True]


def test_a_certificate_of_an_unknown_authority_is_refused_at_once(client, own_authority, slept):
    http._tls.cache_clear()
    url, _ = own_authority
    with pytest.raises(SourceUnreachableError, match="certificate that is not trusted: self-signed") as caught:
        client.get(url, headers={"authorization": SECRET})
    assert "SSL_CERT_FILE" in caught.value.hint
    assert slept == []


def test_a_private_authority_is_trusted_where_it_is_named(client, own_authority, monkeypatch):
    url, pem = own_authority
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    http._tls.cache_clear()
    assert client.get(url).status == 200


def test_a_certificate_for_another_name_is_refused(client, own_authority, monkeypatch):
    url, pem = own_authority
    monkeypatch.setenv("SSL_CERT_FILE", str(pem))
    http._tls.cache_clear()
    with pytest.raises(SourceUnreachableError, match="certificate that is not trusted"):
        client.get(url.replace("localhost", "127.0.0.1"))
