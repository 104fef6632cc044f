-- The rows of the export as FOCUS charges, credits that are no price reduction as charges of their own.
SELECT
  CASE WHEN is_credit THEN v_credit ELSE v_net END AS BilledCost,
  CASE WHEN is_credit THEN v_credit ELSE v_net END AS EffectiveCost,
  CASE WHEN NOT is_credit THEN v_list END AS ListCost,
  CASE WHEN NOT is_credit AND v_type = 'regular' THEN v_cost END AS ContractedCost,
  billing_account_id AS BillingAccountId,
  v_currency AS BillingCurrency,
  coalesce(strftime(v_period_start, '%Y-%m-%dT%H:%M:%SZ'), v_month) AS BillingPeriodStart,
  strftime(v_period_end, '%Y-%m-%dT%H:%M:%SZ') AS BillingPeriodEnd,
  coalesce(strftime(v_start, '%Y-%m-%dT%H:%M:%S.%fZ'), usage_start_time) AS ChargePeriodStart,
  coalesce(strftime(v_end, '%Y-%m-%dT%H:%M:%S.%fZ'), usage_end_time) AS ChargePeriodEnd,
  CASE
    WHEN is_credit THEN 'Credit'
    WHEN v_type = 'tax' THEN 'Tax'
    WHEN v_type IN ('adjustment', 'rounding_error') OR v_type IS NULL OR v_type <> 'regular' THEN 'Adjustment'
    WHEN is_fee THEN 'Purchase'
    ELSE 'Usage'
  END AS ChargeCategory,
  CASE WHEN v_type = 'adjustment' AND NOT is_credit AND v_end <= timezone('UTC', v_period_start) THEN 'Correction' END
    AS ChargeClass,
  CASE WHEN is_fee THEN 'Recurring' WHEN v_type = 'regular' THEN 'Usage-Based' ELSE 'One-Time' END AS ChargeFrequency,
  CASE WHEN is_credit THEN coalesce(credit_name, credit_type) ELSE sku_name END AS ChargeDescription,
  CASE
    WHEN is_credit OR v_type <> 'regular' THEN NULL
    WHEN v_committed <> 0 AND NOT is_fee AND v_net = 0 THEN 'Committed'
    WHEN regexp_matches(sku_name, '\b(spot|preemptible)\b', 'i') THEN 'Dynamic'
    ELSE 'Standard'
  END AS PricingCategory,
  CASE
    WHEN is_credit THEN NULL
    WHEN is_fee THEN coalesce(member(subscription, '$.instance_id'), sku_name)
    WHEN v_committed <> 0 THEN coalesce(member(subscription, '$.instance_id'), commitment)
  END AS CommitmentDiscountId,
  CASE WHEN is_credit THEN NULL WHEN is_fee THEN sku_name WHEN v_committed <> 0 THEN commitment_name END
    AS CommitmentDiscountName,
  CASE
    WHEN is_credit OR NOT (is_fee OR v_committed <> 0) THEN NULL
    WHEN is_spend OR (is_fee AND sku_name ILIKE '%dollar%') THEN 'Spend'
    ELSE 'Usage'
  END AS CommitmentDiscountCategory,
  CASE WHEN NOT is_credit AND (is_fee OR v_committed <> 0) THEN 'Committed use discount' END AS CommitmentDiscountType,
  CASE WHEN NOT is_credit AND NOT is_fee AND v_committed <> 0 THEN 'Used' END AS CommitmentDiscountStatus,
  CASE WHEN is_usage THEN v_amount END AS ConsumedQuantity,
  CASE WHEN is_usage THEN CASE WHEN token_meter IS NOT NULL THEN 'Tokens' ELSE member(usage, '$.unit') END END
    AS ConsumedUnit,
  CASE WHEN NOT is_credit THEN v_priced END AS PricingQuantity,
  CASE WHEN NOT is_credit THEN member(usage, '$.pricing_unit') END AS PricingUnit,
  'Google Cloud' AS InvoiceIssuerName,
  'Google Cloud' AS HostProviderName,
  CASE WHEN seller_name IS NULL OR seller_name ILIKE 'google%' THEN 'Google Cloud' ELSE seller_name END
    AS ServiceProviderName,
  service_name AS ServiceName,
  service_rule.ServiceCategory AS ServiceCategory,
  service_rule.ServiceSubcategory AS ServiceSubcategory,
  coalesce(member(location, '$.region'), member(location, '$.location')) AS RegionId,
  member(location, '$.zone') AS AvailabilityZone,
  coalesce(member(resource, '$.global_name'), member(resource, '$.name')) AS ResourceId,
  member(resource, '$.name') AS ResourceName,
  member(project, '$.id') AS SubAccountId,
  member(project, '$.name') AS SubAccountName,
  CASE WHEN member(project, '$.id') IS NOT NULL THEN 'Project' END AS SubAccountType,
  member(sku, '$.id') AS SkuId,
  CASE WHEN NOT is_credit THEN coalesce(token_meter, sku_name) END AS SkuMeter,
  CASE WHEN machine IS NOT NULL THEN CAST(json_object('InstanceType', machine) AS VARCHAR) END AS SkuPriceDetails,
  tag_text AS Tags,
  CASE WHEN is_usage AND token_meter IS NOT NULL THEN nullif(sku_model, '') END AS x_Model,
  CASE WHEN is_credit THEN credit_type END AS x_CreditType,
  CASE WHEN is_credit THEN credit_id END AS x_CreditId,
  CASE WHEN NOT is_credit THEN record END AS x_Discounts,
  CASE WHEN NOT is_credit AND v_type IS DISTINCT FROM 'regular' THEN cost_type END AS x_CostType,
  CASE WHEN NOT is_credit THEN adjustment_info END AS x_AdjustmentInfo,
  CASE WHEN amount(currency_conversion_rate) <> 1 THEN currency_conversion_rate END AS x_CurrencyConversionRate EXTRAS
FROM (
  SELECT *, NOT is_credit AND v_type = 'regular' AND NOT is_fee AS is_usage,
    json_extract_string(tag_text, '$."compute.googleapis.com/machine_spec"') AS machine
  FROM (
    SELECT *, false AS is_credit, NULL AS v_credit, NULL AS credit_type, NULL AS credit_name, NULL AS credit_id FROM metered
    UNION ALL
    SELECT metered.*, true, v_credit, type, name, id
    FROM metered JOIN elements USING (line_id) WHERE is_reduction IS NOT TRUE
  )
)
LEFT JOIN service_rule ON regexp_matches(service_name, service_rule.pattern, 'i')
  AND NOT EXISTS (
    SELECT 1 FROM service_rule AS earlier
    WHERE earlier.rank < service_rule.rank AND regexp_matches(service_name, earlier.pattern, 'i'))
