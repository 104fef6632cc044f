"""Keeps a source from being pointed at this machine or its private network, where metadata services give out keys."""

from __future__ import annotations

import ipaddress
import socket
import urllib.request
from collections.abc import Callable, Iterable
from typing import Final
from urllib.parse import urlsplit

from outlay.ingest.pulling.errors import SourceAddressError, SourceRequestError, SourceUnreachableError

Resolve = Callable[[str], Iterable[str]]
"""The addresses of a host name."""

_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_HINT: Final = "set allow_private_network=true of the source if this address is meant"


def resolve_host(host: str) -> list[str]:
    """Ask the system for a host's addresses."""
    return sorted({str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)})


def demand_public(url: str, resolve: Resolve = resolve_host) -> None:
    """Refuse a URL whose host is, or resolves to, anything but public addresses.

    A proxy of the environment resolves names itself: then only an address written out can be judged here.

    Raises:
        SourceAddressError: naming the host.
        SourceUnreachableError: if the host has no address.
    """
    host = host_of(url)
    if _is_address(host):
        demand_public_address(host, host)
    elif not is_proxied(url):
        try:
            addresses = list(resolve(host))
        except OSError as error:
            message = f"{host} is not known: {error.strerror or 'no such host'}"
            raise SourceUnreachableError(message, hint="see whether the address is spelled right") from None
        for address in addresses:
            demand_public_address(host, address)


def demand_public_address(host: str, address: str) -> None:
    """Refuse an address that is not public.

    Raises:
        SourceAddressError: naming the host.
    """
    found = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None)
    if found in _NAT64:
        mapped = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
    if not found.is_global or found.is_multicast or (mapped is not None and not mapped.is_global):
        message = f"{host} is an address of this machine or of a private network"
        raise SourceAddressError(message, hint=_HINT)


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


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        return False
    return True


def is_proxied(url: str) -> bool:
    """Whether the environment names a proxy for a URL."""
    return urlsplit(url).scheme in urllib.request.getproxies() and not urllib.request.proxy_bypass(host_of(url))
