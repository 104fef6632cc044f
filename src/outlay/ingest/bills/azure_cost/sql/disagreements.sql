-- The billing accounts and months whose two exports differ in what no commitment touches.
SELECT account, strftime(period_start, '%Y-%m') AS month, currency, actual_usage, amortised_usage
FROM scopes
WHERE has_actual AND has_amortised AND actual_usage <> amortised_usage
ORDER BY ALL
