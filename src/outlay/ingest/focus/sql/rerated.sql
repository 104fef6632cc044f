-- What charges whose rate changes came to and come to, by currency.
SELECT
  BillingCurrency AS currency,
  count(*) AS charges,
  sum(x_effective_cost) AS before,
  sum(in_currency(EffectiveCost, fresh_rate.rate)) AS after
FROM charge
JOIN fresh_rate ON fresh_rate.currency = BillingCurrency AND fresh_rate.day = x_day
WHERE (x_fx_rate, x_fx_date, x_fx_source, x_fx_stale)
  <> (fresh_rate.rate, fresh_rate.rate_date, fresh_rate.source, fresh_rate.stale)
GROUP BY BillingCurrency
ORDER BY BillingCurrency
