-- Usage by what decides its payer, with what it is called by and since when it is seen.
SELECT
  key.provider,
  key.service,
  key.service_tier,
  key.credential,
  key.payer_kind,
  max(key.model) AS model,
  max(key.key_id) AS key_id,
  CAST(sum(event_hour.requests) AS BIGINT) AS requests,
  CAST(sum(event_hour.input + event_hour.cache_read + event_hour.cache_write_5m + event_hour.cache_write_1h
    + event_hour.output) AS BIGINT) AS tokens,
  CAST(min(event_hour.day) AS VARCHAR) AS since
FROM event_hour
JOIN key ON event_hour.key_id = key.key_id
WHERE event_hour.day >= ?
GROUP BY key.provider, key.service, key.service_tier, key.credential, key.payer_kind
ORDER BY tokens DESC, requests DESC
