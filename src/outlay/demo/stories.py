"""What happened at the sample company, as facts with figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from outlay.core.time import add_months, month_start
from outlay.demo.bills import anthropic, aws_machine_learning, aws_production, openai, saas
from outlay.demo.bills.charge import ZERO, Charge
from outlay.demo.company import COMPANY, PLANS
from outlay.demo.features import EXPERIMENT, FEATURES, FRAUD_REQUESTS_A_MONTH, GPT_OLD, TRANSACTIONS_PER_REQUEST
from outlay.demo.prices import PREVIEW, pico_rates
from outlay.demo.tally import Usage
from outlay.demo.truth import PICO, BillTruth, money, pico_money, ratio
from outlay.demo.world import UNTRACKED, World

_THOUSAND: Final = Decimal(1000)
_MOVERS: Final = 5


@dataclass(frozen=True, kw_only=True)
class Told:
    """Everything that the stories are told from."""

    world: World
    truth: BillTruth
    rows: Mapping[str, list[Charge]]
    """Charges by the bill's name."""


def tell(told: Told) -> dict[str, Any]:
    """All planted truths in plain JSON; money and shares are decimal strings."""
    calendar, tally = told.world.calendar, told.world.tally
    return {
        "company": COMPANY,
        "as_of": calendar.as_of.isoformat(),
        "now": calendar.now.isoformat(),
        "seed": told.world.seed,
        "last_complete_month": f"{calendar.missed_month:%Y-%m}",
        "bills_since": calendar.bills_since.isoformat(),
        "bills_until": calendar.bills_until.isoformat(),
        "events_since": calendar.events_since.isoformat(),
        "bills": told.truth.as_json(),
        "consumption": told.truth.consumed_as_json(),
        "events": _events(told.world),
        "stories": {
            **_callers(told.world),
            "budget": _budget(told),
            "runs": _runs(told.world),
            "experiment": _experiment(told),
            "old_model": _old_model(told.world),
            "idle_notebook": _notebook(told),
            "untracked_key": _untracked(told.world),
            **_bill_stories(told),
            "fraud_check": {
                "transactions_a_month": round(FRAUD_REQUESTS_A_MONTH * told.world.scale) * TRANSACTIONS_PER_REQUEST,
                "transactions_per_request": TRANSACTIONS_PER_REQUEST,
            },
            "unpriced": {"model": PREVIEW, "requests": tally.without_price},
            "movers": _movers(told),
        },
    }


def _usage_json(usage: Usage) -> dict[str, Any]:
    names = ("input", "cache_read", "cache_write", "output")
    return {
        "requests": usage.requests,
        "tokens": dict(zip(names, usage.tokens, strict=True)),
        "priced_cost": pico_money(usage.pico_cost),
    }


def _events(world: World) -> dict[str, Any]:
    """Sums of requests in all, by month and by feature; self-hosted ones have a weight, no price."""
    total, metered = Usage(), Usage()
    months: dict[str, dict[str, dict[str, Any]]] = {}
    for (month, feature, provider), usage in sorted(world.tally.by_feature.items()):
        total.add(usage.requests, usage.tokens, usage.pico_cost)
        if provider != "self_hosted":
            metered.add(usage.requests, usage.tokens, usage.pico_cost)
        months.setdefault(f"{month:%Y-%m}", {}).setdefault(feature, {})[provider] = _usage_json(usage)
    return {
        **_usage_json(total),
        "metered_cost": pico_money(metered.pico_cost),
        "metered_requests": metered.requests,
        "self_hosted_requests": total.requests - metered.requests,
        "reasoning_tokens": world.tally.reasoning,
        "errors": world.tally.errors,
        "features": [feature.name for feature in FEATURES],
        "by_month": months,
    }


