-- The other numbers with 26 decimals (`d_`): an exponent, many decimals, or decorations.
SELECT
  plains.*,
  CASE WHEN p_billed IS NULL AND BilledCost IS NOT NULL THEN wide(BilledCost) END AS d_billed,
  CASE WHEN p_effective IS NULL AND EffectiveCost IS NOT NULL THEN wide(EffectiveCost) END AS d_effective,
  CASE WHEN p_list IS NULL AND ListCost IS NOT NULL THEN wide(ListCost) END AS d_list,
  CASE WHEN p_contracted IS NULL AND ContractedCost IS NOT NULL THEN wide(ContractedCost) END AS d_contracted,
  CASE WHEN p_list_price IS NULL AND ListUnitPrice IS NOT NULL THEN wide(ListUnitPrice) END AS d_list_price,
  CASE WHEN p_contracted_price IS NULL AND ContractedUnitPrice IS NOT NULL THEN wide(ContractedUnitPrice) END AS d_contracted_price,
  CASE WHEN p_consumed IS NULL AND ConsumedQuantity IS NOT NULL THEN wide(ConsumedQuantity) END AS d_consumed,
  CASE WHEN p_priced IS NULL AND PricingQuantity IS NOT NULL THEN wide(PricingQuantity) END AS d_priced,
  CASE WHEN p_commitment IS NULL AND CommitmentDiscountQuantity IS NOT NULL THEN wide(CommitmentDiscountQuantity) END AS d_commitment,
  CASE WHEN p_currency_contracted_price IS NULL AND PricingCurrencyContractedUnitPrice IS NOT NULL THEN wide(PricingCurrencyContractedUnitPrice) END AS d_currency_contracted_price,
  CASE WHEN p_currency_effective IS NULL AND PricingCurrencyEffectiveCost IS NOT NULL THEN wide(PricingCurrencyEffectiveCost) END AS d_currency_effective,
  CASE WHEN p_currency_list_price IS NULL AND PricingCurrencyListUnitPrice IS NOT NULL THEN wide(PricingCurrencyListUnitPrice) END AS d_currency_list_price
FROM plains
