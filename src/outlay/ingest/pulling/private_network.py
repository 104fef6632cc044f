"""Keeps a source from being pointed at this machine or its private network, where metadata services give out keys."""

from __future__ import annotations

import ipaddress
import re
import socket
import urllib.request
from collections.abc import Callable, Iterable, Iterator
from typing import Final
from urllib.parse import urlsplit

from outlay.ingest.pulling.errors import SourceAddressError, SourceRequestError, SourceUnreachableError

Resolve = Callable[[str], Iterable[str]]
"""The addresses of a host name."""

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_CARRIERS: Final = tuple(map(ipaddress.ip_network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""Networks whose addresses end with an IPv4 address: NAT64, and what came before mapped ones."""
_METADATA: Final = frozenset(
    map(
        ipaddress.ip_address,
        # AWS and Google over IPv6, Alibaba, Oracle's older one, Azure's host; all others are link-local
        ("fd00:ec2::254", "fd20:ce::254", "100.100.100.200", "192.0.0.192", "168.63.129.16"),
    )
)
_NUMBERS: Final = re.compile(r"[0-9a-fx.]+", re.IGNORECASE)
_UNKNOWN_HOST: Final = (
    "see whether the address is spelled right, and whether this machine reaches the internet, or set HTTPS_PROXY"
)
_HINT: Final = "set allow_private_network=true of the source if this address is meant"


def resolve_host(host: str) -> list[str]:
    """Ask the system for a host's addresses."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})


def demand_allowed(url: str, resolve: Resolve = resolve_host, *, is_private_allowed: bool = False) -> None:
    """Refuse a URL whose host is, or resolves to, an address that a source may not reach.

    A proxy of the environment resolves names itself: then only an address written out can be judged here.

    Raises:
        SourceAddressError: naming the host.
        SourceUnreachableError: if the host has no address.
    """
    host = host_of(url)
    written = _written_out(host)
    if written is not None:
        demand_allowed_address(host, written, is_private_allowed=is_private_allowed)
    elif not is_proxied(url):
        try:
            addresses = list(resolve(host))
        except OSError as error:
            message = f"{host} is not known: {error.strerror or 'no such host'}"
            raise SourceUnreachableError(message, hint=_UNKNOWN_HOST) from None
        for address in addresses:
            demand_allowed_address(host, address, is_private_allowed=is_private_allowed)


def demand_allowed_address(host: str, address: str, *, is_private_allowed: bool = False) -> None:
    """Refuse an address that is not public; where private ones are allowed, still those that give out credentials.

    Raises:
        SourceAddressError: naming the host.
    """
    meant = list(_meant_by(ipaddress.ip_address(address.partition("%")[0])))
    if any(_gives_out_credentials(one) for one in meant):
        message = f"{host} is an address where clouds give out credentials"
        raise SourceAddressError(message, hint="no source may reach it: see the address, or what it redirects to")
    if not is_private_allowed and not all(one.is_global and not one.is_multicast for one in meant):
        message = f"{host} is an address of this machine or of a private network"
        raise SourceAddressError(message, hint=_HINT)


def _meant_by(address: Address) -> Iterator[Address]:
    """An address, and the IPv4 address that is written into it."""
    yield address
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            yield inner
        elif any(address in network for network in _CARRIERS) and int(address) > 1:
            yield ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)


def _gives_out_credentials(address: Address) -> bool:
    return address.is_link_local or address in _METADATA


def host_of(url: str) -> str:
    """The host of an http or https URL.

    Raises:
        SourceRequestError: if it is not one.
    """
    parts = urlsplit(url)
    try:
        _ = parts.port
    except ValueError:
        message = f"{parts.scheme}://{parts.hostname}:… has no such port"
        raise SourceRequestError(message, hint="a port is a number up to 65535") from None
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        message = f"{parts.scheme or 'no scheme'}://… is not a web address"
        raise SourceRequestError(message, hint="a source's address begins with https://")
    return parts.hostname


def _written_out(host: str) -> str | None:
    """The address that a host is, also one written as 2852039166 or 0xa9fea9fe."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host)) if _NUMBERS.fullmatch(host) else None
    except OSError:
        return None


def is_proxied(url: str) -> bool:
    """Whether the environment names a proxy for a URL."""
    return urlsplit(url).scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(host_of(url))
