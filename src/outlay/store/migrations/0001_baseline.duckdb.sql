-- meta: a fact about the store itself
CREATE TABLE "meta" (
  "name" VARCHAR NOT NULL,
  "value" VARCHAR NOT NULL
);

-- delivery: one complete delivery of a bill for a source, billing account and billing period
CREATE TABLE "delivery" (
  "delivery_id" VARCHAR NOT NULL,
  "source" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "issuer" VARCHAR NOT NULL,
  "biller" VARCHAR NOT NULL,
  "billing_account" VARCHAR NOT NULL,
  "billing_period" DATE NOT NULL,
  "loaded_at" TIMESTAMP NOT NULL,
  "content_hash" VARCHAR NOT NULL,
  "files" VARCHAR NOT NULL,
  "focus_version" VARCHAR NOT NULL,
  "row_count" BIGINT NOT NULL,
  "billed_cost" DECIMAL(38, 12) NOT NULL,
  "effective_cost" DECIMAL(38, 12) NOT NULL,
  "totals" VARCHAR NOT NULL,
  "watermark" TIMESTAMP NOT NULL,
  "state" VARCHAR NOT NULL
);

-- charge: a charge of a bill: FOCUS 1.4 and x_ columns
CREATE TABLE "charge" (
  "AvailabilityZone" VARCHAR,
  "BilledCost" DECIMAL(38, 12) NOT NULL,
  "BillingAccountId" VARCHAR NOT NULL,
  "BillingAccountName" VARCHAR,
  "BillingAccountType" VARCHAR,
  "BillingCurrency" VARCHAR NOT NULL,
  "BillingPeriodEnd" TIMESTAMP NOT NULL,
  "BillingPeriodStart" TIMESTAMP NOT NULL,
  "CapacityReservationId" VARCHAR,
  "CapacityReservationStatus" VARCHAR,
  "ChargeCategory" VARCHAR NOT NULL,
  "ChargeClass" VARCHAR,
  "ChargeDescription" VARCHAR,
  "ChargeFrequency" VARCHAR,
  "ChargePeriodEnd" TIMESTAMP NOT NULL,
  "ChargePeriodStart" TIMESTAMP NOT NULL,
  "CommitmentDiscountCategory" VARCHAR,
  "CommitmentDiscountId" VARCHAR,
  "CommitmentDiscountName" VARCHAR,
  "CommitmentDiscountQuantity" DECIMAL(38, 12),
  "CommitmentDiscountStatus" VARCHAR,
  "CommitmentDiscountType" VARCHAR,
  "CommitmentDiscountUnit" VARCHAR,
  "ConsumedQuantity" DECIMAL(38, 12),
  "ConsumedUnit" VARCHAR,
  "ContractedCost" DECIMAL(38, 12),
  "ContractedUnitPrice" DECIMAL(38, 12),
  "EffectiveCost" DECIMAL(38, 12) NOT NULL,
  "InvoiceId" VARCHAR,
  "InvoiceIssuerName" VARCHAR NOT NULL,
  "ListCost" DECIMAL(38, 12),
  "ListUnitPrice" DECIMAL(38, 12),
  "PricingCategory" VARCHAR,
  "PricingCurrency" VARCHAR,
  "PricingCurrencyContractedUnitPrice" DECIMAL(38, 12),
  "PricingCurrencyEffectiveCost" DECIMAL(38, 12),
  "PricingCurrencyListUnitPrice" DECIMAL(38, 12),
  "PricingQuantity" DECIMAL(38, 12),
  "PricingUnit" VARCHAR,
  "RegionId" VARCHAR,
  "RegionName" VARCHAR,
  "ResourceId" VARCHAR,
  "ResourceName" VARCHAR,
  "ResourceType" VARCHAR,
  "ServiceCategory" VARCHAR,
  "ServiceName" VARCHAR,
  "ServiceSubcategory" VARCHAR,
  "SkuId" VARCHAR,
  "SkuMeter" VARCHAR,
  "SkuPriceDetails" VARCHAR,
  "SkuPriceId" VARCHAR,
  "SubAccountId" VARCHAR,
  "SubAccountName" VARCHAR,
  "SubAccountType" VARCHAR,
  "Tags" VARCHAR,
  "AllocatedMethodDetails" VARCHAR,
  "AllocatedMethodId" VARCHAR,
  "AllocatedResourceId" VARCHAR,
  "AllocatedResourceName" VARCHAR,
  "AllocatedTags" VARCHAR,
  "CommitmentProgramEligibilityDetails" VARCHAR,
  "ContractApplied" VARCHAR,
  "HostProviderName" VARCHAR,
  "InvoiceDetailId" VARCHAR,
  "ServiceProviderName" VARCHAR,
  "x_charge_id" VARCHAR NOT NULL,
  "x_delivery_id" VARCHAR NOT NULL,
  "x_source" VARCHAR NOT NULL,
  "x_row" BIGINT NOT NULL,
  "x_key_id" BIGINT NOT NULL,
  "x_payer_id" VARCHAR NOT NULL,
  "x_day" DATE NOT NULL,
  "x_cost_class" VARCHAR NOT NULL,
  "x_fx_rate" DECIMAL(38, 12) NOT NULL,
  "x_fx_date" DATE NOT NULL,
  "x_fx_source" VARCHAR NOT NULL,
  "x_fx_stale" BOOLEAN NOT NULL,
  "x_billed_cost" DECIMAL(38, 12) NOT NULL,
  "x_effective_cost" DECIMAL(38, 12) NOT NULL,
  "x_list_cost" DECIMAL(38, 12),
  "x_contracted_cost" DECIMAL(38, 12),
  "x_extra" VARCHAR
);