def _callers(world: World) -> dict[str, Any]:
    tally, company = world.tally, world.company
    requests = tally.user_requests[:-1]
    active = int((requests > 0).sum())
    power = int(requests[company.power_user])
    mean = Decimal(int(requests.sum())) / max(active, 1)
    month = tally.customer_cost[world.calendar.missed_month]
    by_plan = {plan: sum(int(month[one.index]) for one in company.customers if one.plan == plan) for plan in PLANS}
    loss = company.customers[company.unprofitable]
    return {
        "power_user": {
            "user": f"user-{company.power_user}",
            "customer": company.customers[company.power_customer].name,
            "requests": power,
            "active_users": active,
            "ratio_to_average": ratio(power, mean),
        },
        "unprofitable_customer": {
            "customer": loss.name,
            "plan": loss.plan,
            "monthly_revenue": money(Decimal(loss.monthly_usd)),
            "metered_cost": pico_money(int(month[loss.index])),
        },
        "free_tier": {
            "metered_cost": pico_money(by_plan["free"]),
            "share_of_metered_cost": ratio(by_plan["free"], int(month.sum())),
        },
        "plans": {plan: pico_money(cost) for plan, cost in by_plan.items()},
    }


def budget_causes(told: Told) -> dict[str, Decimal]:
    """The four causes of the missed month, in USD."""
    causes = told.world.tally.causes
    return {
        "spot_capacity_lost": aws_machine_learning.spot_loss(told.world),
        "longer_prompts": causes["longer_prompts"] * PICO,
        "larger_model": causes["larger_model"] * PICO,
        "price_change": anthropic.price_change(told.world, told.rows["anthropic"]),
    }


def budgets(told: Told) -> dict[date, Decimal]:
    """A budget in whole thousands for every complete month: kept but for the missed month."""
    calendar, found = told.world.calendar, {}
    for month, sums in sorted(told.truth.consumed.items()):
        if month >= calendar.month:
            continue
        if month == calendar.missed_month:
            planned = sums.total - sum(budget_causes(told).values(), ZERO)
        else:
            planned = sums.total * Decimal("1.02")
        found[month] = (planned / _THOUSAND).quantize(Decimal(1)) * _THOUSAND
    return found


def _budget(told: Told) -> dict[str, Any]:
    calendar = told.world.calendar
    month = calendar.missed_month
    begin, end = calendar.spot_lost
    return {
        "missed_month": f"{month:%Y-%m}",
        "budget_usd": money(budgets(told)[month]),
        "actual_usd": money(told.truth.consumed[month].total),
        "causes_usd": {name: money(amount) for name, amount in budget_causes(told).items()},
        "spot_lost_since": begin.isoformat(),
        "spot_lost_until": end.isoformat(),
        "release_day": calendar.release_day.isoformat(),
        "larger_model_day": calendar.larger_model_day.isoformat(),
        "price_change_day": calendar.price_change_day.isoformat(),
    }


def _runs(world: World) -> dict[str, Any]:
    runs = aws_machine_learning.retraining_runs(world)
    unusual = {run.day: run for run in runs}
    costly, failed = unusual[world.calendar.costly_run_day], unusual[world.calendar.failed_run_day]
    return {
        "count": len(runs),
        "planned_usd": money(aws_machine_learning.RUN_PLAN),
        "costly": {"day": costly.day.isoformat(), "usd": money(costly.cost)},
        "failed": {"day": failed.day.isoformat(), "usd": money(failed.cost)},
    }


def _sum(rows: list[Charge], *, text: str, since: date | None = None) -> Decimal:
    """Effective cost of the rows whose resource name has a text."""
    named = (row for row in rows if text in row.item.columns.get("ResourceName", ""))
    return sum((row.effective for row in named if since is None or row.start >= since), ZERO)


def _experiment(told: Told) -> dict[str, Any]:
    calendar = told.world.calendar
    return {
        "experiment": EXPERIMENT,
        "since": calendar.experiment_since.isoformat(),
        "age_days": (calendar.as_of - calendar.experiment_since).days,
        "requests": told.world.tally.experiment,
        "infrastructure_usd": money(_sum(told.rows["google-cloud"], text=EXPERIMENT)),
    }


