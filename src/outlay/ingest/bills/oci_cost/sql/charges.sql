-- OCI's lines as FOCUS charges: under a commitment only the overage is billed, and what is used costs what it costs.
SELECT
  CASE WHEN is_commitment THEN v_overage ELSE v_cost END AS BilledCost,
  v_cost AS EffectiveCost,
  v_cost AS ContractedCost,
  SubscriptionId AS BillingAccountId,
  v_currency AS BillingCurrency,
  coalesce(strftime(v_period, '%Y-%m-%dT%H:%M:%SZ'), "Start") AS BillingPeriodStart,
  strftime(v_period + INTERVAL 1 MONTH, '%Y-%m-%dT%H:%M:%SZ') AS BillingPeriodEnd,
  coalesce(strftime(v_start, '%Y-%m-%dT%H:%M:%SZ'), "Start") AS ChargePeriodStart,
  coalesce(strftime(v_end, '%Y-%m-%dT%H:%M:%SZ'), "End") AS ChargePeriodEnd,
  'Usage' AS ChargeCategory,
  CASE WHEN is_correction THEN 'Correction' END AS ChargeClass,
  'Usage-Based' AS ChargeFrequency,
  Description AS ChargeDescription,
  CASE WHEN is_drawn AND v_overage = 0 THEN 'Committed' ELSE 'Standard' END AS PricingCategory,
  CASE WHEN is_drawn THEN SubscriptionId END AS CommitmentDiscountId,
  CASE WHEN is_drawn THEN 'Spend' END AS CommitmentDiscountCategory,
  CASE WHEN is_drawn THEN 'Universal Credits' END AS CommitmentDiscountType,
  CASE WHEN is_drawn THEN 'Used' END AS CommitmentDiscountStatus,
  CASE WHEN is_drawn THEN v_cost - v_overage END AS CommitmentDiscountQuantity,
  CASE WHEN is_drawn THEN v_currency END AS CommitmentDiscountUnit,
  amount(Quantity) AS ConsumedQuantity,
  Unit AS ConsumedUnit,
  amount(Quantity) AS PricingQuantity,
  Unit AS PricingUnit,
  'Oracle' AS InvoiceIssuerName,
  'Oracle' AS ServiceProviderName,
  'Oracle' AS HostProviderName,
  Service AS ServiceName,
  service_rule.ServiceCategory AS ServiceCategory,
  service_rule.ServiceSubcategory AS ServiceSubcategory,
  Region AS RegionId,
  AvailabilityDomain AS AvailabilityZone,
  ResourceId,
  TenantId AS SubAccountId,
  Sku AS SkuId,
  Description AS SkuMeter,
  TAGS AS Tags,
  CompartmentId AS x_CompartmentId,
  CompartmentName AS x_CompartmentName,
  BackreferenceNo AS x_BackreferenceNo EXTRAS
FROM (
  SELECT lines.*, is_commitment, is_commitment AND v_overage <> v_cost AS is_drawn
  FROM lines
  LEFT JOIN plans
    ON plans.SubscriptionId IS NOT DISTINCT FROM lines.SubscriptionId AND plans.v_period IS NOT DISTINCT FROM lines.v_period
)
LEFT JOIN service_rule ON service_rule.rank = (
  SELECT min(rank) FROM service_rule AS rule WHERE regexp_matches(lower(Service), rule.pattern))
