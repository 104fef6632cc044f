-- The tokens that providers themselves report for some days
SELECT
  day,
  payer_id,
  provider,
  account,
  credential,
  model,
  CASE WHEN token_class LIKE 'cache_write%' THEN 'cache_write' ELSE token_class END AS token_class,
  CAST(sum(quantity) AS BIGINT) AS tokens
FROM provider_usage
WHERE day >= $since AND day < $until AND token_class IS DISTINCT FROM 'units'
GROUP BY ALL
