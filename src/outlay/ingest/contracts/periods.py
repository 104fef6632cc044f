"""What a contract or an asset costs in each of its months, whoever has invoiced it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from outlay.core.money import quantize
from outlay.core.time import add_months, month_start
from outlay.ingest.contracts.model import Asset, Contract
from outlay.ingest.contracts.spreading import split_evenly, spread_days

_HOURS: Final = 24


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """A cost of some days; its end is exclusive."""

    since: date
    until: date
    amount: Decimal
    what: str = ""


def contract_periods(contract: Contract, today: date) -> list[Period]:
    """Each month of a contract that begins by the end of this calendar month and before it stops."""
    return [
        period
        for period in _all_months(contract, _horizon(today))
        if period.since < _horizon(today) and (contract.stops is None or period.since < contract.stops)
    ]


def asset_periods(asset: Asset, today: date) -> list[Period]:
    """Depreciation, power and colocation of each month that an asset has been in service."""
    found = []
    for number, share in enumerate(split_evenly(asset.price - asset.salvage, asset.life_months)):
        since, until = add_months(asset.in_service, number), add_months(asset.in_service, number + 1)
        if since >= _horizon(today) or (asset.stops is not None and since >= asset.stops):
            break
        found.append(Period(since=since, until=until, amount=share, what="Depreciation"))
    return [*found, *_running_costs(asset, today)]


def uncovered_runs(period: Period, covered: Collection[date]) -> Iterator[Period]:
    """What is left of a period's cost on the days that nothing covers: whole where none is covered."""
    shares = spread_days(period.amount, period.since, period.until, "daily")
    run: list[date] = []
    for day in [*shares, None]:
        if day is not None and day not in covered:
            run.append(day)
        elif run:
            amount = sum((shares[one] for one in run), Decimal(0))
            yield Period(since=run[0], until=run[-1] + timedelta(days=1), amount=amount, what=period.what)
            run = []


def _running_costs(asset: Asset, today: date) -> Iterator[Period]:
    """Power and room go on after the last depreciation, until the asset is retired."""
    number = 0
    while (since := add_months(asset.in_service, number)) < _horizon(today):
        if asset.stops is not None and since >= asset.stops:
            return
        until = add_months(asset.in_service, number + 1)
        if asset.power_kw is not None and asset.price_per_kwh is not None:
            cost = quantize(asset.power_kw * _HOURS * (until - since).days * asset.price_per_kwh)
            yield Period(since=since, until=until, amount=cost, what="Power")
        if asset.colocation_per_month is not None:
            yield Period(since=since, until=until, amount=asset.colocation_per_month, what="Colocation")
        number += 1


def _all_months(contract: Contract, horizon: date) -> Iterator[Period]:
    if contract.ends is None or contract.total is None:
        number = 0
        while (since := add_months(contract.starts, number)) < horizon:
            number += 1
            yield Period(since=since, until=add_months(contract.starts, number), amount=contract.unit_price)
        return
    shares = spread_days(contract.total, contract.starts, contract.ends, contract.amortise)
    since, number = contract.starts, 0
    while since < contract.ends:
        number += 1
        until = min(add_months(contract.starts, number), contract.ends)
        days = (since + timedelta(days=at) for at in range((until - since).days))
        yield Period(since=since, until=until, amount=sum((shares[day] for day in days), Decimal(0)))
        since = until


def _horizon(today: date) -> date:
    return add_months(month_start(today), 1)
