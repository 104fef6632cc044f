-- What each customer's requests of some days weigh, by key
SELECT
  CAST(ts AS DATE) AS day,
  key_id,
  cost_state = 'unknown' AS is_modelled,
  customer,
  CAST(sum(requests) AS BIGINT) AS requests,
  CAST(sum(coalesce("input", 0) + coalesce(cache_read, 0) + coalesce(cache_write_5m, 0)
    + coalesce(cache_write_1h, 0) + coalesce("output", 0)) AS BIGINT) AS tokens,
  coalesce(sum(priced_cost), 0) AS cost
FROM event
WHERE ts >= CAST($first AS TIMESTAMP)
  AND ts < CAST($last AS TIMESTAMP) + INTERVAL 1 DAY
  AND list_contains($days, CAST(ts AS DATE))
GROUP BY ALL
