-- Requests of some days by key: tokens and calculated cost by class, those without a price apart
SELECT
  day,
  key_id,
  cost_state = 'unknown' AS is_modelled,
  CAST(sum(requests) AS BIGINT) AS requests,
  CAST(sum("input") AS BIGINT) AS tokens_input,
  CAST(sum(cache_read) AS BIGINT) AS tokens_cache_read,
  CAST(sum(cache_write_5m + cache_write_1h) AS BIGINT) AS tokens_cache_write,
  CAST(sum("output") AS BIGINT) AS tokens_output,
  sum(cost_input) AS cost_input,
  sum(cost_cache_read) AS cost_cache_read,
  sum(cost_cache_write) AS cost_cache_write,
  sum(cost_output) AS cost_output,
  sum(cost_units) AS cost_units,
  sum(priced_cost) AS cost
FROM event_hour
WHERE day BETWEEN $first AND $last AND list_contains($days, day)
GROUP BY ALL
HAVING sum(requests) > 0