-- charge_slice: a charge's share of one day
CREATE TABLE "charge_slice" (
  "day" DATE NOT NULL,
  "accounting_period" DATE NOT NULL,
  "x_charge_id" VARCHAR NOT NULL,
  "x_delivery_id" VARCHAR NOT NULL,
  "key_id" BIGINT NOT NULL,
  "payer_id" VARCHAR NOT NULL,
  "charge_category" VARCHAR NOT NULL,
  "pricing_category" VARCHAR,
  "charge_class" VARCHAR,
  "invoice_id" VARCHAR,
  "billing_period" DATE NOT NULL,
  "cost_class" VARCHAR NOT NULL,
  "quantity" DECIMAL(38, 12),
  "quantity_unit" VARCHAR,
  "billed_cost" DECIMAL(38, 12) NOT NULL,
  "effective_cost" DECIMAL(38, 12) NOT NULL,
  "list_cost" DECIMAL(38, 12)
);

-- payer: who is paid for usage: biller, billing account, kind; `settles_with` names the payer whose charges it awaits
CREATE TABLE "payer" (
  "payer_id" VARCHAR NOT NULL,
  "biller" VARCHAR NOT NULL,
  "billing_account" VARCHAR NOT NULL,
  "kind" VARCHAR NOT NULL,
  "amount_source" VARCHAR,
  "settles_with" VARCHAR NOT NULL
);

-- coverage: a payer's day that a bill covers
CREATE TABLE "coverage" (
  "payer_id" VARCHAR NOT NULL,
  "day" DATE NOT NULL,
  "state" VARCHAR NOT NULL
);

-- provider_usage: a provider's own usage report: quantities, never money
CREATE TABLE "provider_usage" (
  "source" VARCHAR NOT NULL,
  "bucket" VARCHAR NOT NULL,
  "payer_id" VARCHAR NOT NULL,
  "provider" VARCHAR NOT NULL,
  "billing_account" VARCHAR NOT NULL,
  "account" VARCHAR,
  "credential" VARCHAR,
  "model" VARCHAR,
  "token_class" VARCHAR NOT NULL,
  "day" DATE NOT NULL,
  "quantity" BIGINT NOT NULL,
  "requests" BIGINT
);

-- key: a tuple of raw low-cardinality dimensions, with what rules derive from it
CREATE TABLE "key" (
  "key_id" BIGINT NOT NULL,
  "provider" VARCHAR,
  "biller" VARCHAR,
  "billing_account" VARCHAR,
  "provider_service" VARCHAR,
  "account" VARCHAR,
  "region" VARCHAR,
  "model" VARCHAR,
  "token_class" VARCHAR,
  "credential" VARCHAR,
  "service_tier" VARCHAR,
  "cost_group" VARCHAR,
  "cost_component" VARCHAR,
  "workload_kind" VARCHAR,
  "gpu_model" VARCHAR,
  "gpu_state" VARCHAR,
  "team" VARCHAR,
  "owner" VARCHAR,
  "business_unit" VARCHAR,
  "product" VARCHAR,
  "feature" VARCHAR,
  "endpoint" VARCHAR,
  "service" VARCHAR,
  "environment" VARCHAR,
  "cost_center" VARCHAR,
  "initiative" VARCHAR,
  "experiment" VARCHAR,
  "run" VARCHAR,
  "release" VARCHAR,
  "plan" VARCHAR,
  "segment" VARCHAR,
  "employee" VARCHAR,
  "cluster" VARCHAR,
  "namespace" VARCHAR,
  "workload" VARCHAR,
  "tags" VARCHAR,
  "attribution" VARCHAR,
  "model_family" VARCHAR,
  "model_vendor" VARCHAR,
  "pnl_line" VARCHAR,
  "payer_id" VARCHAR,
  "payer_kind" VARCHAR,
  "raw" VARCHAR NOT NULL
);

