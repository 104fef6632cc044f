-- The rows to rate and load.
CREATE OR REPLACE TEMP VIEW batch AS
SELECT
  ts,
  CAST(md5_number_lower(identity) >> 1 AS BIGINT) AS request_key,
  key_id,
  coalesce(source_id, response_id, concat('auto-', left(md5(identity), 16))) AS source_id,
  version, content_hash, response_id, customer, "user", session, status, latency_ms,
  input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  usage_flags, contradiction, stated_cost, provider, model,
  nullif(service_tier, 'batch') AS service_tier, processing, speed, region
FROM named
