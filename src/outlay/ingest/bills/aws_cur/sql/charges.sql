-- The lines of a bill as FOCUS charges: covered usage costs nothing when billed, and its share when consumed.
CREATE OR REPLACE TEMP VIEW charges AS
SELECT
  zone AS AvailabilityZone,
  CASE WHEN is_covered THEN 0 ELSE cost END AS BilledCost,
  payer AS BillingAccountId,
  payer_name AS BillingAccountName,
  currency AS BillingCurrency,
  period_end AS BillingPeriodEnd,
  period_start AS BillingPeriodStart,
  reservation AS CapacityReservationId,
  CASE WHEN lower(reservation_status) IN ('used', 'unused') THEN reservation_status END AS CapacityReservationStatus,
  category AS ChargeCategory,
  CASE WHEN is_correction THEN 'Correction' END AS ChargeClass,
  description AS ChargeDescription,
  CASE
    WHEN kind IN ('sp_fee', 'ri_fee') THEN 'Recurring'
    WHEN category = 'Usage' THEN 'Usage-Based'
    ELSE 'One-Time'
  END AS ChargeFrequency,
  ended AS ChargePeriodEnd,
  started AS ChargePeriodStart,
  CASE WHEN is_savings_plan THEN 'Spend' WHEN commitment IS NOT NULL THEN 'Usage' END
    AS CommitmentDiscountCategory,
  commitment AS CommitmentDiscountId,
  CASE kind
    WHEN 'sp_covered' THEN sp_effective
    WHEN 'sp_fee' THEN sp_committed
    WHEN 'ri_covered' THEN quantity
    WHEN 'ri_fee' THEN ri_units
  END AS CommitmentDiscountQuantity,
  CASE WHEN is_covered THEN 'Used' END AS CommitmentDiscountStatus,
  CASE WHEN is_savings_plan THEN 'Savings Plan' WHEN commitment IS NOT NULL THEN 'Reserved Instance' END
    AS CommitmentDiscountType,
  CASE WHEN kind IN ('sp_covered', 'sp_fee') THEN currency WHEN kind IN ('ri_covered', 'ri_fee') THEN unit END
    AS CommitmentDiscountUnit,
  CASE
    WHEN kind NOT IN ('usage', 'sp_covered', 'ri_covered') THEN NULL
    WHEN token_factor IS NULL THEN quantity
    ELSE units_money(money_units(quantity) * token_factor)
  END AS ConsumedQuantity,
  CASE
    WHEN kind NOT IN ('usage', 'sp_covered', 'ri_covered') THEN NULL
    WHEN token_factor IS NULL THEN unit
    ELSE 'Tokens'
  END AS ConsumedUnit,
  CASE WHEN kind IN ('usage', 'sp_covered') THEN cost END AS ContractedCost,
  CASE
    WHEN is_commitment_fee OR (kind = 'refund' AND category = 'Purchase') THEN 0
    WHEN kind = 'sp_covered' THEN coalesce(sp_share, 0)
    WHEN kind = 'ri_covered' THEN coalesce(ri_share, 0)
    ELSE cost
  END AS EffectiveCost,
  'AWS' AS HostProviderName,
  invoice_id AS InvoiceId,
  issuer AS InvoiceIssuerName,
  CASE WHEN kind IN ('usage', 'sp_covered', 'ri_covered', 'fee') THEN list_cost END AS ListCost,
  CASE WHEN kind IN ('usage', 'sp_covered', 'ri_covered', 'fee') THEN list_price END AS ListUnitPrice,
  CASE
    WHEN is_covered THEN 'Committed'
    WHEN kind = 'usage' AND usage_type LIKE '%SpotUsage%' THEN 'Dynamic'
    WHEN category IN ('Usage', 'Purchase') THEN 'Standard'
  END AS PricingCategory,
  CASE WHEN category IN ('Usage', 'Purchase') AND kind NOT IN ('discount', 'refund') THEN quantity END AS PricingQuantity,
  CASE WHEN category IN ('Usage', 'Purchase') AND kind NOT IN ('discount', 'refund') THEN coalesce(token_unit, unit) END
    AS PricingUnit,
  principal AS PrincipalId,
  region AS RegionId,
  CASE WHEN is_commitment_fee THEN coalesce(commitment, resource_id) ELSE resource_id END AS ResourceId,
  coalesce(CASE WHEN is_bedrock THEN 'AI and Machine Learning' END, services.service_category, 'Other') AS ServiceCategory,
  CASE WHEN is_bedrock THEN 'Amazon Bedrock' ELSE coalesce(services.service_name, product_name, product_code) END AS ServiceName,
  CASE WHEN is_bedrock THEN 'Generative AI' END AS ServiceSubcategory,
  CASE WHEN is_marketplace AND NOT is_bedrock THEN coalesce(seller, 'AWS Marketplace') ELSE 'AWS' END AS ServiceProviderName,
  sku AS SkuId,
  coalesce(token_meter, usage_type) AS SkuMeter,
  '{' || nullif(concat_ws(',', NULL, sku_details, token_details), '') || '}' AS SkuPriceDetails,
  price_id AS SkuPriceId,
  account AS SubAccountId,
  account_name AS SubAccountName,
  '{' || tag_members || '}' AS Tags,
  CASE
    WHEN NOT is_bedrock THEN NULL
    WHEN regexp_matches(resource_id, ':(foundation-model|inference-profile)/')
      THEN regexp_extract(resource_id, ':(?:foundation-model|inference-profile)/(.+)$', 1)
    ELSE token_model
  END AS x_Model,
  line_id AS "x_LineItemId",
  line_type AS "x_LineItemType",
  operation AS "x_Operation",
  product_code AS "x_ServiceCode",
  usage_type AS "x_UsageType",
  CASE WHEN is_marketplace AND is_bedrock THEN seller END AS "x_Seller",
  file_number AS "_origin_file",
  file_line AS "_origin_row",
  unread_cost AS "_origin_cost",
  kind,
  unused,
  CASE kind WHEN 'sp_fee' THEN sp_committed - sp_used WHEN 'ri_fee' THEN ri_unused_quantity END AS unused_quantity
FROM costed
LEFT JOIN services ON services.code = costed.product_code
LEFT JOIN token_kinds ON token_kinds.token_key = CASE
  WHEN costed.is_bedrock THEN concat_ws(chr(31), costed.usage_type, costed.unit, costed.product_name) END
WHERE NOT is_dropped
