-- Appends the events of SOURCE, with what they were made of where that is more than one observation.
INSERT INTO event (
  ts, request_key, key_id, source, source_id, version, content_hash, response_id, customer, "user", session, status,
  latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  cost_input, cost_cache_read, cost_cache_write, cost_output, cost_units, priced_cost, cost_state, card_id, flags,
  contributors, source_kind, source_key, requests, processing, speed, stated_cost, stated_by)
SELECT
  ts, request_key, key_id, source, source_id, version, content_hash, response_id, customer, "user", session, status,
  latency_ms, input, cache_read, cache_write_5m, cache_write_1h, output, reasoning, units,
  cost_input, cost_cache_read, cost_cache_write, cost_output, cost_units, priced_cost, cost_state, card_id, flags,
  CONTRIBUTORS, source_kind, source_key, requests, processing, speed, stated_cost, stated_by
FROM SOURCE
