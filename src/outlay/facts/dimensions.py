"""Every dimension: its label, its definition (the text that pages show on hover) and its home."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

TAG_PREFIX: Final = "tag:"


class Home(StrEnum):
    """Where a dimension lives, which decides what can be asked together."""

    KEY = "key"
    """A column of the key dictionary: usable with every measure."""
    LEDGER = "ledger"
    """A column of ledger rows: for money only."""
    STATE = "state"
    """How sure a row is: ledger rows and rollups both have it."""
    TOKENS = "tokens"
    """Kept in measure columns of rollups and in the key of ledger rows."""
    CUSTOMER = "customer"
    """Kept apart from keys, because there are many: combines with product, and with feature by month."""
    EVENT = "event"
    """Known of single requests only."""
    CHARGE = "charge"
    """Known of single charges only."""


class Group(StrEnum):
    """The heading under which a dimension is listed."""

    PAID = "who is paid"
    WHAT = "what it is"
    WHOSE = "whose it is"
    SURE = "how sure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """Something that costs and usage can be grouped and filtered by."""

    name: str
    label: str
    definition: str
    group: Group
    home: Home


def _dimension(group: Group, home: Home, name: str, definition: str, label: str = "") -> Dimension:
    readable = label or name.replace("_", " ").capitalize()
    return Dimension(name=name, label=readable, definition=definition, group=group, home=home)


_P, _W, _O, _S = Group.PAID, Group.WHAT, Group.WHOSE, Group.SURE
_K = Home.KEY

DIMENSIONS: Final = {
    dimension.name: dimension
    for dimension in (
        _dimension(_P, _K, "provider", "Who serves: the provider of the API, cloud or software."),
        _dimension(_P, _K, "biller", "Who sends the invoice; for a model bought through a cloud, the cloud."),
        _dimension(_P, _K, "provider_service", "The biller's own service, such as Amazon Bedrock.", "Provider service"),
        _dimension(_P, _K, "account", "The sub-account, subscription, project or workspace that is charged."),
        _dimension(_P, _K, "billing_account", "The account that receives the invoice."),
        _dimension(_P, _K, "region", "The provider's region."),
        _dimension(_P, _K, "model", "The model that served the request, as the provider names it."),
        _dimension(_P, _K, "model_family", "The model without date, version, region and reseller."),
        _dimension(_P, _K, "model_vendor", "Who made the model, whoever resells it."),
        _dimension(
            _P,
            Home.TOKENS,
            "token_class",
            "Kind of token: input (uncached), cache_read, cache_write, output (with reasoning), or units.",
        ),
        _dimension(_P, _K, "credential", "The API key or principal that made the call, by its id, never its secret."),
        _dimension(_P, _K, "service_tier", "The tier served: default, priority, flex, batch or provisioned."),
        _dimension(_P, Home.LEDGER, "payer", "Who is paid for it: biller, billing account and kind of payment."),
        _dimension(_P, Home.LEDGER, "pricing_category", "Standard (on-demand), Dynamic (spot), Committed or Other."),
        _dimension(_P, Home.LEDGER, "charge_category", "Usage, Purchase, Tax, Credit or Adjustment, as FOCUS says."),
        _dimension(_P, Home.LEDGER, "invoice_id", "The invoice that the charge is on.", "Invoice"),
        _dimension(_P, Home.LEDGER, "billing_period", "The month whose invoice holds the charge."),
        _dimension(_W, _K, "cost_group", "ai, compute, storage, network, saas, people_tools or other: a rule."),
        _dimension(_W, _K, "cost_component", "Model, infrastructure or transfer."),
        _dimension(_W, _K, "workload_kind", "Training, fine-tuning, inference, evaluation, experiment or platform."),
        _dimension(_W, _K, "gpu_model", "The kind of GPU.", "GPU model"),
        _dimension(_W, _K, "gpu_state", "Used, underused, idle or unallocated.", "GPU state"),
        _dimension(_W, _K, "pnl_line", "Line of the profit and loss statement that carries the cost.", "P&L line"),
        _dimension(_O, _K, "team", "The team that the spend belongs to."),
        _dimension(_O, _K, "owner", "The business owner who answers for the spend."),
        _dimension(_O, _K, "business_unit", "The business unit of the team."),
        _dimension(_O, _K, "product", "The product that the spend serves."),
        _dimension(_O, _K, "feature", "The feature of the product."),
        _dimension(_O, _K, "endpoint", "Your own endpoint that made the request."),
        _dimension(_O, _K, "service", "Your own service, as OpenTelemetry's service.name."),
        _dimension(_O, _K, "environment", "Production, staging, development and the like."),
        _dimension(_O, _K, "cost_center", "The cost centre in the books.", "Cost centre"),
        _dimension(_O, _K, "initiative", "The initiative or project."),
        _dimension(_O, _K, "experiment", "The experiment."),
        _dimension(_O, _K, "run", "The training or evaluation run."),
        _dimension(_O, _K, "release", "The release of your service that made the request."),
        _dimension(_O, _K, "plan", "The plan of the customer, such as free or pro."),
        _dimension(_O, _K, "segment", "The segment of the customer."),
        _dimension(_O, Home.CUSTOMER, "customer", "Your customer: the account that you bill."),
        _dimension(_O, Home.EVENT, "user", "The end user inside a customer."),
        _dimension(_O, _K, "employee", "Your own employee, for seats and coding assistants."),
        _dimension(_O, _K, "cluster", "The Kubernetes cluster."),
        _dimension(_O, _K, "namespace", "The Kubernetes namespace."),
        _dimension(_O, _K, "workload", "The Kubernetes workload."),
        _dimension(
            _S,
            Home.STATE,
            "cost_state",
            "invoiced (a bill), reported (a provider's cost API), stated (given for the request), priced (usage times "
            "price card), modelled (usage itself inferred) or unknown (no price).",
        ),
        _dimension(_S, Home.LEDGER, "finality", "Open (may still change), final, or adjusted after closing."),
        _dimension(_S, Home.LEDGER, "ledger_row", "One row of the ledger; explain it to see its charges and rules."),
        _dimension(_P, Home.CHARGE, "charge_id", "One charge of a bill; explain it to see its rows.", "Charge"),
        _dimension(_P, Home.CHARGE, "charge_description", "The bill's own words for the charge."),
        _dimension(_P, Home.CHARGE, "resource_id", "The provider's id of the resource.", "Resource"),
        _dimension(_P, Home.CHARGE, "sku", "The provider's SKU."),
        _dimension(_P, Home.CHARGE, "currency", "The currency that the bill is in."),
        _dimension(_S, Home.CHARGE, "source", "The source that delivered the bill."),
    )
}


def is_tag(name: str) -> bool:
    """Whether a name means a tag, such as ``tag:env``."""
    return name.startswith(TAG_PREFIX) and len(name) > len(TAG_PREFIX)
