-- What is left of a delivery, by billing currency and charge category, with a digest of its charges.
SELECT
  BillingCurrency AS currency,
  ChargeCategory AS charge_category,
  count(*) AS rows,
  sum(BilledCost) AS billed_cost,
  sum(EffectiveCost) AS effective_cost,
  sum(x_billed_cost) AS x_billed,
  sum(x_effective_cost) AS x_effective,
  CAST(bit_xor(md5_number(x_charge_id)) AS VARCHAR) AS digest
FROM charge
WHERE x_delivery_id = ?
GROUP BY ALL
ORDER BY ALL
