"""The shape of every stored table, as data: the migrations of each engine are printed from it.

Types are logical: `text`, `int` (64 bit), `money` (DECIMAL(38,12)), `real` (double, never money), `date`,
`time` (UTC, microseconds) and `bool`. A trailing `?` means that the column may be null.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from outlay.facts.keys import KEY_DIMENSIONS


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column with its logical type."""

    name: str
    type: str
    nullable: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table, what one row is, and the columns that queries range over first."""

    name: str
    row: str
    columns: tuple[Column, ...]
    order_by: tuple[str, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The column names in order."""
        return tuple(column.name for column in self.columns)


def _columns(spec: str) -> tuple[Column, ...]:
    columns = []
    for part in spec.split():
        name, kind = part.split(":")
        columns.append(Column(name=name, type=kind.rstrip("?"), nullable=kind.endswith("?")))
    return tuple(columns)


FOCUS_COLUMNS: Final = _columns("""
    AvailabilityZone:text? BilledCost:money BillingAccountId:text BillingAccountName:text? BillingAccountType:text?
    BillingCurrency:text BillingPeriodEnd:time BillingPeriodStart:time CapacityReservationId:text?
    CapacityReservationStatus:text? ChargeCategory:text ChargeClass:text? ChargeDescription:text?
    ChargeFrequency:text? ChargePeriodEnd:time ChargePeriodStart:time CommitmentDiscountCategory:text?
    CommitmentDiscountId:text? CommitmentDiscountName:text? CommitmentDiscountQuantity:money?
    CommitmentDiscountStatus:text? CommitmentDiscountType:text? CommitmentDiscountUnit:text?
    ConsumedQuantity:money? ConsumedUnit:text? ContractedCost:money? ContractedUnitPrice:money? EffectiveCost:money
    InvoiceId:text? InvoiceIssuerName:text ListCost:money? ListUnitPrice:money? PricingCategory:text?
    PricingCurrency:text? PricingCurrencyContractedUnitPrice:money? PricingCurrencyEffectiveCost:money?
    PricingCurrencyListUnitPrice:money? PricingQuantity:money? PricingUnit:text? RegionId:text? RegionName:text?
    ResourceId:text? ResourceName:text? ResourceType:text? ServiceCategory:text? ServiceName:text?
    ServiceSubcategory:text? SkuId:text? SkuMeter:text? SkuPriceDetails:text? SkuPriceId:text? SubAccountId:text?
    SubAccountName:text? SubAccountType:text? Tags:text? AllocatedMethodDetails:text? AllocatedMethodId:text?
    AllocatedResourceId:text? AllocatedResourceName:text? AllocatedTags:text?
    CommitmentProgramEligibilityDetails:text? ContractApplied:text? HostProviderName:text? InvoiceDetailId:text?
    ServiceProviderName:text?
""")
"""CostAndUsage of FOCUS 1.4. ListCost and ContractedCost may be null here: zero where the bill knows none."""

_CHARGE = _columns("""
    x_charge_id:text x_delivery_id:text x_source:text x_row:int x_key_id:int x_payer_id:text x_day:date
    x_cost_class:text x_fx_rate:money x_fx_date:date x_fx_source:text x_fx_stale:bool
    x_billed_cost:money x_effective_cost:money x_list_cost:money? x_contracted_cost:money? x_extra:text?
""")

_SLICE = _columns("""
    day:date accounting_period:date x_charge_id:text x_delivery_id:text key_id:int payer_id:text
    charge_category:text pricing_category:text? charge_class:text? invoice_id:text? billing_period:date
    cost_class:text quantity:money? quantity_unit:text? billed_cost:money effective_cost:money list_cost:money?
""")

_TOKENS = "input:int cache_read:int cache_write_5m:int cache_write_1h:int output:int reasoning:int"
_COSTS = (
    "cost_input:money cost_cache_read:money cost_cache_write:money cost_output:money cost_units:money priced_cost:money"
)
_USAGE = f"requests:int errors:int {_TOKENS} {_COSTS}"
_LEDGER_AXES = "payer_id:text charge_category:text cost_class:text cost_state:text finality:text"
_LEDGER_MEASURES = "billed_cost:money effective_cost:money list_cost:money?"

_EVENT = f"""
    ts:time request_key:int key_id:int source:text source_id:text version:int content_hash:int
    response_id:text? customer:text? user:text? session:text? status:text latency_ms:real?
    {_TOKENS.replace(":int", ":int?")} units:text? {_COSTS.replace(":money", ":money?")}
    cost_state:text card_id:text? flags:text? contributors:text?
    source_kind:text? source_key:int? requests:int processing:text? speed:text? stated_cost:money? stated_by:text?
"""