def _old_model(world: World) -> dict[str, Any]:
    old, whole = world.tally.old_model_share
    return {"model": GPT_OLD.model, "requests": old, "share_of_assistant_on_openai": ratio(old, whole)}


def _notebook(told: Told) -> dict[str, Any]:
    rows, calendar = told.rows["aws-machine-learning"], told.world.calendar
    return {
        "since": calendar.notebook_since.isoformat(),
        "usd": money(_sum(rows, text="notebook/")),
        "usd_last_30_billed_days": money(
            _sum(rows, text="notebook/", since=date.fromordinal(calendar.bills_until.toordinal() - 30))
        ),
    }


def _untracked(world: World) -> dict[str, Any]:
    total = Usage()
    cost = month_cost = 0
    rates = pico_rates(UNTRACKED.provider, UNTRACKED.model)
    for day in world.calendar.bill_days:
        usage = world.usage(UNTRACKED, day)
        daily = sum(count * price for count, price in zip(usage.tokens, rates, strict=True))
        total.add(usage.requests, usage.tokens, daily)
        cost += daily
        month_cost += daily if month_start(day) == world.calendar.missed_month else 0
    return {
        "credential": UNTRACKED.credential,
        "since": world.calendar.untracked_since.isoformat(),
        "usd": pico_money(cost),
        "usd_last_complete_month": pico_money(month_cost),
        "tokens": sum(total.tokens),
    }


def _bill_stories(told: Told) -> dict[str, Any]:
    calendar = told.world.calendar
    month = told.truth.consumed[calendar.missed_month]
    pool = openai.pool(told.rows["openai"])
    plan = aws_production
    return {
        "savings_plan": {
            "id": plan.SAVINGS_PLAN_ID,
            "daily_commitment_usd": money(plan.SAVINGS_PLAN_DAILY),
            "unused_share": money(1 - plan.SAVINGS_PLAN_USED),
        },
        "promotional_credits": {
            "daily_usd": money(aws_machine_learning.DAILY_CREDIT),
            "end": calendar.credits_end.isoformat(),
        },
        "refund": {"month": f"{add_months(calendar.month, -2):%Y-%m}", "usd": money(plan.REFUND)},
        "correction": {
            "billed_in": f"{calendar.missed_month:%Y-%m}",
            "corrects": f"{add_months(calendar.month, -4):%Y-%m}",
            "usd": money(plan.CORRECTION),
        },
        "prepaid_pool": {
            "purchased_usd": money(pool.purchased),
            "drawn_usd": money(pool.drawn),
            "closing_usd": money(pool.closing),
        },
        "marketplace": {"provider": "datadog", "biller": "aws"},
        "euro_vendor": {
            "issuer": saas.VEKTORIA.issuer,
            "monthly_eur": money(saas.VEKTORIA_MONTHLY),
            "vat_eur": money((saas.VEKTORIA_MONTHLY * saas.VAT).quantize(Decimal("0.01"))),
        },
        "untagged": {"share_last_complete_month": ratio(month.untagged, month.taggable)},
        "gpu_cluster": {"share_last_complete_month": ratio(month.gpu_cluster, month.total)},
    }


def _movers(told: Told) -> list[dict[str, str]]:
    """The services whose cost changed most, last complete month against the one before."""
    month = told.world.calendar.missed_month
    now, before = told.truth.consumed[month].by_service, told.truth.consumed[add_months(month, -1)].by_service
    changes = {name: now.get(name, ZERO) - before.get(name, ZERO) for name in {*now, *before}}
    largest = sorted(changes, key=lambda name: (-abs(changes[name]), name))[:_MOVERS]
    return [{"provider_service": name, "change_usd": money(changes[name])} for name in largest]
