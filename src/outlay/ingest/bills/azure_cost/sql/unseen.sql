-- The billing accounts and months that lack a view which they need: covered usage without what was paid for it, or the reverse.
SELECT
  account, strftime(period_start, '%Y-%m') AS month, currency, has_amortised, covered_cost
FROM scopes
WHERE (has_amortised AND NOT has_actual AND covered_cost <> 0) OR NOT has_amortised
ORDER BY ALL
