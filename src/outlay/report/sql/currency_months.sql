-- What bills charged in each month and currency, as billed and as converted when it was imported
SELECT
  CAST(date_trunc('month', x_day) AS DATE) AS month,
  BillingCurrency AS currency,
  count(*) AS charges,
  sum(EffectiveCost) AS cost,
  sum(x_effective_cost) AS converted,
  min(x_fx_rate) AS lowest_rate,
  max(x_fx_rate) AS highest_rate,
  max(x_fx_date) AS rate_date,
  string_agg(DISTINCT x_fx_source, ', ' ORDER BY x_fx_source) AS source,
  bool_or(x_fx_stale) AS is_stale
FROM charge
WHERE x_day >= $since AND x_day < $until AND x_cost_class = 'consumption'
GROUP BY ALL
ORDER BY month, currency
