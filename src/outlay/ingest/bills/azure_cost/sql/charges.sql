-- Azure's lines as FOCUS charges. Days and amounts that cannot be read stay texts or null: the import refuses and names them.
SELECT
  CASE WHEN is_drawn AND is_amortised THEN CAST(0 AS DECIMAL(38, 12)) ELSE c_cost END AS BilledCost,
  CASE WHEN is_commitment_bought AND has_amortised THEN CAST(0 AS DECIMAL(38, 12)) ELSE c_cost END AS EffectiveCost,
  amount(PaygCost) AS ListCost,
  account AS BillingAccountId,
  CASE WHEN getvariable('is_mca') THEN coalesce(BillingProfileName, BillingAccountName) ELSE BillingAccountName END
    AS BillingAccountName,
  currency AS BillingCurrency,
  coalesce(CAST(period_start AS VARCHAR) || 'T00:00:00Z', BillingPeriodStartDate) AS BillingPeriodStart,
  CAST(CASE WHEN day(period_last) = 1 AND period_last > period_start THEN period_last ELSE period_last + 1 END AS VARCHAR)
    || 'T00:00:00Z' AS BillingPeriodEnd,
  coalesce(CAST(day AS VARCHAR) || 'T00:00:00Z', Date) AS ChargePeriodStart,
  coalesce(CAST(day + 1 AS VARCHAR) || 'T00:00:00Z', Date) AS ChargePeriodEnd,
  CASE
    WHEN kind IN ('usage', 'unusedreservation', 'unusedsavingsplan') THEN 'Usage'
    WHEN kind = 'purchase' THEN 'Purchase'
    WHEN kind = 'refund' THEN CASE WHEN Frequency ILIKE 'usage%' THEN 'Usage' ELSE 'Purchase' END
    WHEN kind = 'tax' THEN 'Tax'
    WHEN kind = 'credit' THEN 'Credit'
    ELSE 'Adjustment'
  END AS ChargeCategory,
  CASE lower(regexp_replace(Frequency, '[^A-Za-z]', '', 'g'))
    WHEN 'onetime' THEN 'One-Time' WHEN 'recurring' THEN 'Recurring' WHEN 'usagebased' THEN 'Usage-Based'
  END AS ChargeFrequency,
  Product AS ChargeDescription,
  CASE
    WHEN kind NOT IN ('usage', 'unusedreservation', 'unusedsavingsplan', 'purchase', 'refund') THEN NULL
    WHEN is_drawn THEN 'Committed'
    WHEN PricingModel ILIKE 'spot' THEN 'Dynamic'
    ELSE 'Standard'
  END AS PricingCategory,
  CASE WHEN is_drawn OR is_commitment_bought THEN benefit END AS CommitmentDiscountId,
  CASE WHEN is_drawn OR is_commitment_bought THEN benefit_name END AS CommitmentDiscountName,
  CASE WHEN is_drawn OR is_commitment_bought THEN benefit_category END AS CommitmentDiscountCategory,
  CASE WHEN is_drawn OR is_commitment_bought
    THEN CASE benefit_category WHEN 'Spend' THEN 'Savings plan' ELSE 'Reservation' END END AS CommitmentDiscountType,
  CASE WHEN is_unused THEN 'Unused' WHEN is_drawn THEN 'Used' END AS CommitmentDiscountStatus,
  CASE WHEN is_drawn THEN CASE benefit_category WHEN 'Spend' THEN c_cost ELSE c_quantity * block_size(UnitOfMeasure) END END
    AS CommitmentDiscountQuantity,
  CASE WHEN is_drawn THEN CASE benefit_category WHEN 'Spend' THEN currency ELSE single_unit(UnitOfMeasure) END END
    AS CommitmentDiscountUnit,
  CASE WHEN kind = 'usage' THEN c_quantity * block_size(UnitOfMeasure) END AS ConsumedQuantity,
  CASE
    WHEN kind <> 'usage' THEN NULL
    WHEN token_meter IS NOT NULL THEN 'Tokens'
    ELSE single_unit(UnitOfMeasure)
  END AS ConsumedUnit,
  c_quantity AS PricingQuantity,
  UnitOfMeasure AS PricingUnit,
  CASE WHEN NOT getvariable('is_mca') AND amount(UnitPrice) <> 0 THEN amount(UnitPrice) END AS ContractedUnitPrice,
  PricingCurrency,
  amount(CostInPricingCurrency) * CASE WHEN is_commitment_bought AND has_amortised THEN 0 ELSE 1 END
    AS PricingCurrencyEffectiveCost,
  CASE WHEN getvariable('is_mca') THEN amount(PayGPrice) END AS PricingCurrencyListUnitPrice,
  CASE WHEN getvariable('is_mca') THEN amount(UnitPrice) END AS PricingCurrencyContractedUnitPrice,
  InvoiceId,
  'Microsoft' AS InvoiceIssuerName,
  'Microsoft' AS HostProviderName,
  CASE WHEN PublisherType ILIKE 'marketplace' THEN coalesce(PublisherName, 'Microsoft') ELSE 'Microsoft' END
    AS ServiceProviderName,
  coalesce(
    CASE WHEN is_ai_meter THEN 'Foundry Models' END,
    CASE WHEN PublisherType ILIKE 'marketplace' THEN coalesce(Product, MeterCategory) END,
    by_meter.ServiceName, by_service.ServiceName, MeterCategory, Product) AS ServiceName,
  coalesce(
    CASE WHEN is_ai_meter THEN 'AI and Machine Learning' END,
    CASE WHEN PublisherType ILIKE 'marketplace' THEN 'Other' END,
    by_meter.ServiceCategory, by_service.ServiceCategory, 'Other') AS ServiceCategory,
  coalesce(
    CASE WHEN is_ai_meter THEN 'Generative AI' END,
    CASE WHEN PublisherType ILIKE 'marketplace' THEN 'Other (Other)' END,
    by_meter.ServiceSubcategory, by_service.ServiceSubcategory, 'Other (Other)') AS ServiceSubcategory,
  coalesce(region_word.id, lower(replace(ResourceLocation, ' ', ''))) AS RegionId,
  ResourceLocation AS RegionName,
  AvailabilityZone,
  CASE WHEN is_unused THEN benefit ELSE ResourceId END AS ResourceId,
  ResourceName,
  lower(regexp_extract(ResourceId, '(?i)/providers/([^/]+/[^/]+)/[^/]+$', 1)) AS ResourceType,
  SubscriptionId AS SubAccountId,
  SubscriptionName AS SubAccountName,
  CASE WHEN SubscriptionId IS NOT NULL THEN 'Subscription' END AS SubAccountType,
  MeterId AS SkuId,
  PartNumber AS SkuPriceId,
  coalesce(token_meter, MeterName) AS SkuMeter,
  CASE WHEN Tags IS NULL OR starts_with(Tags, '{') THEN Tags ELSE '{' || Tags || '}' END AS Tags,
  CASE WHEN token_meter IS NOT NULL THEN meter_model END AS x_Model,
  CASE WHEN NOT has_amortised AND (is_drawn OR is_commitment_bought) THEN 'billed' END AS x_EffectiveCostBasis,
  CASE WHEN kind NOT IN ('usage', 'purchase', 'tax') THEN ChargeType END AS x_ChargeType,
  ResourceGroup AS x_ResourceGroupName,
  ConsumedService AS x_ConsumedService,
  MeterCategory AS x_SkuMeterCategory,
  MeterSubCategory AS x_SkuMeterSubcategory,
  MeterName AS x_SkuMeterName,
  amount(EffectivePrice) AS x_EffectiveUnitPrice,
  AdditionalInfo AS x_SkuDetails EXTRAS
FROM metered
LEFT JOIN service_word AS by_meter ON by_meter.word = lower(MeterCategory)
LEFT JOIN service_word AS by_service ON by_service.word = lower(ConsumedService)
LEFT JOIN region_word ON region_word.word = lower(replace(ResourceLocation, ' ', ''))
