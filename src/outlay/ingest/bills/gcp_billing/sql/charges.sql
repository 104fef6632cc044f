-- The rows of the export as FOCUS charges, with the parts that commitments make of them, and credits that are money given.
SELECT
  billed AS BilledCost,
  effective AS EffectiveCost,
  CASE WHEN role = 'purchase' THEN v_list ELSE listed END AS ListCost,
  contracted AS ContractedCost,
  billing_account_id AS BillingAccountId,
  v_currency AS BillingCurrency,
  coalesce(strftime(v_period_start, '%Y-%m-%dT%H:%M:%SZ'), v_month) AS BillingPeriodStart,
  strftime(v_period_end, '%Y-%m-%dT%H:%M:%SZ') AS BillingPeriodEnd,
  coalesce(starts, strftime(v_start, '%Y-%m-%dT%H:%M:%S.%fZ'), usage_start_time) AS ChargePeriodStart,
  coalesce(ends, strftime(v_end, '%Y-%m-%dT%H:%M:%S.%fZ'), usage_end_time) AS ChargePeriodEnd,
  CASE
    WHEN role = 'credit' THEN 'Credit'
    WHEN role = 'purchase' THEN 'Purchase'
    WHEN role IN ('used', 'rest', 'unused') THEN 'Usage'
    WHEN role = 'gap' THEN 'Adjustment'
    WHEN v_type = 'tax' THEN 'Tax'
    WHEN v_type IS DISTINCT FROM 'regular' THEN 'Adjustment'
    WHEN is_fee THEN 'Purchase'
    ELSE 'Usage'
  END AS ChargeCategory,
  CASE WHEN v_type = 'adjustment' AND role <> 'credit' AND v_end <= timezone('UTC', v_period_start) THEN 'Correction' END
    AS ChargeClass,
  CASE
    WHEN role IN ('used', 'rest', 'unused') THEN 'Usage-Based'
    WHEN role = 'gap' THEN 'One-Time'
    WHEN is_fee AND v_type = 'regular' OR role = 'purchase' THEN 'Recurring'
    WHEN v_type = 'regular' THEN 'Usage-Based'
    ELSE 'One-Time'
  END AS ChargeFrequency,
  CASE role
    WHEN 'credit' THEN coalesce(credit_name, credit_type)
    WHEN 'unused' THEN 'Unused: ' || sku_name
    WHEN 'gap' THEN 'Offset and covered usage differ: ' || sku_name
    ELSE sku_name
  END AS ChargeDescription,
  CASE
    WHEN role IN ('credit', 'gap') OR role = 'line' AND v_type <> 'regular' THEN NULL
    WHEN role IN ('used', 'unused') OR is_covered THEN 'Committed'
    WHEN regexp_matches(sku_name, '\b(spot|preemptible)\b', 'i') THEN 'Dynamic'
    ELSE 'Standard'
  END AS PricingCategory,
  CASE
    WHEN role <> 'line' THEN discount
    WHEN is_bought THEN coalesce(subscription, sku_name)
    WHEN is_covered THEN coalesce(subscription, commitment)
  END AS CommitmentDiscountId,
  CASE WHEN role <> 'line' THEN discount_name WHEN is_bought THEN sku_name WHEN is_covered THEN commitment_name END
    AS CommitmentDiscountName,
  CASE
    WHEN role <> 'line' THEN discount_kind
    WHEN NOT (is_bought OR is_covered) THEN NULL
    WHEN is_spend OR model IS NOT NULL OR NOT regexp_matches(sku_name, '^\s*commitment v\d', 'i') AND is_fee THEN 'Spend'
    ELSE 'Usage'
  END AS CommitmentDiscountCategory,
  CASE WHEN discount IS NOT NULL OR role = 'line' AND (is_bought OR is_covered) THEN 'Committed use discount' END
    AS CommitmentDiscountType,
  CASE WHEN role = 'used' OR is_covered THEN 'Used' WHEN role = 'unused' THEN 'Unused' END AS CommitmentDiscountStatus,
  discount_quantity AS CommitmentDiscountQuantity,
  CASE WHEN discount_quantity IS NULL THEN NULL WHEN discount_kind = 'Spend' THEN v_currency ELSE pricing_unit END
    AS CommitmentDiscountUnit,
  CASE WHEN is_usage THEN consumed END AS ConsumedQuantity,
  CASE WHEN is_usage AND role <> 'credit' THEN CASE WHEN token_meter IS NOT NULL THEN 'Tokens' ELSE usage_unit END END
    AS ConsumedUnit,
  priced AS PricingQuantity,
  CASE WHEN priced IS NOT NULL THEN pricing_unit END AS PricingUnit,
  'Google Cloud' AS InvoiceIssuerName,
  'Google Cloud' AS HostProviderName,
  CASE WHEN seller_name IS NULL OR seller_name ILIKE 'google%' THEN 'Google Cloud' ELSE seller_name END
    AS ServiceProviderName,
  service_name AS ServiceName,
  ServiceCategory,
  ServiceSubcategory,
  region AS RegionId,
  zone AS AvailabilityZone,
  CASE WHEN role IN ('purchase', 'unused') THEN discount ELSE resource_id END AS ResourceId,
  CASE WHEN role IN ('purchase', 'unused') THEN NULL ELSE resource_name END AS ResourceName,
  project_id AS SubAccountId,
  project_name AS SubAccountName,
  CASE WHEN project_id IS NOT NULL THEN 'Project' END AS SubAccountType,
  sku_id AS SkuId,
  CASE WHEN role <> 'credit' THEN coalesce(token_meter, sku_name) END AS SkuMeter,
  CASE WHEN machine IS NOT NULL THEN CAST(json_object('InstanceType', machine) AS VARCHAR) END AS SkuPriceDetails,
  tag_text AS Tags,
  CASE WHEN is_usage AND role <> 'credit' AND token_meter IS NOT NULL THEN nullif(sku_model, '') END AS x_Model,
  credit_type AS x_CreditType,
  credit_id AS x_CreditId,
  CASE WHEN role IN ('line', 'purchase', 'used', 'rest') AND number = 0 THEN record END AS x_Discounts,
  CASE WHEN role <> 'credit' AND v_type IS DISTINCT FROM 'regular' THEN cost_type END AS x_CostType,
  CASE WHEN role <> 'credit' THEN adjustment_info END AS x_AdjustmentInfo,
  CASE WHEN amount(currency_conversion_rate) <> 1 THEN currency_conversion_rate END AS x_CurrencyConversionRate EXTRAS
FROM (
  SELECT
    metered.*, entries.* EXCLUDE (line_id),
    role = 'line' AND is_fee AND v_type = 'regular' AS is_bought,
    role = 'line' AND is_usage AND (model IS NOT NULL AND subscription IS NOT NULL OR v_committed <> 0 AND v_net = 0)
      IS TRUE AS is_covered
  FROM metered JOIN entries USING (line_id)
)
LEFT JOIN services USING (service_name)
