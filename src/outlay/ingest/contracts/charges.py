"""Turns contracts, assets and the invoices of contracts into charges: the invoice's lines where it has them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from outlay.core.ids import canonical_json
from outlay.core.money import format_plain
from outlay.core.time import add_months, month_start
from outlay.ingest.contracts.claims import BilledLine, ClaimedLine, claim_lines, covered_days
from outlay.ingest.contracts.model import OWNED, Asset, Contract, Declared
from outlay.ingest.contracts.periods import Period, asset_periods, contract_periods, uncovered_runs
from outlay.ingest.contracts.spreading import count_months, split_by_weights, spread_days
from outlay.ingest.focus.cost_group import ChargeFacts, cost_group_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from outlay.ingest.commitments.delivery import Charge

TAGS: Final = (*OWNED, "cost_group")
"""Dimensions that tags of these charges fill."""
_NOTHING: Final = Decimal(0)
_CATEGORY: Final = {
    "ai": "AI and Machine Learning",
    "compute": "Compute",
    "storage": "Storage",
    "network": "Networking",
    "saas": "Business Applications",
    "people_tools": "Developer Tools",
}


def compute_charges(
    declared: Sequence[Declared],
    lines: Iterable[BilledLine],
    rivals: Collection[tuple[str, date]],
    today: date,
    amortise: str,
) -> tuple[list[Charge], list[str]]:
    """All charges of contracts and assets up to this month, and remarks; the order of the facts does not matter."""
    contracts = sorted((one for one in declared if isinstance(one, Contract)), key=lambda one: one.id)
    claimed, notes = claim_lines(contracts, lines, rivals)
    covered = covered_days(claimed)
    charges: list[Charge] = []
    for contract in contracts:
        for period in contract_periods(contract, today):
            runs = uncovered_runs(period, covered.get(contract.id, ()))
            charges += [_estimate(contract, run) for run in runs]
    for one in claimed:
        charges += _invoiced(one, today, amortise)
    for asset in sorted((one for one in declared if isinstance(one, Asset)), key=lambda one: one.id):
        charges += [_owned(asset, period) for period in asset_periods(asset, today)]
    return charges, notes


def _estimate(contract: Contract, period: Period) -> Charge:
    seats = f"{contract.seats} seats of " if contract.seats else ""
    return {
        **_base(contract, contract.vendor, contract.product),
        **_span(period.since, period.until, month_start(period.since)),
        "ServiceCategory": _CATEGORY.get(_group(contract), "Other"),
        "ChargeCategory": "Purchase",
        "ChargeFrequency": "Recurring",
        "ChargeDescription": f"{seats}{contract.product} by contract {contract.id}",
        "BilledCost": _NOTHING,
        "EffectiveCost": period.amount,
        "ContractApplied": _applied(contract.id, period.amount),
    }


def _owned(asset: Asset, period: Period) -> Charge:
    sku = {"GpuCount": asset.gpu_count, "x_GpuModel": asset.gpu_model} if asset.gpu_count else {}
    is_depreciation = period.what == "Depreciation"
    return {
        **_base(asset, asset.vendor, asset.name),
        **_span(period.since, period.until, month_start(period.since)),
        "ServiceCategory": "Compute",
        "ChargeCategory": "Usage",
        "ChargeFrequency": "Recurring",
        "ChargeDescription": f"{period.what} of {asset.name}",
        "SkuMeter": period.what,
        "SkuPriceDetails": canonical_json(sku) if sku else None,
        "ResourceId": asset.id,
        "ResourceName": asset.name,
        "BilledCost": _NOTHING,
        "EffectiveCost": period.amount,
        "ContractApplied": _applied(asset.id, period.amount) if is_depreciation else None,
    }


def _invoiced(one: ClaimedLine, today: date, amortise: str) -> Iterator[Charge]:
    """The charges of a line: one for each contract that it is for, in proportion to what they cost in its days."""
    if not one.contracts:
        yield from _line_charges(one, None, (one.line.amount, amortise))
        return
    weights = [_cost_between(contract, one, today) for contract in one.contracts]
    for contract, amount in zip(one.contracts, split_by_weights(one.line.amount, weights), strict=True):
        if amount:
            yield from _line_charges(one, contract, (amount, amortise))


def _line_charges(one: ClaimedLine, contract: Contract | None, amount: tuple[Decimal, str]) -> Iterator[Charge]:
    line = one.line
    issuer = contract.vendor if contract else line.issuer
    base = _base(contract, issuer, contract.product if contract else line.description or "Invoice")
    for number, part in enumerate(_parts(one, contract, amount)):
        yield {
            **base,
            **_span(part.since, part.until, month_start(line.period_start)),
            "BillingAccountId": (contract.account if contract else None)
            or line.billing_account
            or _account(line.biller),
            "BillingCurrency": line.currency,
            "ServiceCategory": _CATEGORY.get(_group(contract), "Other") if contract else "Other",
            "ChargeCategory": line.category,
            "ChargeFrequency": "Recurring",
            "ChargeDescription": line.description or f"Invoice {line.invoice_id}",
            "InvoiceId": line.invoice_id,
            "InvoiceDetailId": line.line_id,
            "BilledCost": amount[0] if number == 0 else _NOTHING,
            "EffectiveCost": part.amount,
            "ContractApplied": _applied(contract.id, part.amount) if contract else None,
        }


def _parts(one: ClaimedLine, contract: Contract | None, amount: tuple[Decimal, str]) -> list[Period]:
    """The whole service at once; in months where the contract is spread in another way than the settings say."""
    whole = Period(since=one.since, until=one.until, amount=amount[0])
    if contract is None or contract.amortise == amount[1] or not (count_months(one.since, one.until) or 0) > 1:
        return [whole]
    shares = spread_days(amount[0], one.since, one.until, contract.amortise)
    parts, since, number = [], one.since, 0
    while since < one.until:
        number += 1
        until = min(add_months(one.since, number), one.until)
        share = sum((value for day, value in shares.items() if since <= day < until), _NOTHING)
        parts.append(replace(whole, since=since, until=until, amount=share))
        since = until
    return parts


def _cost_between(contract: Contract, one: ClaimedLine, today: date) -> Decimal:
    """What a contract itself would cost in a line's days: the weight of its part."""
    total = _NOTHING
    for period in contract_periods(contract, max(today, one.until)):
        if period.since < one.until and one.since < period.until:
            shares = spread_days(period.amount, period.since, period.until, "daily")
            total += sum((share for day, share in shares.items() if one.since <= day < one.until), _NOTHING)
    return total


