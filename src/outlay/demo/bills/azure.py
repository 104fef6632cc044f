"""Azure: the documents product's second home."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from outlay.demo.bills import families
from outlay.demo.bills.charge import Bill, Charge
from outlay.demo.bills.cloud import Family, Line, Place, line_charges
from outlay.demo.world import World

AZURE: Final = Bill(
    name="azure",
    issuer="Microsoft",
    provider="Microsoft",
    account="7410001",
    account_name="Quillhaven",
    invoice_prefix="E0200",
    version="1.2",
)
_DOCUMENTS: Final = Place(
    account="/subscriptions/00000000-0000-4000-8000-000000000071",
    account_name="documents-production",
    region="eastus",
    region_name="East US",
    account_type="Subscription",
)
_DEV: Final = Place(
    account="/subscriptions/00000000-0000-4000-8000-000000000072",
    account_name="dev-test",
    region="westeurope",
    region_name="West Europe",
    account_type="Subscription",
)
_TAGS: Final = {
    "team": "documents", "product": "studio", "feature": "document-extraction", "environment": "production",
}  # fmt: skip


def _line(resource: str, family: Family, meter: str, price: str, monthly: int, *, unit: str = "Hours") -> Line:
    is_ai = family.category == "AI and Machine Learning"
    return Line(
        resource=resource,
        family=family,
        place=_DOCUMENTS,
        meter=meter,
        unit=unit,
        price=price,
        monthly=monthly,
        start=None if is_ai else 0.85,
        tags=_TAGS,
        is_ai=is_ai,
    )


LINES: Final = (
    _line("vmss-documents", families.AZURE_VM, "D16s v5", "0.768", 10_800),
    _line("sql-documents", families.AZURE_SQL, "vCore General Purpose", "0.252", 8_900),
    _line("forms", families.AZURE_DOCUMENTS, "Read pages", "0.0015", 8_600, unit="Pages"),
    _line("vector-index", families.AZURE_SEARCH, "S2 search units", "1.344", 5_200),
    _line("stdocuments", families.AZURE_BLOB, "Hot LRS data stored", "0.0184", 3_100, unit="GB-Months"),
    _line("log-documents", families.AZURE_MONITOR, "Analytics logs", "2.3", 2_700, unit="GB"),
    _line("defender", families.AZURE_DEFENDER, "Servers plan 2", "0.02", 1_500),
    Line(
        resource="vm-devtest",
        family=families.AZURE_VM,
        place=_DEV,
        meter="D8s v5",
        unit="Hours",
        price="0.384",
        monthly=5_400,
        start=0.9,
    ),
)


def charges(world: World) -> Iterator[Charge]:
    """Every row."""
    return line_charges(world, LINES)
