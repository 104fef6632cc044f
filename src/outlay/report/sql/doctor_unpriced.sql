-- The models whose requests of late have no price, most tokens first.
SELECT
  key.provider, key.model, sum(event_hour.requests) AS requests,
  CAST(sum(input + cache_read + cache_write_5m + cache_write_1h + output) AS BIGINT) AS tokens
FROM event_hour
JOIN key ON key.key_id = event_hour.key_id
WHERE event_hour.cost_state = 'unknown' AND event_hour.day >= ?
GROUP BY ALL
ORDER BY tokens DESC, requests DESC, key.provider, key.model
LIMIT ?
