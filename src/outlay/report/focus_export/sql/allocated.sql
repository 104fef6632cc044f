-- Ledger rows as FOCUS charges: each with its exact share of its origin, in parts of 1e-12 that add up to one
WITH amount AS (
  SELECT
    *,
    money_units(effective_cost) AS own,
    sum(money_units(effective_cost)) OVER (PARTITION BY origin) AS whole,
    count(*) OVER (PARTITION BY origin) AS rows_of_origin,
    row_number() OVER (PARTITION BY origin ORDER BY abs(effective_cost) DESC, ledger_row) AS place
  FROM ledger_day
),
floored AS (
  SELECT
    *,
    -- of an origin that comes to nothing every row is an equal part
    CASE WHEN whole = 0 THEN CAST(1000000000000 AS HUGEINT) // rows_of_origin
      ELSE own * CAST(1000000000000 AS HUGEINT) // whole END AS parts
  FROM amount
),
shared AS (
  SELECT
    *,
    units_money(parts + CASE WHEN place = 1
      THEN CAST(1000000000000 AS HUGEINT) - sum(parts) OVER (PARTITION BY origin) ELSE 0 END) AS ratio
  FROM floored
)
SELECT
  billed_cost AS BilledCost,
  coalesce(billing_account, '') AS BillingAccountId,
  coalesce(billing_account, '') AS BillingAccountName,
  'Billing account' AS BillingAccountType,
  $currency AS BillingCurrency,
  CAST(billing_period + INTERVAL 1 MONTH AS TIMESTAMP) AS BillingPeriodEnd,
  CAST(billing_period AS TIMESTAMP) AS BillingPeriodStart,
  charge_category AS ChargeCategory,
  concat_ws(' ', 'Share of', coalesce(provider_service, provider, biller), model) AS ChargeDescription,
  CASE charge_category WHEN 'Usage' THEN 'Usage-Based' WHEN 'Purchase' THEN 'Recurring' ELSE 'One-Time' END
    AS ChargeFrequency,
  CAST(day + INTERVAL 1 DAY AS TIMESTAMP) AS ChargePeriodEnd,
  CAST(day AS TIMESTAMP) AS ChargePeriodStart,
  effective_cost AS ContractedCost,
  effective_cost AS EffectiveCost,
  invoice_id AS InvoiceId,
  issuer AS InvoiceIssuerName,
  coalesce(list_cost, effective_cost) AS ListCost,
  CASE WHEN charge_category IN ('Usage', 'Purchase') THEN coalesce(pricing_category, 'Other') END AS PricingCategory,
  $currency AS PricingCurrency,
  effective_cost AS PricingCurrencyEffectiveCost,
  region AS RegionId,
  region AS RegionName,
  service_category AS ServiceCategory,
  coalesce(provider_service, provider, 'Unknown') AS ServiceName,
  CASE service_category WHEN 'AI and Machine Learning' THEN 'Generative AI' ELSE 'Other (' || service_category || ')' END
    AS ServiceSubcategory,
  account AS SubAccountId,
  account AS SubAccountName,
  CASE WHEN account IS NOT NULL THEN 'Account' END AS SubAccountType,
  tags AS Tags,
  '{"Elements":[{"AllocatedRatio":' || plain_number(ratio) || '}]}' AS AllocatedMethodDetails,
  $method AS AllocatedMethodId,
  'lg_' || lower(hex(ledger_row)) AS AllocatedResourceId,
  coalesce(nullif(concat_ws(' / ', team, product, feature, endpoint, employee), ''), attribution, 'unattributed')
    AS AllocatedResourceName,
  owned AS AllocatedTags,
  issuer AS HostProviderName,
  seller AS ServiceProviderName,
  seller AS ProviderName,
  seller AS PublisherName,
  'Outlay' AS x_AllocatedBy,
  $method AS x_AllocatedMethodId,
  ratio AS x_AllocatedRatio,
  owned AS x_AllocatedTags,
  'lg_' || lower(hex(ledger_row)) AS x_LedgerRow,
  origin AS x_OriginId,
  cost_state AS x_CostState,
  cost_class AS x_CostClass,
  pnl_line AS x_PnlLine,
  model AS x_Model,
  token_class AS x_Meter,
  CASE WHEN list_cost IS NULL THEN 'unknown' END AS x_ListCostBasis
FROM shared
ORDER BY origin, ledger_row
