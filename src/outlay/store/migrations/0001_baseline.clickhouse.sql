-- meta: a fact about the store itself
CREATE TABLE "meta" (
  "name" String,
  "value" String
)
ENGINE = MergeTree ORDER BY ("name");

-- delivery: one complete delivery of a bill for a source, billing account and billing period
CREATE TABLE "delivery" (
  "delivery_id" String,
  "source" String,
  "kind" String,
  "issuer" String,
  "biller" String,
  "billing_account" String,
  "billing_period" Date32,
  "loaded_at" DateTime64(6, 'UTC'),
  "content_hash" String,
  "files" String,
  "focus_version" String,
  "row_count" Int64,
  "billed_cost" Decimal(38, 12),
  "effective_cost" Decimal(38, 12),
  "totals" String,
  "watermark" DateTime64(6, 'UTC'),
  "state" String
)
ENGINE = MergeTree ORDER BY ("biller", "billing_account", "billing_period");

-- charge: a charge of a bill: FOCUS 1.4 and x_ columns
CREATE TABLE "charge" (
  "AvailabilityZone" Nullable(String),
  "BilledCost" Decimal(38, 12),
  "BillingAccountId" String,
  "BillingAccountName" Nullable(String),
  "BillingAccountType" Nullable(String),
  "BillingCurrency" String,
  "BillingPeriodEnd" DateTime64(6, 'UTC'),
  "BillingPeriodStart" DateTime64(6, 'UTC'),
  "CapacityReservationId" Nullable(String),
  "CapacityReservationStatus" Nullable(String),
  "ChargeCategory" String,
  "ChargeClass" Nullable(String),
  "ChargeDescription" Nullable(String),
  "ChargeFrequency" Nullable(String),
  "ChargePeriodEnd" DateTime64(6, 'UTC'),
  "ChargePeriodStart" DateTime64(6, 'UTC'),
  "CommitmentDiscountCategory" Nullable(String),
  "CommitmentDiscountId" Nullable(String),
  "CommitmentDiscountName" Nullable(String),
  "CommitmentDiscountQuantity" Nullable(Decimal(38, 12)),
  "CommitmentDiscountStatus" Nullable(String),
  "CommitmentDiscountType" Nullable(String),
  "CommitmentDiscountUnit" Nullable(String),
  "ConsumedQuantity" Nullable(Decimal(38, 12)),
  "ConsumedUnit" Nullable(String),
  "ContractedCost" Nullable(Decimal(38, 12)),
  "ContractedUnitPrice" Nullable(Decimal(38, 12)),
  "EffectiveCost" Decimal(38, 12),
  "InvoiceId" Nullable(String),
  "InvoiceIssuerName" String,
  "ListCost" Nullable(Decimal(38, 12)),
  "ListUnitPrice" Nullable(Decimal(38, 12)),
  "PricingCategory" Nullable(String),
  "PricingCurrency" Nullable(String),
  "PricingCurrencyContractedUnitPrice" Nullable(Decimal(38, 12)),
  "PricingCurrencyEffectiveCost" Nullable(Decimal(38, 12)),
  "PricingCurrencyListUnitPrice" Nullable(Decimal(38, 12)),
  "PricingQuantity" Nullable(Decimal(38, 12)),
  "PricingUnit" Nullable(String),
  "RegionId" Nullable(String),
  "RegionName" Nullable(String),
  "ResourceId" Nullable(String),
  "ResourceName" Nullable(String),
  "ResourceType" Nullable(String),
  "ServiceCategory" Nullable(String),
  "ServiceName" Nullable(String),
  "ServiceSubcategory" Nullable(String),
  "SkuId" Nullable(String),
  "SkuMeter" Nullable(String),
  "SkuPriceDetails" Nullable(String),
  "SkuPriceId" Nullable(String),
  "SubAccountId" Nullable(String),
  "SubAccountName" Nullable(String),
  "SubAccountType" Nullable(String),
  "Tags" Nullable(String),
  "AllocatedMethodDetails" Nullable(String),
  "AllocatedMethodId" Nullable(String),
  "AllocatedResourceId" Nullable(String),
  "AllocatedResourceName" Nullable(String),
  "AllocatedTags" Nullable(String),
  "CommitmentProgramEligibilityDetails" Nullable(String),
  "ContractApplied" Nullable(String),
  "HostProviderName" Nullable(String),
  "InvoiceDetailId" Nullable(String),
  "ServiceProviderName" Nullable(String),
  "x_charge_id" String,
  "x_delivery_id" String,
  "x_source" String,
  "x_row" Int64,
  "x_key_id" Int64,
  "x_payer_id" String,
  "x_day" Date32,
  "x_cost_class" String,
  "x_fx_rate" Decimal(38, 12),
  "x_fx_date" Date32,
  "x_fx_source" String,
  "x_fx_stale" Bool,
  "x_billed_cost" Decimal(38, 12),
  "x_effective_cost" Decimal(38, 12),
  "x_list_cost" Nullable(Decimal(38, 12)),
  "x_contracted_cost" Nullable(Decimal(38, 12)),
  "x_extra" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("x_day", "x_key_id");

-- charge_slice: a charge's share of one day
CREATE TABLE "charge_slice" (
  "day" Date32,
  "accounting_period" Date32,
  "x_charge_id" String,
  "x_delivery_id" String,
  "key_id" Int64,
  "payer_id" String,
  "charge_category" String,
  "pricing_category" Nullable(String),
  "charge_class" Nullable(String),
  "invoice_id" Nullable(String),
  "billing_period" Date32,
  "cost_class" String,
  "quantity" Nullable(Decimal(38, 12)),
  "quantity_unit" Nullable(String),
  "billed_cost" Decimal(38, 12),
  "effective_cost" Decimal(38, 12),
  "list_cost" Nullable(Decimal(38, 12))
)
ENGINE = MergeTree ORDER BY ("day", "key_id");

-- payer: who is paid for usage: biller, billing account, kind; `settles_with` names the payer whose charges it awaits
CREATE TABLE "payer" (
  "payer_id" String,
  "biller" String,
  "billing_account" String,
  "kind" String,
  "amount_source" Nullable(String),
  "settles_with" String
)
ENGINE = MergeTree ORDER BY ("payer_id");

-- coverage: a payer's day that a bill covers
CREATE TABLE "coverage" (
  "payer_id" String,
  "day" Date32,
  "state" String
)
ENGINE = MergeTree ORDER BY ("payer_id", "day");

-- provider_usage: a provider's own usage report: quantities, never money
CREATE TABLE "provider_usage" (
  "source" String,
  "bucket" String,
  "payer_id" String,
  "provider" String,
  "billing_account" String,
  "account" Nullable(String),
  "credential" Nullable(String),
  "model" Nullable(String),
  "token_class" String,
  "day" Date32,
  "quantity" Int64,
  "requests" Nullable(Int64)
)
ENGINE = MergeTree ORDER BY ("day", "payer_id");

-- key: a tuple of raw low-cardinality dimensions, with what rules derive from it
CREATE TABLE "key" (
  "key_id" Int64,
  "provider" Nullable(String),
  "biller" Nullable(String),
  "billing_account" Nullable(String),
  "provider_service" Nullable(String),
  "account" Nullable(String),
  "region" Nullable(String),
  "model" Nullable(String),
  "token_class" Nullable(String),
  "credential" Nullable(String),
  "service_tier" Nullable(String),
  "cost_group" Nullable(String),
  "cost_component" Nullable(String),
  "workload_kind" Nullable(String),
  "gpu_model" Nullable(String),
  "gpu_state" Nullable(String),
  "team" Nullable(String),
  "owner" Nullable(String),
  "business_unit" Nullable(String),
  "product" Nullable(String),
  "feature" Nullable(String),
  "endpoint" Nullable(String),
  "service" Nullable(String),
  "environment" Nullable(String),
  "cost_center" Nullable(String),
  "initiative" Nullable(String),
  "experiment" Nullable(String),
  "run" Nullable(String),
  "release" Nullable(String),
  "plan" Nullable(String),
  "segment" Nullable(String),
  "employee" Nullable(String),
  "cluster" Nullable(String),
  "namespace" Nullable(String),
  "workload" Nullable(String),
  "tags" Nullable(String),
  "attribution" Nullable(String),
  "model_family" Nullable(String),
  "model_vendor" Nullable(String),
  "pnl_line" Nullable(String),
  "payer_id" Nullable(String),
  "payer_kind" Nullable(String),
  "raw" String
)
ENGINE = MergeTree ORDER BY ("key_id");

-- observation: one telemetry record as received
CREATE TABLE "observation" (
  "source" String,
  "source_id" String,
  "ts" DateTime64(6, 'UTC'),
  "version" Int64,
  "request_key" Int64,
  "content_hash" Int64,
  "received_at" DateTime64(6, 'UTC'),
  "record" String
)
ENGINE = MergeTree ORDER BY ("ts", "source");

-- event: a request: the winner of its observations, rated
CREATE TABLE "event" (
  "ts" DateTime64(6, 'UTC'),
  "request_key" Int64,
  "key_id" Int64,
  "source" String,
  "source_id" String,
  "version" Int64,
  "content_hash" Int64,
  "response_id" Nullable(String),
  "customer" Nullable(String),
  "user" Nullable(String),
  "session" Nullable(String),
  "status" String,
  "latency_ms" Nullable(Float64),
  "input" Nullable(Int64),
  "cache_read" Nullable(Int64),
  "cache_write_5m" Nullable(Int64),
  "cache_write_1h" Nullable(Int64),
  "output" Nullable(Int64),
  "reasoning" Nullable(Int64),
  "units" Nullable(String),
  "cost_input" Nullable(Decimal(38, 12)),
  "cost_cache_read" Nullable(Decimal(38, 12)),
  "cost_cache_write" Nullable(Decimal(38, 12)),
  "cost_output" Nullable(Decimal(38, 12)),
  "cost_units" Nullable(Decimal(38, 12)),
  "priced_cost" Nullable(Decimal(38, 12)),
  "cost_state" String,
  "card_id" Nullable(String),
  "flags" Nullable(String),
  "contributors" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("ts", "request_key");

-- event_hour: an hour of a key and cost state
CREATE TABLE "event_hour" (
  "hour" DateTime64(6, 'UTC'),
  "day" Date32,
  "key_id" Int64,
  "cost_state" String,
  "requests" Int64,
  "errors" Int64,
  "input" Int64,
  "cache_read" Int64,
  "cache_write_5m" Int64,
  "cache_write_1h" Int64,
  "output" Int64,
  "reasoning" Int64,
  "cost_input" Decimal(38, 12),
  "cost_cache_read" Decimal(38, 12),
  "cost_cache_write" Decimal(38, 12),
  "cost_output" Decimal(38, 12),
  "cost_units" Decimal(38, 12),
  "priced_cost" Decimal(38, 12)
)
ENGINE = MergeTree ORDER BY ("hour", "key_id");

-- event_hist: a log bucket of cost or latency of a day and key
CREATE TABLE "event_hist" (
  "day" Date32,
  "key_id" Int64,
  "measure" String,
  "bucket" Int64,
  "n" Int64
)
ENGINE = MergeTree ORDER BY ("day", "key_id");

-- customer_day: a day of a customer and product
CREATE TABLE "customer_day" (
  "day" Date32,
  "customer" Nullable(String),
  "product" Nullable(String),
  "payer_id" String,
  "payer_kind" String,
  "cost_state" String,
  "requests" Int64,
  "errors" Int64,
  "input" Int64,
  "cache_read" Int64,
  "cache_write_5m" Int64,
  "cache_write_1h" Int64,
  "output" Int64,
  "reasoning" Int64,
  "cost_input" Decimal(38, 12),
  "cost_cache_read" Decimal(38, 12),
  "cost_cache_write" Decimal(38, 12),
  "cost_output" Decimal(38, 12),
  "cost_units" Decimal(38, 12),
  "priced_cost" Decimal(38, 12)
)
ENGINE = MergeTree ORDER BY ("day");

-- customer_month: a month of a customer and feature
CREATE TABLE "customer_month" (
  "month" Date32,
  "customer" Nullable(String),
  "feature" Nullable(String),
  "payer_id" String,
  "payer_kind" String,
  "cost_state" String,
  "requests" Int64,
  "errors" Int64,
  "input" Int64,
  "cache_read" Int64,
  "cache_write_5m" Int64,
  "cache_write_1h" Int64,
  "output" Int64,
  "reasoning" Int64,
  "cost_input" Decimal(38, 12),
  "cost_cache_read" Decimal(38, 12),
  "cost_cache_write" Decimal(38, 12),
  "cost_output" Decimal(38, 12),
  "cost_units" Decimal(38, 12),
  "priced_cost" Decimal(38, 12)
)
ENGINE = MergeTree ORDER BY ("month");

-- value: what a day brought: a metric's amount by product, feature, plan or customer
CREATE TABLE "value" (
  "source" String,
  "metric" String,
  "day" Date32,
  "key_id" Int64,
  "customer" Nullable(String),
  "amount" Decimal(38, 12),
  "currency" Nullable(String)
)
ENGINE = MergeTree ORDER BY ("day", "metric");

-- ledger: a day's cost of a key: every charge split down to who caused it
CREATE TABLE "ledger" (
  "accounting_period" Date32,
  "day" Date32,
  "key_id" Int64,
  "ledger_row" Int64,
  "pricing_category" Nullable(String),
  "invoice_id" Nullable(String),
  "billing_period" Date32,
  "payer_id" String,
  "charge_category" String,
  "cost_class" String,
  "cost_state" String,
  "finality" String,
  "billed_cost" Decimal(38, 12),
  "effective_cost" Decimal(38, 12),
  "list_cost" Nullable(Decimal(38, 12))
)
ENGINE = MergeTree ORDER BY ("day", "key_id");

-- ledger_customer: the ledger split over customers, by product and feature
CREATE TABLE "ledger_customer" (
  "accounting_period" Date32,
  "day" Date32,
  "customer" Nullable(String),
  "product" Nullable(String),
  "feature" Nullable(String),
  "payer_id" String,
  "charge_category" String,
  "cost_class" String,
  "cost_state" String,
  "finality" String,
  "billed_cost" Decimal(38, 12),
  "effective_cost" Decimal(38, 12),
  "list_cost" Nullable(Decimal(38, 12))
)
ENGINE = MergeTree ORDER BY ("day");

-- ledger_customer_month: the ledger split over customers, by month and feature
CREATE TABLE "ledger_customer_month" (
  "accounting_period" Date32,
  "month" Date32,
  "customer" Nullable(String),
  "feature" Nullable(String),
  "covered" Nullable(Bool),
  "payer_id" String,
  "charge_category" String,
  "cost_class" String,
  "cost_state" String,
  "finality" String,
  "billed_cost" Decimal(38, 12),
  "effective_cost" Decimal(38, 12),
  "list_cost" Nullable(Decimal(38, 12))
)
ENGINE = MergeTree ORDER BY ("month");

-- dirty_day: a day whose ledger must be computed again
CREATE TABLE "dirty_day" (
  "day" Date32,
  "reason" String
)
ENGINE = MergeTree ORDER BY ("day");
