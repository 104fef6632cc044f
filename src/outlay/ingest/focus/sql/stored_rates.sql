-- The exchange rates that charges were converted at.
SELECT
  BillingCurrency AS currency, x_day AS day, x_fx_rate AS rate, x_fx_date AS rate_date, x_fx_source AS source,
  x_fx_stale AS stale, count(*) AS charges
FROM charge
GROUP BY ALL
ORDER BY ALL
