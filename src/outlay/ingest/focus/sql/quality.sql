-- Rows that are taken but do not obey FOCUS, by rule.
SELECT
  count(*) FILTER (differs(ListUnitPrice, PricingQuantity, ListCost)) AS list_price_quantity,
  count(*) FILTER (differs(ContractedUnitPrice, PricingQuantity, ContractedCost)) AS contracted_price_quantity,
  count(*) FILTER (
    ChargeCategory = 'Usage' AND CommitmentDiscountStatus IS NOT NULL AND BilledCost <> 0
    AND (CommitmentDiscountStatus = 'Unused' OR ContractedCost IS NULL OR abs(BilledCost) >= abs(ContractedCost))
  ) AS covered_usage_billed,
  count(*) FILTER (ChargePeriodStart = ChargePeriodEnd) AS empty_period,
  count(*) FILTER (CommitmentDiscountStatus IS NOT NULL AND CommitmentDiscountId IS NULL) AS commitment_unnamed
FROM good