-- observation: one telemetry record as received
CREATE TABLE "observation" (
  "source" VARCHAR NOT NULL,
  "source_id" VARCHAR NOT NULL,
  "ts" TIMESTAMP NOT NULL,
  "version" BIGINT NOT NULL,
  "request_key" BIGINT NOT NULL,
  "content_hash" BIGINT NOT NULL,
  "received_at" TIMESTAMP NOT NULL,
  "record" VARCHAR NOT NULL
);

-- event: a request: the winner of its observations, rated
CREATE TABLE "event" (
  "ts" TIMESTAMP NOT NULL,
  "request_key" BIGINT NOT NULL,
  "key_id" BIGINT NOT NULL,
  "source" VARCHAR NOT NULL,
  "source_id" VARCHAR NOT NULL,
  "version" BIGINT NOT NULL,
  "content_hash" BIGINT NOT NULL,
  "response_id" VARCHAR,
  "customer" VARCHAR,
  "user" VARCHAR,
  "session" VARCHAR,
  "status" VARCHAR NOT NULL,
  "latency_ms" DOUBLE,
  "input" BIGINT,
  "cache_read" BIGINT,
  "cache_write_5m" BIGINT,
  "cache_write_1h" BIGINT,
  "output" BIGINT,
  "reasoning" BIGINT,
  "units" VARCHAR,
  "cost_input" DECIMAL(38, 12),
  "cost_cache_read" DECIMAL(38, 12),
  "cost_cache_write" DECIMAL(38, 12),
  "cost_output" DECIMAL(38, 12),
  "cost_units" DECIMAL(38, 12),
  "priced_cost" DECIMAL(38, 12),
  "cost_state" VARCHAR NOT NULL,
  "card_id" VARCHAR,
  "flags" VARCHAR,
  "contributors" VARCHAR
);

-- event_hour: an hour of a key and cost state
CREATE TABLE "event_hour" (
  "hour" TIMESTAMP NOT NULL,
  "day" DATE NOT NULL,
  "key_id" BIGINT NOT NULL,
  "cost_state" VARCHAR NOT NULL,
  "requests" BIGINT NOT NULL,
  "errors" BIGINT NOT NULL,
  "input" BIGINT NOT NULL,
  "cache_read" BIGINT NOT NULL,
  "cache_write_5m" BIGINT NOT NULL,
  "cache_write_1h" BIGINT NOT NULL,
  "output" BIGINT NOT NULL,
  "reasoning" BIGINT NOT NULL,
  "cost_input" DECIMAL(38, 12) NOT NULL,
  "cost_cache_read" DECIMAL(38, 12) NOT NULL,
  "cost_cache_write" DECIMAL(38, 12) NOT NULL,
  "cost_output" DECIMAL(38, 12) NOT NULL,
  "cost_units" DECIMAL(38, 12) NOT NULL,
  "priced_cost" DECIMAL(38, 12) NOT NULL
);

-- event_hist: a log bucket of cost or latency of a day and key
CREATE TABLE "event_hist" (
  "day" DATE NOT NULL,
  "key_id" BIGINT NOT NULL,
  "measure" VARCHAR NOT NULL,
  "bucket" BIGINT NOT NULL,
  "n" BIGINT NOT NULL
);

-- customer_day: a day of a customer and product
CREATE TABLE "customer_day" (
  "day" DATE NOT NULL,
  "customer" VARCHAR,
  "product" VARCHAR,
  "payer_id" VARCHAR NOT NULL,
  "payer_kind" VARCHAR NOT NULL,
  "cost_state" VARCHAR NOT NULL,
  "requests" BIGINT NOT NULL,
  "errors" BIGINT NOT NULL,
  "input" BIGINT NOT NULL,
  "cache_read" BIGINT NOT NULL,
  "cache_write_5m" BIGINT NOT NULL,
  "cache_write_1h" BIGINT NOT NULL,
  "output" BIGINT NOT NULL,
  "reasoning" BIGINT NOT NULL,
  "cost_input" DECIMAL(38, 12) NOT NULL,
  "cost_cache_read" DECIMAL(38, 12) NOT NULL,
  "cost_cache_write" DECIMAL(38, 12) NOT NULL,
  "cost_output" DECIMAL(38, 12) NOT NULL,
  "cost_units" DECIMAL(38, 12) NOT NULL,
  "priced_cost" DECIMAL(38, 12) NOT NULL
);

