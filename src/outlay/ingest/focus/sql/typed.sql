-- A file's rows with typed values beside their texts.
CREATE OR REPLACE TEMP VIEW typed AS
SELECT
  raw.*,
  money(BilledCost) AS v_billed,
  money(EffectiveCost) AS v_effective,
  money(ListCost) AS v_list,
  money(ContractedCost) AS v_contracted,
  money(ListUnitPrice) AS v_list_price,
  money(ContractedUnitPrice) AS v_contracted_price,
  money(ConsumedQuantity) AS v_consumed,
  money(PricingQuantity) AS v_priced,
  money(CommitmentDiscountQuantity) AS v_commitment,
  money(PricingCurrencyContractedUnitPrice) AS v_currency_contracted_price,
  money(PricingCurrencyEffectiveCost) AS v_currency_effective,
  money(PricingCurrencyListUnitPrice) AS v_currency_list_price,
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
FROM raw
