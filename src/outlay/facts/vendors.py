"""Which vendor of AI or software a card or accounts-payable text names; ordinary payees name none.

The table is `vendors.yaml`. Precise rather than complete: what could be anyone, such as an app store, is unknown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Final, Literal

from outlay.facts.providers import resolve_provider

_PROCESSORS: Final = (
    "paddle net", "paddle com", "paypal", "pp", "sq", "sp", "stripe", "link", "fs", "fsprg com", "dri", "2co com", "ls",
    "lemsqzy", "gumroad", "www", "http", "https", "recurring", "pos", "card purchase", "purchase", "payment to", "pmt",
    "ach", "wire", "bill payment", "direct debit", "visa", "mastercard",
)  # fmt: skip
"""What stands before the payee: payment processors, and words of banks."""

_LEGAL: Final = frozenset(
    ("inc", "llc", "ltd", "limited", "corp", "corporation", "pbc", "gmbh", "bv", "sa", "sarl", "co", "com", "www")
)
_SEATS: Final = re.compile(
    r"chatgpt|claude (pro|max|team|enterprise|for work|subscription)|(github|365) copilot|\bseats?\b", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorMatch:
    """A vendor as a payment names it; `product` is None where the text does not tell which."""

    vendor: str
    """Its slug, the same as that of its bills."""
    name: str
    product: str | None
    is_ai: bool
    is_seat: bool
    """Whether the product is paid per person."""
    category: str
    """The ServiceCategory of FOCUS."""
    confidence: Literal["high", "medium"]


def match_vendor(text: str) -> VendorMatch | None:
    """The vendor that a payee's text names; the longest beginning that fits decides."""
    words = _words(text)
    starts, whole, coded = _table()
    parts = words.split()
    for count in range(len(parts), 0, -1):
        found = starts.get(" ".join(parts[:count]))
        if found is not None:
            return found
    if len(parts) > 1 and re.search(r"\d{2}", parts[1]) and parts[0] in coded:
        return coded[parts[0]]
    return whole.get(" ".join(part for part in parts if part not in _LEGAL))


def is_seat_service(service_name: str | None) -> bool:
    """Whether a service's name says that it is paid per person."""
    if service_name is None:
        return False
    return _SEATS.search(service_name) is not None or service_name.casefold() in _seat_products()


@cache
def _seat_products() -> frozenset[str]:
    found = (match for table in _table() for match in table.values())
    return frozenset(match.product.casefold() for match in found if match.is_seat and match.product)


def _words(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.casefold())
    words = re.sub(r"[^a-z0-9]+", " ", "".join(sign for sign in plain if not unicodedata.combining(sign))).strip()
    while True:
        prefix = next((name for name in _PROCESSORS if words.startswith(f"{name} ")), None)
        if prefix is None:
            return words
        words = words[len(prefix) + 1 :]


@cache
def _table() -> tuple[dict[str, VendorMatch], dict[str, VendorMatch], dict[str, VendorMatch]]:
    """Vendors by first words, by whole text, and by a first word before a code."""
    import yaml

    starts: dict[str, VendorMatch] = {}
    whole: dict[str, VendorMatch] = {}
    coded: dict[str, VendorMatch] = {}
    listed = yaml.safe_load((files("outlay.facts") / "vendors.yaml").read_text(encoding="utf-8"))
    for vendor in listed:
        for product in vendor["products"]:
            starts.update(dict.fromkeys(product.get("starts", ()), _match(vendor, product, "high")))
            whole.update(dict.fromkeys(product.get("is", ()), _match(vendor, product, "medium")))
            coded.update(dict.fromkeys(product.get("coded", ()), _match(vendor, product, "medium")))
    return starts, whole, coded


def _match(vendor: dict[str, Any], product: dict[str, Any], confidence: Literal["high", "medium"]) -> VendorMatch:
    is_ai = bool(product.get("ai", vendor.get("ai", False)))
    category = vendor.get("category") or ("AI and Machine Learning" if is_ai else "Business Applications")
    return VendorMatch(
        vendor=resolve_provider(vendor["name"]),
        name=vendor["name"],
        product=product.get("product"),
        is_ai=is_ai,
        is_seat=bool(product.get("seat", False)),
        category=category,
        confidence=confidence,
    )
