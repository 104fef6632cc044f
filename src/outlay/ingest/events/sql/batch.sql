-- The rows to rate and load: one per request, the newest version of each, in time order.
SELECT
  ts, request_key, key_id, source_id, version, content_hash, response_id, customer, "user", session, status,
  latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  usage_flags, contradiction, stated_cost, provider, model, service_tier, processing, speed, region, product, feature
FROM identified
QUALIFY row_number() OVER (PARTITION BY request_key ORDER BY version DESC, ts DESC, content_hash) = 1
ORDER BY ts
