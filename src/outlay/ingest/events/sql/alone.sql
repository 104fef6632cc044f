-- What is rated and counted of requests that share no id with another, in any order and without their identity
SELECT
  ts, key_id, status, requests, provider, model, nullif(service_tier, 'batch') AS service_tier, region,
  processing, speed, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  stated_cost, stated_by, stated_input, stated_output, probability, usage_flags
FROM content
WHERE IS_ALONE
