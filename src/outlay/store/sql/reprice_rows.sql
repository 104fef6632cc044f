-- The requests of a span of time whose price is not stated by provider or caller, with what rating them needs.
SELECT
  event.*, key.provider, key.model, key.region, nullif(key.service_tier, 'batch') AS service_tier
FROM event
JOIN key USING (key_id)
WHERE event.ts >= $since AND event.ts < $until
  -- requests of before version 0.2 keep a stated cost in priced_cost alone
  AND NOT (event.cost_state = 'stated' AND event.stated_cost IS NULL)
  AND (event.stated_cost IS NULL OR event.stated_by = 'gateway')
  AND ($provider IS NULL OR key.provider = $provider)
  AND ($model IS NULL OR key.model = $model)
ORDER BY event.ts, event.request_key
