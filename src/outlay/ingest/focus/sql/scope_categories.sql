-- The sums of each scope by billing currency and charge category.
SELECT
  CAST(h_scope AS VARCHAR) AS h_scope, BillingCurrency, ChargeCategory, count(*) AS charges,
  sum(BilledCost) AS billed, sum(EffectiveCost) AS effective
FROM charged
GROUP BY ALL
ORDER BY ALL
