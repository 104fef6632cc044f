-- A file's rows with each number read: `p_` where it is plain, else `d_` with 26 decimals, from any accepted spelling.
CREATE OR REPLACE TEMP VIEW numbers AS
SELECT
  raw.*,
  plain(BilledCost) AS p_billed,
  wide(BilledCost) AS d_billed,
  plain(EffectiveCost) AS p_effective,
  wide(EffectiveCost) AS d_effective,
  plain(ListCost) AS p_list,
  wide(ListCost) AS d_list,
  plain(ContractedCost) AS p_contracted,
  wide(ContractedCost) AS d_contracted,
  plain(ListUnitPrice) AS p_list_price,
  wide(ListUnitPrice) AS d_list_price,
  plain(ContractedUnitPrice) AS p_contracted_price,
  wide(ContractedUnitPrice) AS d_contracted_price,
  plain(ConsumedQuantity) AS p_consumed,
  wide(ConsumedQuantity) AS d_consumed,
  plain(PricingQuantity) AS p_priced,
  wide(PricingQuantity) AS d_priced,
  plain(CommitmentDiscountQuantity) AS p_commitment,
  wide(CommitmentDiscountQuantity) AS d_commitment,
  plain(PricingCurrencyContractedUnitPrice) AS p_currency_contracted_price,
  wide(PricingCurrencyContractedUnitPrice) AS d_currency_contracted_price,
  plain(PricingCurrencyEffectiveCost) AS p_currency_effective,
  wide(PricingCurrencyEffectiveCost) AS d_currency_effective,
  plain(PricingCurrencyListUnitPrice) AS p_currency_list_price,
  wide(PricingCurrencyListUnitPrice) AS d_currency_list_price
FROM raw
