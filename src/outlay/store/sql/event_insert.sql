-- Appends the requests of SOURCE.
INSERT INTO event (
  ts, request_key, key_id, source, source_id, version, content_hash, response_id, customer, "user", session, status,
  latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  cost_input, cost_cache_read, cost_cache_write, cost_output, cost_units, priced_cost, cost_state, card_id, flags)
SELECT
  ts, request_key, key_id, $source, source_id, version, content_hash, response_id, customer, "user", session, status,
  latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  cost_input, cost_cache_read, cost_cache_write, cost_output, cost_units, priced_cost, cost_state, card_id,
  nullif(concat_ws(',', usage_flags, flags), '')
FROM SOURCE
