-- Rows with a bit for each rule that rewrote them, and the first reason to refuse them, or null.
SELECT
  *,
  CASE WHEN x_null_words THEN 1 ELSE 0 END
  | CASE
      WHEN coalesce(d_billed, d_effective, d_list, d_contracted, d_list_price, d_contracted_price) IS NULL THEN 0
      WHEN is_decorated(d_billed, BilledCost) OR is_decorated(d_effective, EffectiveCost)
      OR is_decorated(d_list, ListCost) OR is_decorated(d_contracted, ContractedCost)
      OR is_decorated(d_list_price, ListUnitPrice) OR is_decorated(d_contracted_price, ContractedUnitPrice)
      THEN 2 ELSE 0 END
  | CASE WHEN d_billed <> v_billed OR d_effective <> v_effective OR d_list <> v_list OR d_contracted <> v_contracted
      THEN 4 ELSE 0 END
  | CASE WHEN contains(ChargePeriodStart, '/') OR contains(BillingPeriodStart, '/') THEN 8 ELSE 0 END
  | CASE WHEN x_text_moments AND (lacks_zone(ChargePeriodStart) OR lacks_zone(ChargePeriodEnd)
      OR lacks_zone(BillingPeriodStart) OR lacks_zone(BillingPeriodEnd)) THEN 16 ELSE 0 END
  | CASE WHEN substr(ChargePeriodEnd, 12, 2) BETWEEN '24' AND '47'
      OR substr(ChargePeriodStart, 12, 2) BETWEEN '24' AND '47' THEN 32 ELSE 0 END
  | CASE WHEN BillingPeriodEnd IS NULL THEN 64 ELSE 0 END
  | CASE WHEN v_period_end <> w_period_end THEN 128 ELSE 0 END
  | CASE WHEN ChargeCategory <> v_category OR ChargeClass <> v_class OR ChargeFrequency <> v_frequency
      OR PricingCategory <> v_pricing OR CommitmentDiscountCategory <> v_commitment_category
      OR CommitmentDiscountStatus <> v_commitment_status OR CapacityReservationStatus <> v_reservation_status
      OR ServiceCategory <> v_service_category THEN 256 ELSE 0 END
  | CASE WHEN (ChargeClass IS NOT NULL AND v_class IS NULL) OR (ChargeFrequency IS NOT NULL AND v_frequency IS NULL)
      OR (PricingCategory IS NOT NULL AND v_pricing IS NULL)
      OR (CommitmentDiscountCategory IS NOT NULL AND v_commitment_category IS NULL)
      OR (CommitmentDiscountStatus IS NOT NULL AND v_commitment_status IS NULL) THEN 512 ELSE 0 END
  | CASE WHEN ServiceCategory IS NOT NULL AND v_service_category IS NULL THEN 1024 ELSE 0 END
  | CASE WHEN v_list = 0 AND w_list IS NULL THEN 2048 ELSE 0 END
  | CASE WHEN v_contracted = 0 AND w_contracted IS NULL THEN 4096 ELSE 0 END
  | CASE WHEN EffectiveCost IS NULL THEN 8192 ELSE 0 END
  | CASE WHEN ServiceName IS NULL THEN 16384 ELSE 0 END
  | CASE WHEN InvoiceIssuerName IS NULL THEN 32768 ELSE 0 END
  | CASE WHEN BillingCurrency <> v_currency THEN 65536 ELSE 0 END
  | CASE WHEN (ConsumedQuantity IS NOT NULL AND v_consumed IS NULL)
      OR (PricingQuantity IS NOT NULL AND v_priced IS NULL)
      OR (ListUnitPrice IS NOT NULL AND v_list_price IS NULL)
      OR (ContractedUnitPrice IS NOT NULL AND v_contracted_price IS NULL)
      OR (CommitmentDiscountQuantity IS NOT NULL AND v_commitment IS NULL)
      OR (PricingCurrencyEffectiveCost IS NOT NULL AND v_currency_effective IS NULL)
      THEN 131072 ELSE 0 END
  | CASE WHEN CommitmentDiscountId <> azure_id(CommitmentDiscountId) OR ResourceId <> azure_id(ResourceId)
      OR CapacityReservationId <> azure_id(CapacityReservationId)
      OR BillingAccountId <> azure_account(BillingAccountId) THEN 262144 ELSE 0 END
  | CASE WHEN SkuMeter IS NULL AND x_UsageType IS NOT NULL THEN 524288 ELSE 0 END
  | CASE WHEN token_block > 1 THEN 1048576 ELSE 0 END AS x_rules,
  CASE
    WHEN v_billed IS NULL THEN fault('BilledCost', BilledCost, 'is not a number')
    WHEN w_effective IS NULL THEN fault('EffectiveCost', EffectiveCost, 'is not a number')
    WHEN v_list IS NULL AND ListCost IS NOT NULL THEN fault('ListCost', ListCost, 'is not a number')
    WHEN v_contracted IS NULL AND ContractedCost IS NOT NULL
      THEN fault('ContractedCost', ContractedCost, 'is not a number')
    WHEN abs(v_billed) > 100000000000 THEN fault('BilledCost', BilledCost, 'is above 100,000,000,000')
    WHEN abs(w_effective) > 100000000000 THEN fault('EffectiveCost', EffectiveCost, 'is above 100,000,000,000')
    WHEN abs(v_list) > 100000000000 THEN fault('ListCost', ListCost, 'is above 100,000,000,000')
    WHEN abs(v_contracted) > 100000000000 THEN fault('ContractedCost', ContractedCost, 'is above 100,000,000,000')
    WHEN BillingAccountId IS NULL THEN fault('BillingAccountId', BillingAccountId, '')
    WHEN v_currency IS NULL OR strlen(v_currency) <> 3
      THEN fault('BillingCurrency', BillingCurrency, 'is not an ISO 4217 code')
    WHEN v_period_start IS NULL THEN fault('BillingPeriodStart', BillingPeriodStart, 'is not a readable date')
    WHEN w_period_end IS NULL THEN fault('BillingPeriodEnd', BillingPeriodEnd, 'is not a readable date')
    WHEN w_period_end <= v_period_start THEN fault('BillingPeriodEnd', BillingPeriodEnd, 'is not after BillingPeriodStart')
    WHEN v_start IS NULL THEN fault('ChargePeriodStart', ChargePeriodStart, 'is not a readable date')
    WHEN v_end IS NULL THEN fault('ChargePeriodEnd', ChargePeriodEnd, 'is not a readable date')
    WHEN v_end < v_start THEN fault('ChargePeriodEnd', ChargePeriodEnd, 'is before ChargePeriodStart')
    WHEN v_start < TIMESTAMP '1970-01-01' OR v_start >= TIMESTAMP '2200-01-01'
      THEN fault('ChargePeriodStart', ChargePeriodStart, 'is outside 1970 to 2199')
    WHEN v_period_start < TIMESTAMP '1970-01-01' OR v_period_start >= TIMESTAMP '2200-01-01'
      THEN fault('BillingPeriodStart', BillingPeriodStart, 'is outside 1970 to 2199')
    WHEN v_end > v_start + INTERVAL 10 YEAR THEN fault('ChargePeriodEnd', ChargePeriodEnd, 'is over ten years later')
    WHEN v_category IS NULL
      THEN fault('ChargeCategory', ChargeCategory, 'is not one of Usage, Purchase, Tax, Credit, Adjustment')
    WHEN w_issuer IS NULL THEN fault('InvoiceIssuerName', InvoiceIssuerName, '')
  END AS x_fault
FROM ruled
