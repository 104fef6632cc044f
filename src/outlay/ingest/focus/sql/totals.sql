-- What was read and what is taken, by currency and charge category.
SELECT
  coalesce(read.BillingCurrency, '') AS currency,
  coalesce(read.ChargeCategory, '') AS charge_category,
  count(*) AS rows_in,
  count(*) FILTER (read.x_fault IS NULL) AS rows_out,
  coalesce(sum(read.BilledCost), 0) AS billed_in,
  coalesce(sum(read.BilledCost) FILTER (read.x_fault IS NULL), 0) AS billed_out,
  coalesce(sum(read.EffectiveCost), 0) AS effective_in,
  coalesce(sum(
    CASE WHEN getvariable('no_accrual') AND EffectiveCost = 0 THEN BilledCost ELSE EffectiveCost END
  ) FILTER (read.x_fault IS NULL), 0) AS effective_out
FROM staged AS read
GROUP BY ALL
ORDER BY ALL