-- customer_month: a month of a customer and feature
CREATE TABLE "customer_month" (
  "month" DATE NOT NULL,
  "customer" VARCHAR,
  "feature" VARCHAR,
  "payer_id" VARCHAR NOT NULL,
  "payer_kind" VARCHAR NOT NULL,
  "cost_state" VARCHAR NOT NULL,
  "requests" BIGINT NOT NULL,
  "errors" BIGINT NOT NULL,
  "input" BIGINT NOT NULL,
  "cache_read" BIGINT NOT NULL,
  "cache_write_5m" BIGINT NOT NULL,
  "cache_write_1h" BIGINT NOT NULL,
  "output" BIGINT NOT NULL,
  "reasoning" BIGINT NOT NULL,
  "cost_input" DECIMAL(38, 12) NOT NULL,
  "cost_cache_read" DECIMAL(38, 12) NOT NULL,
  "cost_cache_write" DECIMAL(38, 12) NOT NULL,
  "cost_output" DECIMAL(38, 12) NOT NULL,
  "cost_units" DECIMAL(38, 12) NOT NULL,
  "priced_cost" DECIMAL(38, 12) NOT NULL
);

-- value: what a day brought: a metric's amount by product, feature, plan or customer
CREATE TABLE "value" (
  "source" VARCHAR NOT NULL,
  "metric" VARCHAR NOT NULL,
  "day" DATE NOT NULL,
  "key_id" BIGINT NOT NULL,
  "customer" VARCHAR,
  "amount" DECIMAL(38, 12) NOT NULL,
  "currency" VARCHAR
);

-- ledger: a day's cost of a key: every charge split down to who caused it
CREATE TABLE "ledger" (
  "accounting_period" DATE NOT NULL,
  "day" DATE NOT NULL,
  "key_id" BIGINT NOT NULL,
  "ledger_row" BIGINT NOT NULL,
  "pricing_category" VARCHAR,
  "invoice_id" VARCHAR,
  "billing_period" DATE NOT NULL,
  "payer_id" VARCHAR NOT NULL,
  "charge_category" VARCHAR NOT NULL,
  "cost_class" VARCHAR NOT NULL,
  "cost_state" VARCHAR NOT NULL,
  "finality" VARCHAR NOT NULL,
  "billed_cost" DECIMAL(38, 12) NOT NULL,
  "effective_cost" DECIMAL(38, 12) NOT NULL,
  "list_cost" DECIMAL(38, 12)
);

-- ledger_customer: the ledger split over customers, by product and feature
CREATE TABLE "ledger_customer" (
  "accounting_period" DATE NOT NULL,
  "day" DATE NOT NULL,
  "customer" VARCHAR,
  "product" VARCHAR,
  "feature" VARCHAR,
  "payer_id" VARCHAR NOT NULL,
  "charge_category" VARCHAR NOT NULL,
  "cost_class" VARCHAR NOT NULL,
  "cost_state" VARCHAR NOT NULL,
  "finality" VARCHAR NOT NULL,
  "billed_cost" DECIMAL(38, 12) NOT NULL,
  "effective_cost" DECIMAL(38, 12) NOT NULL,
  "list_cost" DECIMAL(38, 12)
);

-- ledger_customer_month: the ledger split over customers, by month and feature
CREATE TABLE "ledger_customer_month" (
  "accounting_period" DATE NOT NULL,
  "month" DATE NOT NULL,
  "customer" VARCHAR,
  "feature" VARCHAR,
  "covered" BOOLEAN,
  "payer_id" VARCHAR NOT NULL,
  "charge_category" VARCHAR NOT NULL,
  "cost_class" VARCHAR NOT NULL,
  "cost_state" VARCHAR NOT NULL,
  "finality" VARCHAR NOT NULL,
  "billed_cost" DECIMAL(38, 12) NOT NULL,
  "effective_cost" DECIMAL(38, 12) NOT NULL,
  "list_cost" DECIMAL(38, 12)
);

-- dirty_day: a day whose ledger must be computed again
CREATE TABLE "dirty_day" (
  "day" DATE NOT NULL,
  "reason" VARCHAR NOT NULL
);
