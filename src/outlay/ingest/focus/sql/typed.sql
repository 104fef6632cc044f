-- A file's rows with typed values beside their texts.
SELECT
  numbers.*,
  coalesce(p_billed, rounded(d_billed, BilledCost)) AS v_billed,
  coalesce(p_effective, rounded(d_effective, EffectiveCost)) AS v_effective,
  coalesce(p_list, rounded(d_list, ListCost)) AS v_list,
  coalesce(p_contracted, rounded(d_contracted, ContractedCost)) AS v_contracted,
  coalesce(p_list_price, rounded(d_list_price, ListUnitPrice)) AS v_list_price,
  coalesce(p_contracted_price, rounded(d_contracted_price, ContractedUnitPrice)) AS v_contracted_price,
  coalesce(p_consumed, rounded(d_consumed, ConsumedQuantity)) AS v_consumed,
  coalesce(p_priced, rounded(d_priced, PricingQuantity)) AS v_priced,
  coalesce(p_commitment, rounded(d_commitment, CommitmentDiscountQuantity)) AS v_commitment,
  coalesce(p_currency_contracted_price, rounded(d_currency_contracted_price, PricingCurrencyContractedUnitPrice)) AS v_currency_contracted_price,
  coalesce(p_currency_effective, rounded(d_currency_effective, PricingCurrencyEffectiveCost)) AS v_currency_effective,
  coalesce(p_currency_list_price, rounded(d_currency_list_price, PricingCurrencyListUnitPrice)) AS v_currency_list_price,
  moment(BillingPeriodStart) AS v_period_start,
  moment(BillingPeriodEnd) AS v_period_end,
  moment(ChargePeriodStart) AS v_start,
  moment(ChargePeriodEnd) AS v_end,
  upper(trim(BillingCurrency)) AS v_currency,
  canonical(ChargeCategory, ['Usage', 'Purchase', 'Tax', 'Credit', 'Adjustment']) AS v_category,
  canonical(ChargeClass, ['Correction']) AS v_class,
  canonical(ChargeFrequency, ['One-Time', 'Recurring', 'Usage-Based']) AS v_frequency,
  canonical(
    CASE lower(PricingCategory)
      WHEN 'on-demand' THEN 'Standard' WHEN 'ondemand' THEN 'Standard' WHEN 'spot' THEN 'Dynamic'
      WHEN 'commitment-based' THEN 'Committed' WHEN 'commitment based' THEN 'Committed'
      WHEN 'commitment discount' THEN 'Committed' ELSE PricingCategory
    END, ['Standard', 'Dynamic', 'Committed', 'Other']) AS v_pricing,
  canonical(CommitmentDiscountCategory, ['Spend', 'Usage']) AS v_commitment_category,
  canonical(CommitmentDiscountStatus, ['Used', 'Unused']) AS v_commitment_status,
  canonical(CapacityReservationStatus, ['Used', 'Unused']) AS v_reservation_status,
  canonical(ServiceCategory, [
    'AI and Machine Learning', 'Analytics', 'Business Applications', 'Compute', 'Databases', 'Developer Tools',
    'Multicloud', 'Identity', 'Integration', 'Internet of Things', 'Management and Governance', 'Media', 'Migration',
    'Mobile', 'Networking', 'Security', 'Storage', 'Web', 'Other']) AS v_service_category
FROM numbers
