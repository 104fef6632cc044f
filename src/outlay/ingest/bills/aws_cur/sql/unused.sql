-- The part of a commitment's fee that nothing used, as a row of its own: consumed in vain, billed with the fee.
CREATE OR REPLACE TEMP VIEW unused AS
SELECT * REPLACE (
  0 AS BilledCost,
  'Usage' AS ChargeCategory,
  'Unused: ' || coalesce(ChargeDescription, CommitmentDiscountType) AS ChargeDescription,
  'Usage-Based' AS ChargeFrequency,
  'Unused' AS CommitmentDiscountStatus,
  unused_quantity AS CommitmentDiscountQuantity,
  NULL AS ContractedCost,
  unused AS EffectiveCost,
  NULL AS ListCost,
  NULL AS ListUnitPrice,
  NULL AS PricingQuantity,
  NULL AS PricingUnit,
  'Committed' AS PricingCategory)
FROM charges
WHERE kind IN ('sp_fee', 'ri_fee') AND unused <> 0