def _table(name: str, row: str, spec: str | tuple[Column, ...], order_by: str) -> Table:
    columns = _columns(spec) if isinstance(spec, str) else spec
    return Table(name=name, row=row, columns=columns, order_by=tuple(order_by.split()))


TABLES: Final = (
    _table("meta", "a fact about the store itself", "name:text value:text", "name"),
    _table(
        "delivery",
        "one complete delivery of a bill for a source, billing account and billing period",
        "delivery_id:text source:text kind:text issuer:text biller:text billing_account:text billing_period:date "
        "loaded_at:time content_hash:text files:text focus_version:text row_count:int billed_cost:money "
        "effective_cost:money totals:text watermark:time state:text",
        "biller billing_account billing_period",
    ),
    _table("charge", "a charge of a bill: FOCUS 1.4 and x_ columns", FOCUS_COLUMNS + _CHARGE, "x_day x_key_id"),
    _table("charge_slice", "a charge's share of one day", _SLICE, "day key_id"),
    _table(
        "payer",
        "who is paid for usage: biller, billing account, kind; `settles_with` names the payer whose charges it awaits",
        "payer_id:text biller:text billing_account:text kind:text amount_source:text? settles_with:text",
        "payer_id",
    ),
    _table("coverage", "a payer's day that a bill covers", "payer_id:text day:date state:text", "payer_id day"),
    _table(
        "provider_usage",
        "a provider's own usage report: quantities, never money",
        "source:text bucket:text payer_id:text provider:text billing_account:text account:text? credential:text? "
        "model:text? token_class:text day:date quantity:int requests:int?",
        "day payer_id",
    ),
    _table(
        "key",
        "a tuple of raw low-cardinality dimensions, with what rules derive from it",
        "key_id:int "
        + " ".join(f"{name}:text?" for name in KEY_DIMENSIONS)
        + " model_family:text? model_vendor:text? payer_id:text? payer_kind:text? raw:text",
        "key_id",
    ),
    _table(
        "key_line",
        "the line of the profit and loss statement of a key from a day on, before another",
        "key_id:int since:date until:date pnl_line:text",
        "key_id",
    ),
    _table(
        "observation",
        "one telemetry record as received, and the request that it speaks of",
        "source:text source_id:text ts:time version:int source_key:int request_key:int content_hash:int "
        "received_at:time role:text trace_key:int? span_key:int? parent_key:int? has_usage:bool record:text?",
        "ts source_key",
    ),
    _table(
        "event_alias",
        "a key of a request that was seen several times, other than the keys of its event",
        "key:int request_key:int ts:time",
        "ts key",
    ),
    _table("event", "a request: the winner of its observations, rated", _EVENT, "ts request_key"),
    _table(
        "event_hour",
        "an hour of a key and cost state",
        f"hour:time day:date key_id:int cost_state:text {_USAGE}",
        "hour key_id",
    ),
    _table(
        "event_hist",
        "a log bucket of cost or latency of a day and key",
        "day:date key_id:int measure:text bucket:int n:int",
        "day key_id",
    ),
    _table(
        "customer_day",
        "a day of a customer and product",
        f"day:date customer:text? product:text? payer_id:text payer_kind:text cost_state:text {_USAGE}",
        "day",
    ),
    _table(
        "customer_month",
        "a month of a customer and feature",
        f"month:date customer:text? feature:text? payer_id:text payer_kind:text cost_state:text {_USAGE}",
        "month",
    ),
    _table(
        "value",
        "what a day brought: a metric's amount by product, feature, plan or customer",
        "source:text metric:text day:date key_id:int customer:text? amount:money currency:text? stated_amount:money? "
        "stated_currency:text? x_fx_rate:money? x_fx_date:date? x_fx_source:text?",
        "day metric",
    ),
    _table(
        "ledger",
        "a day's cost of a key: every charge split down to who caused it",
        "accounting_period:date day:date key_id:int ledger_row:int pricing_category:text? invoice_id:text? "
        f"billing_period:date {_LEDGER_AXES} {_LEDGER_MEASURES}",
        "day key_id",
    ),
    _table(
        "ledger_customer",
        "the ledger split over customers, by product and feature",
        f"accounting_period:date day:date customer:text? product:text? feature:text? {_LEDGER_AXES} {_LEDGER_MEASURES}",
        "day",
    ),
    _table(
        "ledger_customer_month",
        "the ledger split over customers, by month and feature",
        # covered: whether a bill covers the days summed here; days that none covers have rows of their own
        f"accounting_period:date month:date customer:text? feature:text? covered:bool? {_LEDGER_AXES} "
        f"{_LEDGER_MEASURES}",
        "month",
    ),
    _table(
        "price_card",
        "the price of a model in a context during a window, as it was used",
        "card_id:text provider:text model:text source:text source_version:text valid_from:date? valid_to:date? "
        "daily:text? context:text? overlays:text? confidence:text rates:text first_used:time",
        "card_id",
    ),
    _table(
        "reprice",
        "what pricing again changed on a day: requests whose card changed from one to another",
        "reprice_id:text at:time reason:text day:date provider:text? model:text? old_card:text? new_card:text? "
        "requests:int old_cost:money? new_cost:money?",
        "at day",
    ),
    _table("intake", "a count of the intake of telemetry, or how far it came", "name:text n:int", "name"),
    _table(
        "dead_letter",
        "a telemetry record that could not become an observation, without any content",
        "dead_letter_id:text received_at:time source:text kind:text reason:text field:text? record:text? state:text",
        "received_at",
    ),
    _table(
        "usage_metric",
        "tokens that a metric series counted until a day's end: a check of the spans, never usage",
        "series_key:int day:date start_time:time is_delta:bool service:text? provider:text? model:text? "
        "token_type:text quantity:int",
        "day",
    ),
    _table(
        "source",
        "a configured place that spend is pulled from; secrets are references or encrypted",
        "name:text kind:text settings:text created_at:time",
        "name",
    ),
    _table(
        "source_run",
        "a pull of a source: what it asked for, what came, and why it failed if it did",
        "run_id:text source:text kind:text started_at:time finished_at:time? state:text since:time? until:time? "
        "watermark:time? buckets:int rows:int charged:money? stated:money? currency:text? rows_usage:int "
        "unknown_fields:text? notes:text? error:text? hint:text?",
        "source started_at",
    ),
    _table(
        "blocked_amount",
        "money that a source states although another source is its payer's amount source: evidence, not a charge",
        "source:text kind:text biller:text provider:text billing_account:text billing_period:date amount:money "
        "currency:text holder:text reason:text seen_at:time",
        "source billing_period",
    ),
    _table(
        "invoice",
        "an invoice as issued: amounts in its currency, and converted to the reporting currency",
        "biller:text invoice_id:text issuer:text billing_account:text? period_start:date period_end:date "
        "issued_on:date? due_on:date? status:text currency:text net_amount:money tax_amount:money total_amount:money "
        "payment_currency:text? payment_amount:money? reference_invoice_id:text? x_fx_rate:money x_fx_date:date "
        "x_fx_source:text x_net_amount:money x_tax_amount:money source:text content_hash:text loaded_at:time",
        "biller period_start",
    ),
    _table(
        "invoice_line",
        "a line of an invoice: FOCUS InvoiceDetail",
        "biller:text invoice_id:text line_id:text charge_category:text description:text? grain:text? quantity:money? "
        "unit:text? amount:money service_start:date? service_end:date?",
        "biller invoice_id",
    ),
    _table(
        "commitment",
        "a savings plan, reservation, provisioned throughput, agreement, contract, credit pool or grant",
        "commitment_id:text kind:text biller:text billing_account:text? name:text? starts:date? ends:date? "
        "currency:text? committed_amount:money? committed_quantity:money? unit:text? payment_model:text? "
        "status:text? owner:text? renews:bool? notice_days:int? source:text details:text?",
        "biller commitment_id",
    ),
    _table(
        "commitment_entry",
        "a declared movement of a commitment: what charges do not tell, such as a top-up or an expiry",
        "commitment_id:text entry_id:text day:date movement:text amount:money currency:text note:text? source:text",
        "commitment_id day",
    ),
    _table(
        "seat",
        "a seat of a product on the day of a snapshot, and who holds it",
        "source:text biller:text product:text seat_id:text as_of:date employee:text? team:text? plan:text? "
        "state:text assigned_on:date? last_active_on:date? price:money? currency:text?",
        "source as_of",
    ),
    _table(
        "run",
        "a training, fine-tuning or evaluation run; an iteration is a run with a parent or an experiment",
        "source:text run_id:text name:text? project:text? experiment:text? parent_id:text? kind:text? model:text? "
        "employee:text? team:text? state:text started_at:time ended_at:time? gpu_model:text? gpu_count:money? "
        "gpu_seconds:money? host:text? cluster:text? tags:text?",
        "source started_at",
    ),
    _table(
        "payment",
        "a line of a card or accounts-payable statement: evidence of what was paid, to whom and by whom",
        "source:text payment_id:text day:date payee:text vendor:text? category:text? amount:money currency:text "
        "payer_name:text? card:text? account_code:text? reference:text? team:text? product:text? state:text "
        "matched:text? loaded_at:time",
        "source day",
    ),
    _table("dirty_day", "a day whose ledger must be computed again", "day:date reason:text", "day"),
)

TABLE: Final = {table.name: table for table in TABLES}
