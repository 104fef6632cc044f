from __future__ import annotations

import pytest

from outlay.ingest.pulling.errors import SourceAddressError, SourceUnreachableError
from outlay.ingest.pulling.private_network import demand_allowed


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "192.168.1.1", "169.254.169.254", "0.1.2.3", "::1", "fe80::1", "fd00::1",
     "::ffff:10.0.0.1", "100.64.0.1", "224.0.0.1"],
)  # fmt: skip
def test_a_name_of_a_private_address_is_refused(address):
    with pytest.raises(SourceAddressError, match=r"billing\.example"):
        demand_allowed("https://billing.example/x", resolve=lambda _: ["93.184.216.34", address])


@pytest.mark.parametrize("url", ["http://169.254.169.254/latest/meta-data", "https://[::1]:8443/", "http://10.0.0.8"])
def test_a_private_address_written_out_is_refused(url):
    with pytest.raises(SourceAddressError):
        demand_allowed(url, resolve=lambda _: [])


def test_a_public_address_is_taken():
    demand_allowed("https://billing.example/x", resolve=lambda _: ["93.184.216.34", "2606:2800:220:1::1"])


def test_a_proxy_resolves_names_itself(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://proxy.example:3128")
    demand_allowed("https://only-the-proxy-knows.example/", resolve=lambda _: pytest.fail("was resolved here"))
    with pytest.raises(SourceAddressError):
        demand_allowed("https://10.0.0.8/")


def test_an_unknown_name_is_said_to_be_unknown():
    def fail(_):
        raise OSError(2, "no such host")

    with pytest.raises(SourceUnreachableError, match=r"nowhere\.example is not known") as caught:
        demand_allowed("https://nowhere.example", resolve=fail)
    assert "HTTPS_PROXY" in caught.value.hint


@pytest.mark.parametrize(
    "address",
    ["169.254.169.254", "169.254.1.1", "fe80::1", "fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "168.63.129.16",
     "::ffff:169.254.169.254", "64:ff9b::a9fe:a9fe", "2002:a9fe:a9fe::1", "::169.254.169.254"],
)  # fmt: skip
def test_where_clouds_give_out_credentials_is_refused_even_where_private_addresses_are_allowed(address):
    with pytest.raises(SourceAddressError, match="give out credentials"):
        demand_allowed("https://billing.example/x", resolve=lambda _: ["10.0.0.1", address], is_private_allowed=True)


@pytest.mark.parametrize("host", ["2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "[::ffff:a9fe:a9fe]"])
def test_such_an_address_in_another_spelling_is_refused_too(host):
    with pytest.raises(SourceAddressError, match="give out credentials"):
        demand_allowed(f"http://{host}/latest/meta-data", resolve=lambda _: ["10.0.0.1"], is_private_allowed=True)


@pytest.mark.parametrize("address", ["127.0.0.1", "10.1.2.3", "::1", "fd00::1", "::ffff:10.0.0.1"])
def test_a_private_address_is_taken_where_it_is_allowed(address):
    demand_allowed("https://billing.example/x", resolve=lambda _: [address], is_private_allowed=True)