def _base(one: Declared | None, issuer: str, service: str) -> dict[str, str | Decimal | date | None]:
    tags: dict[str, str] = {"cost_group": _group(one)} if one else {"cost_group": "other"}
    if one is not None:
        tags |= {name: value for name in OWNED if (value := getattr(one, name))}
    biller = one.biller if one else ""
    return {
        "InvoiceIssuerName": issuer,
        "ServiceProviderName": issuer,
        "HostProviderName": issuer,
        "BillingAccountId": (one.account if one else None) or _account(biller),
        "BillingCurrency": one.currency if one else None,
        "SubAccountId": one.sub_account if one else None,
        "RegionId": one.region if one else None,
        "ServiceName": service,
        "PricingCategory": "Standard",
        "Tags": canonical_json(tags),
    }


def _account(biller: str) -> str:
    """A billing account of our own, where none is told."""
    return f"contract:{biller}"


def _group(one: Declared) -> str:
    if isinstance(one, Asset):
        return "ai" if one.gpu_count else "compute"
    if one.cost_group is not None:
        return one.cost_group
    if one.seats is not None:
        return "people_tools"
    facts = ChargeFacts(
        provider=one.biller,
        biller=one.biller,
        service_name=one.product,
        service_category=None,
        meter=None,
        gpu_model=None,
    )
    return cost_group_of(facts)


def _span(since: date, until: date, billing: date) -> Mapping[str, date]:
    return {
        "ChargePeriodStart": since,
        "ChargePeriodEnd": until,
        "BillingPeriodStart": billing,
        "BillingPeriodEnd": add_months(billing, 1),
    }


def _applied(contract_id: str, amount: Decimal) -> str:
    element = {
        "ContractId": contract_id,
        "ContractCommitmentId": contract_id,
        "ContractCommitmentAppliedCost": format_plain(amount),
    }
    return canonical_json({"Elements": [element]})
