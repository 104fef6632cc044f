-- Keeps what was received of recent requests, until it is folded.
INSERT INTO observation (source, source_id, ts, version, request_key, content_hash, received_at, record)
SELECT
  $source, source_id, ts, version, request_key, content_hash, $now,
  to_json({
    'key_id': key_id, 'response_id': response_id, 'customer': customer, 'user': "user", 'session': session,
    'status': status, 'latency_ms': latency_ms, 'input': input, 'cache_read': cache_read,
    'cache_write_5m': cache_write_5m, 'cache_write_1h': cache_write_1h, 'output': output, 'reasoning': reasoning,
    'units': units, 'stated_cost': stated_cost, 'flags': usage_flags})
FROM SOURCE
WHERE ts >= $since
