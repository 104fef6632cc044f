-- Charges of a day in the shape of FOCUS; what is mandatory there and unknown here is filled, and named
SELECT
  * REPLACE (
    coalesce(ContractedCost, BilledCost) AS ContractedCost,
    coalesce(ListCost, ContractedCost, BilledCost) AS ListCost,
    coalesce(ServiceProviderName, InvoiceIssuerName) AS ServiceProviderName,
    coalesce(HostProviderName, ServiceProviderName, InvoiceIssuerName) AS HostProviderName,
    CASE WHEN SubAccountId IS NOT NULL THEN coalesce(SubAccountType, 'Account') END AS SubAccountType,
    coalesce(BillingAccountName, BillingAccountId) AS BillingAccountName,
    coalesce(SubAccountName, SubAccountId) AS SubAccountName,
    coalesce(RegionName, RegionId) AS RegionName,
    coalesce(BillingAccountType, 'Billing account') AS BillingAccountType,
    coalesce(ServiceCategory, 'Other') AS ServiceCategory,
    coalesce(ServiceName, 'Unknown') AS ServiceName,
    coalesce(PricingCurrency, BillingCurrency) AS PricingCurrency,
    coalesce(PricingCurrencyEffectiveCost, EffectiveCost) AS PricingCurrencyEffectiveCost,
    -- FOCUS wants these empty where what they go with is not there
    CASE WHEN CommitmentDiscountQuantity IS NOT NULL THEN CommitmentDiscountUnit END AS CommitmentDiscountUnit,
    CASE WHEN ChargeCategory = 'Usage' AND CommitmentDiscountStatus IS DISTINCT FROM 'Unused' THEN ConsumedQuantity END
      AS ConsumedQuantity,
    CASE WHEN ChargeCategory = 'Usage' AND CommitmentDiscountStatus IS DISTINCT FROM 'Unused'
      AND ConsumedQuantity IS NOT NULL THEN ConsumedUnit END AS ConsumedUnit,
    CASE WHEN ChargeCategory <> 'Tax' THEN SkuId END AS SkuId,
    CASE WHEN ChargeCategory <> 'Tax' THEN SkuPriceId END AS SkuPriceId,
    CASE WHEN ChargeCategory <> 'Tax' AND SkuId IS NOT NULL THEN SkuMeter END AS SkuMeter
  ),
  SkuMeter AS x_Meter,
  coalesce(ServiceProviderName, InvoiceIssuerName) AS ProviderName,
  coalesce(ServiceProviderName, InvoiceIssuerName) AS PublisherName,
  x_charge_id AS x_ChargeId,
  x_source AS x_Source,
  CASE WHEN ListCost IS NULL THEN 'unknown' END AS x_ListCostBasis,
  $currency AS x_ReportingCurrency,
  x_effective_cost AS x_ReportingEffectiveCost
FROM charge
WHERE x_day = $day
ORDER BY InvoiceIssuerName, BillingAccountId, x_charge_id
