-- A file's rows with each number that is plain, as most are.
SELECT
  raw.*,
  plain(BilledCost) AS p_billed,
  plain(EffectiveCost) AS p_effective,
  plain(ListCost) AS p_list,
  plain(ContractedCost) AS p_contracted,
  plain(ListUnitPrice) AS p_list_price,
  plain(ContractedUnitPrice) AS p_contracted_price,
  plain(ConsumedQuantity) AS p_consumed,
  plain(PricingQuantity) AS p_priced,
  plain(CommitmentDiscountQuantity) AS p_commitment,
  plain(PricingCurrencyContractedUnitPrice) AS p_currency_contracted_price,
  plain(PricingCurrencyEffectiveCost) AS p_currency_effective,
  plain(PricingCurrencyListUnitPrice) AS p_currency_list_price
FROM raw
