-- Charges that name a contract or commitment in ContractApplied; which element is whose is read from the text.
SELECT
  x_day AS day,
  CAST(ChargePeriodEnd - INTERVAL 1 MICROSECOND AS DATE) AS last_day,
  ChargePeriodStart AS since,
  ChargePeriodEnd AS until,
  ChargeCategory AS category,
  BillingCurrency AS currency,
  InvoiceId AS invoice_id,
  BilledCost AS billed,
  EffectiveCost AS effective,
  CAST(BillingPeriodStart AS DATE) AS billing_period,
  ContractApplied AS applied,
  x_charge_id AS example
FROM charge
WHERE contains(ContractApplied, $id)
ORDER BY day, x_charge_id
